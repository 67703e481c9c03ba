"use client";

import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { Mark } from "@/components/ui/mark";
import { Photo } from "@/components/ui/photo";
import type { EntryPhoto } from "./entry-lines";

/** The photos of the last entries, each with what was entered. */
export function PhotosDialog({ photos, onClose }: { photos: readonly EntryPhoto[]; onClose: () => void }) {
  const t = useTranslations("photo");
  return (
    <FloorDialog onClose={onClose} title={t("last")}>
      <ul className="grid grid-cols-1 gap-6">
        {photos.map((photo) => (
          <li key={photo.id}>
            <figure className="grid gap-2">
              <figcaption className="flex gap-4 text-floor-md">
                <span className="text-ink-2">{photo.time}</span>
                <b className="min-w-0 break-words">{photo.text}</b>
              </figcaption>
              <Photo
                photo={photo.photo}
                alt={t("of", { text: photo.text })}
                away={<Mark kind="warning">{t("away")}</Mark>}
                className="max-h-[60dvh] max-w-full justify-self-start object-contain"
              />
            </figure>
          </li>
        ))}
      </ul>
    </FloorDialog>
  );
}
