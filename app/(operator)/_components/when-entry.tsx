"use client";

import { useTranslations } from "next-intl";
import { PadKey } from "@/components/shop-floor/pad-key";
import { Icon } from "@/components/ui/icon";
import { useFormats } from "@/lib/format/formats";
import { clockText, dayAfter, type WhenEntered } from "./when-entered";

/** The day and the clock that are being entered: the day by keys at its sides, never after `today`; the clock by the number pad beside it. */
export function WhenEntry({ label, when, today, onDay }: { label: string; when: WhenEntered; today: string; onDay: (day: string) => void }) {
  const t = useTranslations("lead.when");
  const formats = useFormats();
  const { day, digits } = when;
  const near = day === today ? t("today") : day === dayAfter(today, -1) ? t("yesterday") : undefined;
  const date = formats.date(`${day}T12:00:00Z`, "UTC");
  return (
    <section aria-label={label} className="grid gap-3">
      <h2 className="font-medium">{label}</h2>
      <div className="grid grid-cols-[var(--target)_minmax(0,1fr)_var(--target)] items-center gap-4">
        <PadKey label={t("earlier")} onClick={() => onDay(dayAfter(day, -1))} className="size-(--target)">
          <Icon name="minus" className="size-8" />
        </PadKey>
        <output aria-live="polite" className="text-center leading-[1.25]">
          <b className="block text-floor-md">{near ?? date}</b>
          {near === undefined ? null : <span className="block text-ink-2">{date}</span>}
        </output>
        <PadKey label={t("later")} disabled={day >= today} onClick={() => onDay(dayAfter(day, 1))} className="size-(--target)">
          <Icon name="plus" className="size-8" />
        </PadKey>
      </div>
      <output aria-live="polite" className="text-center text-[5rem] leading-none font-semibold tracking-[-0.03em]">
        {clockText(digits)}
      </output>
    </section>
  );
}
