import { joined, type StateInterval, type StateSample } from "./state-interval";

/**
 * A step back of a source's clock up to this length is seen through its sequence; a longer one is believed, because a wrong sequence
 * (a source that restarted without a new epoch) must not be able to erase history.
 */
export const CLOCK_STEP_MS = 10_000;

/** A silence longer than this many sample intervals is a lost signal (KP-04). */
const SILENT_INTERVALS = 3;

/** The span to derive, `to` null for "until now and on". */
export type DerivationSpan = { readonly from: Date; readonly to: Date | null };

/** How one work unit is derived. */
export type DerivationOptions = {
  /** Longest time between two signs of life of a healthy source; null when it reports by exception only. */
  readonly sampleIntervalMs: number | null;
  /** Other instants at which the source was heard: counts and parameters. Only used with `sampleIntervalMs`. */
  readonly heardAt?: readonly Date[];
  /** How far time has come; silence is judged up to here. */
  readonly now?: Date;
};

/**
 * The state intervals of a span, from samples in any order. They cover the span without gap or overlap: UNKNOWN before the first sample,
 * and UNKNOWN from 3 sample intervals after the last sign of life until the next one (KP-04); then the state that was last reported
 * holds again. The result depends on the set of samples only, never on the order of their arrival; a repeated sample changes nothing.
 */
export function deriveIntervals(samples: readonly StateSample[], span: DerivationSpan, options: DerivationOptions): StateInterval[] {
  const start = span.from.getTime();
  const end = span.to === null ? Number.POSITIVE_INFINITY : span.to.getTime();
  const marks = withSilence(inOrder(samples), options, end);
  let before: StateSample | null = null;
  const inside: Mark[] = [];
  for (const mark of marks) {
    if (mark.at <= start) before = mark.sample;
    else if (mark.at < end) inside.push(mark);
  }
  const cuts: Mark[] = [{ at: start, sample: before }, ...inside];
  return joined(
    cuts.map((cut, index) => {
      const next = cuts[index + 1];
      return toInterval(cut, next === undefined ? span.to : new Date(next.at));
    }),
  );
}

type Mark = { readonly at: number; readonly sample: StateSample | null };

function toInterval(mark: Mark, to: Date | null): StateInterval {
  const { sample } = mark;
  const from = new Date(mark.at);
  if (sample === null) return { from, to, state: "UNKNOWN", rawState: "UNKNOWN", reason: null, source: "DERIVED" };
  return { from, to, state: sample.state, rawState: sample.state, reason: sample.reason, source: "PLC" };
}

/** Ordered by time, then epoch and sequence, without those that a later sequence had already overtaken before them. */
function inOrder(samples: readonly StateSample[]): StateSample[] {
  const ordered = [...samples].sort(compareSamples);
  return ordered.filter((sample, index) => !overtaken(ordered, index, sample));
}

function compareSamples(a: StateSample, b: StateSample): number {
  const byTime = a.at.getTime() - b.at.getTime();
  if (byTime !== 0) return byTime;
  if (a.epoch !== b.epoch) return a.epoch - b.epoch;
  const bySequence = (a.seq ?? -1) - (b.seq ?? -1);
  if (bySequence !== 0) return bySequence;
  const byState = compareText(a.state, b.state);
  return byState !== 0 ? byState : compareText(a.reason ?? "", b.reason ?? "");
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function overtaken(ordered: readonly StateSample[], index: number, sample: StateSample): boolean {
  if (sample.seq === null) return false;
  for (let i = index - 1; i >= 0; i -= 1) {
    const earlier = ordered[i];
    if (earlier === undefined || sample.at.getTime() - earlier.at.getTime() > CLOCK_STEP_MS) return false;
    if (earlier.epoch === sample.epoch && earlier.seq !== null && earlier.seq > sample.seq) return true;
  }
  return false;
}

function withSilence(ordered: readonly StateSample[], options: DerivationOptions, end: number): Mark[] {
  const marks: Mark[] = ordered.map((sample) => ({ at: sample.at.getTime(), sample }));
  if (options.sampleIntervalMs === null) return marks;
  const allowed = options.sampleIntervalMs * SILENT_INTERVALS;
  const heard = [...(options.heardAt ?? []), ...ordered.map((sample) => sample.at)].map((at) => at.getTime()).sort((a, b) => a - b);
  const horizon = options.now === undefined ? heard.at(-1) : Math.min(options.now.getTime(), end);
  return horizon === undefined ? marks : insertSilence(marks, heard, allowed, horizon);
}

function insertSilence(marks: readonly Mark[], heard: readonly number[], allowed: number, horizon: number): Mark[] {
  const out: Mark[] = [];
  let next = 0;
  let current: StateSample | null = null;
  heard.forEach((at, index) => {
    for (let mark = marks[next]; mark !== undefined && mark.at <= at; mark = marks[next]) {
      out.push(mark);
      current = mark.sample;
      next += 1;
    }
    const following = heard[index + 1];
    if ((following ?? horizon) - at <= allowed) return;
    out.push({ at: at + allowed, sample: null });
    if (following !== undefined) out.push({ at: following, sample: current });
  });
  return out;
}
