"use client";

import { useTranslations } from "next-intl";
import { SecondKey } from "@/components/shop-floor/key";
import { Mark } from "@/components/ui/mark";
import { lineKeys } from "@/lib/client/query-keys";
import type { QueueItem } from "@/lib/client/queue-item";
import { listedAs } from "@/lib/client/queue-state";
import { useRead } from "@/lib/client/use-read";
import { useFormats } from "@/lib/format/formats";
import type { Settlement } from "@/lib/queries/operator/settled-refusal";
import { useFloor } from "./floor-provider";

type RefusedEntryProps = {
  item: QueueItem;
  timeZone: string;
  /** Begins a lead's approval in place; absent where a lead may not let it through. */
  onApprove?: () => void;
};

/** What can be done with an entry that was not accepted; and what a lead has made of it already, on their own page, so that nobody approves it as well (EX-22). */
export function RefusedEntry({ item, timeZone, onApprove }: RefusedEntryProps) {
  const t = useTranslations("floor.queue");
  const refusal = useTranslations("floor.refusal");
  const formats = useFormats();
  const { dismiss, offline } = useFloor();
  // A list of what stands beside the lines is old as soon as a lead settles something of it.
  const refusedId = listedAs(item);
  const { data } = useRead<{ readonly settled: Settlement | null }>(lineKeys.list(`refused/${refusedId}`), `/api/refused/${refusedId}`, { once: true });
  const settled = data?.settled ?? null;
  return (
    <>
      {settled === null ? null : (
        <p>
          <Mark kind="saved">{t(settled.by === null ? "settled" : "settledBy", { name: settled.by ?? "", time: formats.dayTime(settled.at, timeZone), note: settled.note })}</Mark>
        </p>
      )}
      <div className="mt-2 flex flex-wrap gap-4">
        {onApprove === undefined || settled !== null ? null : (
          <SecondKey icon="badge" label={refusal("approveHere")} detail={offline ? refusal("needsNetwork") : undefined} disabled={offline} onClick={onApprove} />
        )}
        <SecondKey label={t("remove")} onClick={() => dismiss(item.sequence)} />
      </div>
    </>
  );
}
