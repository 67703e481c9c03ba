"use client";

import { useTranslations } from "next-intl";
import { useFormats } from "@/lib/format/formats";
import { isZeroTyped, stepTyped } from "@/lib/format/typed-decimal";
import { Icon } from "@/components/ui/icon";
import { PadKey } from "./pad-key";

type ValueStepperProps = {
  /** Decimal text; empty counts as zero. */
  value: string;
  onChange: (value: string) => void;
  /** What one tap adds or takes, as decimal text. */
  step?: string;
  unit?: string;
};

/** The figure being entered, as large as the glass allows, with minus and plus at its sides. Never below zero. */
export function ValueStepper({ value, onChange, step = "1", unit }: ValueStepperProps) {
  const t = useTranslations("floor.stepper");
  const shown = useFormats().typed(value);
  const size = shown.length > 7 ? "text-[3.5rem]" : shown.length > 5 ? "text-[5rem]" : "text-[7.5rem]";
  return (
    <div className="grid grid-cols-[120px_minmax(0,1fr)_120px] items-center gap-4">
      <PadKey label={t("less")} disabled={isZeroTyped(value)} onClick={() => onChange(stepTyped(value, `-${step}`))} className="size-[120px]">
        <Icon name="minus" className="size-12" />
      </PadKey>
      <output aria-live="polite" aria-label={t("value")} className={`-my-3 truncate text-center leading-[1.2] font-semibold tracking-[-0.03em] ${size}`}>
        {shown}
        {unit === undefined ? null : <small className="ml-2 text-floor-md font-normal tracking-normal text-ink-2">{unit}</small>}
      </output>
      <PadKey label={t("more")} onClick={() => onChange(stepTyped(value, step))} className="size-[120px]">
        <Icon name="plus" className="size-12" />
      </PadKey>
    </div>
  );
}
