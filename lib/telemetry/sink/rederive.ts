import type { Interval } from "@/lib/domain/shared/interval";
import { CLOCK_STEP_MS, deriveIntervals } from "@/lib/domain/equipment/derive-intervals";
import { isReportedState, type ReasonClass, withReason } from "@/lib/domain/equipment/equipment-state";
import { withMicroStops } from "@/lib/domain/equipment/micro-stop";
import { type Classification, withPrecedence } from "@/lib/domain/equipment/precedence";
import { heardDuring } from "@/lib/domain/equipment/silence";
import type { StateInterval, StateSample } from "@/lib/domain/equipment/state-interval";

/** What the derivation of a touched span stands on. */
export type Touched = {
  /** Intervals as stored, from the last one in which the machine produced. */
  readonly stored: readonly StateInterval[];
  /** All state samples from `fromMs` − the clock tolerance on. */
  readonly samples: readonly StateSample[];
  /** Where something changed. */
  readonly fromMs: number;
  /** Signs of life that may end or cut a known silence. */
  readonly heardAt: readonly Date[];
  /** Silences found now; the last one may be open. */
  readonly newGaps: readonly Interval[];
  readonly sampleIntervalMs: number;
  /** Some of what is heard tells changes only. */
  readonly tellsChanges: boolean;
  /** When it was heard last before that; null where that is not known, or a birth repeats what was. */
  readonly lastHeard: Date | null;
  readonly microStopSeconds: number;
  /** Class of a stop reason, null where it has none (ST-04). */
  readonly classOf: (reason: string | null) => ReasonClass | null;
};

/**
 * The intervals of the touched span, derived again. What was reported before the span is taken from the stored intervals (they keep the raw
 * state), so that the cost does not grow with history; classifications by people and calendar stay (ST-01).
 */
export function rederive(touched: Touched): StateInterval[] {
  const { stored, fromMs, samples } = touched;
  const first = stored[0]?.from ?? samples.reduce<Date | null>((least, { at }) => (least === null || at < least ? at : least), null);
  if (first === null) return [];
  const limit = fromMs - CLOCK_STEP_MS;
  const earliest = samples.reduce((least, { at }) => Math.min(least, at.getTime()), first.getTime());
  const reported = stored.filter((interval) => interval.from.getTime() < limit && !isSilence(interval)).flatMap(toSample);
  const known = stored.filter(isSilence).map(({ from, to }) => ({ from, to }));
  const gaps = merged([...heardDuring(known, touched.heardAt, touched), ...touched.newGaps]);
  const plc = deriveIntervals([...reported, ...samples.filter(({ at }) => at.getTime() >= limit || stored.length === 0)], { from: new Date(earliest), to: null }, gaps);
  const classified = withPrecedence(
    plc,
    stored.flatMap((interval) => toClassification(interval, plc)),
  );
  // ST-04: what the machine reported stays beside it as the raw state.
  const stops = classified.map((interval) => ({ ...interval, state: withReason(interval.state, touched.classOf(interval.reason)) }));
  return withMicroStops(stops, touched.microStopSeconds);
}

function isSilence(interval: StateInterval): boolean {
  return interval.source === "DERIVED" && interval.state === "UNKNOWN";
}

function toSample(interval: StateInterval): StateSample[] {
  const { rawState } = interval;
  // What people and the calendar say is no report of the machine, but the raw state beside it is.
  if (!isReportedState(rawState)) return [];
  return [{ at: interval.from, seq: null, state: rawState, reason: interval.source === "PLC" ? interval.reason : null }];
}

/** An open classification of a stop ends when the machine produces again: it was about the stop. */
function toClassification(interval: StateInterval, plc: readonly StateInterval[]): Classification[] {
  const { source, from, state, reason } = interval;
  if (source !== "OPERATOR" && source !== "CALENDAR") return [];
  const resumed = plc.find((one) => one.state === "PRODUCING" && one.from > from)?.from ?? null;
  const to = interval.to ?? (state === "PRODUCING" ? null : resumed);
  return [{ from, to, state, reason, source }];
}

/** In order and apart from each other; an open one lasts until something is reported, and what was silent after that stays. */
function merged(gaps: readonly Interval[]): Interval[] {
  const out: Interval[] = [];
  for (const gap of [...gaps].sort((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = out.at(-1);
    if (last === undefined || (last.to === null ? last.from < gap.from : last.to < gap.from)) out.push(gap);
    else if (last.to !== null && (gap.to === null || gap.to > last.to)) out[out.length - 1] = { from: last.from, to: gap.to };
  }
  return out;
}
