"use client";

import { useTranslations } from "next-intl";
import { useNow } from "@/components/ui/use-now";
import { useFormats } from "@/lib/format/formats";
import type { ComingDowntime } from "@/lib/queries/operator/coming-downtime";

/** Says under the head when the machine is to stand by plan, from the shift before on: what is coming, or until when it stands (§6.1.1). */
export function DowntimeStrip({ downtime, asOf, timeZone }: { downtime: readonly ComingDowntime[]; asOf: string; timeZone: string }) {
  const t = useTranslations("downtime");
  const formats = useFormats();
  const now = useNow(asOf) ?? Date.parse(asOf);
  // A page that is kept without the network outlives what it tells of.
  const [next, ...more] = downtime.filter((each) => Date.parse(each.to) > now);
  if (next === undefined) return null;
  const begun = Date.parse(next.from) <= now;
  const times = { from: formats.weekdayTime(next.from, timeZone), to: formats.weekdayTime(next.to, timeZone) };
  return (
    <div role="status" className="flex min-h-[72px] flex-none items-center gap-4 border-b border-line bg-surface px-6 leading-[1.35]">
      <i aria-hidden="true" className="fill-state-planned size-7 flex-none border border-line-strong" />
      <span className="min-w-0 flex-1">
        <b>{begun ? t("begun", { reason: next.reason, to: times.to }) : t("coming", { reason: next.reason, ...times })}</b>
        {more.length === 0 ? "" : ` ${t("more", { count: more.length })}`}
      </span>
    </div>
  );
}
