import type { ReactNode } from "react";
import { expectedEnd, plannedEnd } from "@/lib/client/pace";
import type { Formats } from "@/lib/format/formats";
import type { Translator } from "@/lib/i18n/translator";
import type { RunOperation } from "@/lib/queries/operator/run-operation";
import type { ProcessValue } from "@/lib/queries/operator/run-view";

type Fact = { readonly label: string; readonly value: ReactNode; readonly note?: ReactNode };
/** The texts of the run and the formats of the same language. */
type RunWords = { readonly t: Translator<"run">; readonly formats: Formats };
const DAY_MS = 86_400_000;

/** When it will be finished, beside when the plan says; the day stands with it once it is not today. */
export function finishFact(operation: RunOperation, at: number, timeZone: string, { t, formats }: RunWords): Fact[] {
  const end = expectedEnd(operation, at);
  const plan = plannedEnd(operation);
  const write = (instant: string) => (Math.abs(Date.parse(instant) - at) < DAY_MS / 2 ? formats.time(instant, timeZone) : formats.weekdayTime(instant, timeZone));
  if (end === undefined) return [];
  return [{ label: t("facts.finish"), value: write(end), note: plan === undefined ? undefined : t("facts.plan", { time: write(plan) }) }];
}

/** The process value to watch: one that is outside its limits before the first of the list. */
export function valueFact(values: readonly ProcessValue[], stale: boolean, { t, formats }: RunWords): Fact[] {
  const value = values.find(isOut) ?? values[0];
  if (value === undefined) return [];
  const out = isOut(value);
  const unit = value.uom === null ? "" : formats.unit(value.uom);
  const limits = value.low !== null && value.high !== null ? t("facts.range", { low: formats.quantity(value.low), high: formats.quantity(value.high) }) : undefined;
  return [
    {
      label: nameOf(value.name),
      value: (
        <span data-stale={stale || !value.good || undefined} className={out ? "text-amber-ink" : undefined}>
          {formats.quantity(value.value)}
        </span>
      ),
      note: !value.good ? t("facts.noSignal") : out ? t("facts.limits", { limits: limits ?? "" }) : unit === "" ? limits : unit,
    },
  ];
}

function isOut({ value, low, high }: ProcessValue): boolean {
  return (low !== null && Number(value) < Number(low)) || (high !== null && Number(value) > Number(high));
}

/** "fill-temp" is "Fill temp." to a person. */
function nameOf(signal: string): string {
  const words = signal.replaceAll(/[-_.]+/g, " ").replace(/\btemp\b/, "temp.");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
