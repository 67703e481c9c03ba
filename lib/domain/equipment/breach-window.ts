import type { DerivationSpan } from "./derive-intervals";

/** How far a measured value can be trusted. */
export type SampleQuality = "GOOD" | "UNCERTAIN" | "BAD";

/** A measured value of a process parameter. */
export type ParameterSample = { readonly at: Date; readonly value: number; readonly quality: SampleQuality };

/** Limits of a parameter, inclusive; null is no limit on that side. */
export type ParameterLimits = { readonly low: number | null; readonly high: number | null };

/** Time in which a parameter was, or may have been, outside its limits; `to` null while no good sample has followed. */
export type BreachWindow = { readonly from: Date; readonly to: Date | null };

/** True when the sample can be trusted and lies within the limits, which pass themselves. */
export function isWithin(sample: Pick<ParameterSample, "value" | "quality">, limits: ParameterLimits): boolean {
  if (sample.quality !== "GOOD") return false;
  return (limits.low === null || sample.value >= limits.low) && (limits.high === null || sample.value <= limits.high);
}

/** What is looked at, and whether it begins within a breach: a bad sample has come since the good one at which it begins. */
export type BreachSpan = DerivationSpan & { readonly broken?: boolean };

/**
 * TR-04: from the last good sample before a breach to the first good sample after it; missing data counts as breach. Data is missing where two
 * good samples are more than `maxGapMs` apart (KP-04), and from the ends of a closed span likewise; an open span says nothing yet
 * about data that may still come. An infinite `maxGapMs` is for a source that tells changes only. Samples may come in any order, and of those of one instant one that
 * is not good decides; the windows lie within the span, in order and apart from each other.
 */
export function breachWindows(samples: readonly ParameterSample[], limits: ParameterLimits, span: BreachSpan, maxGapMs: number): BreachWindow[] {
  const start = span.from.getTime();
  const end = span.to === null ? Number.POSITIVE_INFINITY : span.to.getTime();
  const windows: BreachWindow[] = [];
  let lastGood = start;
  let broken = span.broken === true;
  const judged = samples.flatMap((sample) => {
    const at = sample.at.getTime();
    return at >= start && at < end ? [{ at, good: isWithin(sample, limits) }] : [];
  });
  for (const { at, good } of judged.toSorted((a, b) => a.at - b.at || Number(b.good) - Number(a.good))) {
    if (!good) {
      broken = true;
      continue;
    }
    if (broken || at - lastGood > maxGapMs) addWindow(windows, lastGood, at);
    lastGood = at;
    broken = false;
  }
  if (broken || (Number.isFinite(end) && end - lastGood > maxGapMs)) addWindow(windows, lastGood, end);
  return windows;
}

function addWindow(windows: BreachWindow[], from: number, to: number): void {
  if (to <= from) return;
  const until = Number.isFinite(to) ? new Date(to) : null;
  const last = windows.at(-1);
  if (last?.to?.getTime() === from) windows[windows.length - 1] = { from: last.from, to: until };
  else windows.push({ from: new Date(from), to: until });
}
