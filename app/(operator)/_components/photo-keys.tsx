"use client";

import { useRef } from "react";
import { useTranslations } from "next-intl";
import { SecondKey } from "@/components/shop-floor/key";
import { Icon } from "@/components/ui/icon";
import { Photo } from "@/components/ui/photo";

/** What has become of the photo of an entry: none, one that is being made smaller, one that is there, one that could not be read. */
export type PhotoState = { readonly kind: "NONE" | "WORKING" | "FAILED" } | { readonly kind: "TAKEN"; readonly photo: Blob };

export const NO_PHOTO: PhotoState = { kind: "NONE" };

// Most entries have no photo.
const load = () => import("@/lib/client/shrink-photo");

/** Takes a photo of the parts with the tablet's camera, shows it, and takes it again or leaves it out. */
export function PhotoKeys({ state, onChange }: { state: PhotoState; onChange: (state: PhotoState) => void }) {
  const t = useTranslations("photo");
  const camera = useRef<HTMLInputElement>(null);
  const taken = state.kind === "TAKEN" ? state.photo : null;

  const open = () => {
    // While the camera is open; what could not be had is asked for again by the picture.
    void load().catch(() => undefined);
    camera.current?.click();
  };

  const take = async (file: File) => {
    onChange({ kind: "WORKING" });
    try {
      const { shrinkPhoto } = await load();
      onChange({ kind: "TAKEN", photo: await shrinkPhoto(file) });
    } catch {
      // No picture, or none that this browser can read: the person is told, and may go on without.
      onChange({ kind: "FAILED" });
    }
  };

  return (
    <div role="group" aria-label={t("title")} className="flex min-w-0 flex-1 items-center justify-end gap-4">
      <p role="status" className="flex min-w-0 items-center gap-3 leading-[1.25]">
        {state.kind === "FAILED" ? (
          <>
            <Icon name="stop" className="size-7 flex-none text-down-ink" />
            <span className="min-w-0">{t("problem")}</span>
          </>
        ) : null}
      </p>
      {taken === null ? null : <Photo photo={taken} alt={t("taken")} className="size-(--target) flex-none object-cover" />}
      <SecondKey
        icon="camera"
        label={t(taken === null ? "take" : "again")}
        detail={state.kind === "WORKING" ? t("working") : taken === null ? t("optional") : undefined}
        busy={state.kind === "WORKING"}
        onClick={open}
        small={taken !== null}
        // Where there is little room, what it says below breaks.
        className={taken === null ? undefined : "flex-none"}
      />
      {taken === null ? null : <SecondKey icon="cross" label={t("leaveOut")} onClick={() => onChange(NO_PHOTO)} small className="flex-none" />}
      <input
        ref={camera}
        type="file"
        accept="image/*"
        capture="environment"
        aria-label={t("title")}
        hidden
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          // The same picture chosen again is a change as well.
          event.target.value = "";
          if (file !== undefined) void take(file);
        }}
      />
    </div>
  );
}
