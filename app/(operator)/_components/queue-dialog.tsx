"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { Mark } from "@/components/ui/mark";
import { Photo } from "@/components/ui/photo";
import { useFormats } from "@/lib/format/formats";
import { refusalSentenceIn } from "@/lib/format/refusal-in";
import type { QueueItem } from "@/lib/client/queue-item";
import { isReceipt } from "@/lib/client/queue-state";
import { isPhoto, photosOf, withoutPhotosOfTheirEntry } from "@/lib/client/queued-photo";
import type { RunView } from "@/lib/queries/operator/run-view";
import { ApproveHere } from "./approve-here";
import { useFloor } from "./floor-provider";
import { waitsForOwner } from "./kept-here";
import { overrideOf } from "./override-of";
import { RefusedEntry } from "./refused-entry";

type QueueDialogProps = {
  open: boolean;
  onClose: () => void;
  timeZone: string;
  /** Of the site, where the screen has them. */
  reasons?: RunView["reasons"];
};

/** Every entry that is kept on this tablet, what it waits for, and why one was not taken (UI-08); what a lead may let through is approved from here as well. */
export function QueueDialog({ open, onClose, timeZone, reasons }: QueueDialogProps) {
  const t = useTranslations("floor.queue");
  const title = useTranslations("floor.menu")("kept");
  const photos = useTranslations("photo");
  const storage = useTranslations("storage");
  const formats = useFormats();
  const { queue, person } = useFloor();
  const kept = queue.items.filter((item) => item.state !== "SENT" && !isReceipt(item));
  const rows = withoutPhotosOfTheirEntry(kept);
  const [approving, setApproving] = useState<number>();
  // It is sent in the name of who entered it, and that is whoever is signed on.
  const overrides = new Map(rows.flatMap((item) => (item.state === "REFUSED" && item.accountId === person.accountId ? [[item.sequence, overrideOf(item, reasons)] as const] : [])));
  const asked = rows.find((item) => item.sequence === approving);
  const override = asked === undefined ? undefined : overrides.get(asked.sequence);
  if (open && asked !== undefined && override !== undefined) return <ApproveHere item={asked} override={override} timeZone={timeZone} onClose={() => setApproving(undefined)} />;
  return (
    <FloorDialog open={open} onClose={onClose} title={title} description={queue.storage === null ? t("description") : storage("inMemory")}>
      {kept.length === 0 ? (
        <p className="text-ink-2">{t("nothing")}</p>
      ) : (
        <ol className="grid grid-cols-1 gap-4">
          {rows.map((item) => {
            const photo = isPhoto(item) ? item : photosOf(kept, item.commandId).find(({ state }) => state === "WAITING");
            return (
              <li key={item.sequence} className="flex gap-4 border-b border-line pb-4 last:border-b-0 last:pb-0">
                {photo?.photo === undefined ? null : <Photo photo={photo.photo} alt={photo.text} className="size-(--target) flex-none object-cover" />}
                <div className="grid min-w-0 flex-1 content-start gap-1">
                  <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
                    <b className="min-w-0 flex-1 break-words text-floor-md">{item.text}</b>
                    <span className="text-ink-2">{formats.dayTime(item.eventTime, timeZone)}</span>
                    {item.state === "REFUSED" ? (
                      <Mark kind="failed">{t("notAccepted")}</Mark>
                    ) : (
                      <Mark kind="queued">{waitsForOwner(item, person.accountId) ? t("waitsForOwner") : t("queued")}</Mark>
                    )}
                  </div>
                  <Explanation item={item} accountId={person.accountId} timeZone={timeZone} />
                  {item.state === "WAITING" && queue.held.includes(item.sequence) ? <p className="text-down-ink">{storage("held")}</p> : null}
                  {photo === undefined || photo === item ? null : <p className="text-ink-2">{photos(item.state === "REFUSED" ? "notSent" : "waitsForEntry")}</p>}
                  {item.state === "REFUSED" ? (
                    <RefusedEntry item={item} timeZone={timeZone} onApprove={overrides.get(item.sequence) === undefined ? undefined : () => setApproving(item.sequence)} />
                  ) : null}
                </div>
              </li>
            );
          })}
        </ol>
      )}
    </FloorDialog>
  );
}

/** How often the server faulted on what waits: it is tried again by itself, and at once where somebody asks for it. */
function Faults({ item }: { item: QueueItem }) {
  const t = useTranslations("floor.queue");
  const photos = useTranslations("photo");
  const { offline, sendAgain } = useFloor();
  const text = isPhoto(item) ? photos("serverFaults", { count: item.attempts }) : t("serverFaults", { count: item.attempts });
  return (
    <>
      <p className="text-ink-2">{text}</p>
      <SecondKey icon="upload" label={t("sendAgain")} disabled={offline} onClick={() => sendAgain(item.sequence)} className="mt-2 justify-self-start" />
    </>
  );
}

function Explanation({ item, accountId, timeZone }: { item: QueueItem; accountId: string; timeZone: string }) {
  const t = useTranslations("floor.queue");
  const refusals = useTranslations("refusals");
  const formats = useFormats();
  if (item.approval !== undefined) return <p className="text-ink-2">{t("maybeSaved")}</p>;
  if (item.answer?.ok === false) return <p className="text-ink-2">{refusalSentenceIn(refusals, item.answer, formats.reading(timeZone))}</p>;
  if (waitsForOwner(item, accountId)) return <p className="text-ink-2">{t("ownerSigns")}</p>;
  if (item.attempts > 0) return <Faults item={item} />;
  return null;
}
