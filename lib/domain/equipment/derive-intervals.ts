import type { Interval } from "@/lib/domain/shared/interval";
import { joined, type StateInterval, type StateSample } from "./state-interval";

/**
 * A step back of a source's clock up to this length is seen through its running number; a longer one is believed, because a wrong number
 * must not be able to erase history.
 */
export const CLOCK_STEP_MS = 10_000;

/** A running number that falls by more than this belongs to a source that restarted. */
const RESTART_STEP = 16;

/** The span to derive, `to` null for "until now and on". */
export type DerivationSpan = { readonly from: Date; readonly to: Date | null };

/**
 * The state intervals of a span, from samples in any order. They cover the span without gap or overlap: UNKNOWN before the first sample and
 * in silences, after which the state that was last reported holds again. The result depends on the set of samples only, never on the order
 * of their arrival, but for samples of one instant without a running number: of those the last one holds. A repeated sample changes nothing. Expects silences in order, apart
 * from each other.
 */
export function deriveIntervals(samples: readonly StateSample[], span: DerivationSpan, gaps: readonly Interval[] = []): StateInterval[] {
  const start = span.from.getTime();
  const end = span.to === null ? Number.POSITIVE_INFINITY : span.to.getTime();
  let before: StateSample | null = null;
  const inside: Mark[] = [];
  for (const mark of withSilence(inOrder(samples), gaps)) {
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

/** Ordered by time, then running number, without those that a later number had already overtaken before them. */
function inOrder(samples: readonly StateSample[]): StateSample[] {
  const lastOf = new Map<number, number>();
  return [...samples].sort(compareSamples).filter(({ at, seq }) => {
    if (seq === null) return true;
    const overtaken = isOvertaken(seq, at.getTime(), lastOf);
    lastOf.set(seq, at.getTime());
    return !overtaken;
  });
}

function compareSamples(a: StateSample, b: StateSample): number {
  const byTime = a.at.getTime() - b.at.getTime();
  if (byTime !== 0) return byTime;
  // Without a number they stay in the order in which they came, after those that have one.
  if (a.seq === null || b.seq === null) return Number(a.seq === null) - Number(b.seq === null);
  if (a.seq !== b.seq) return a.seq - b.seq;
  const byState = compareText(a.state, b.state);
  return byState !== 0 ? byState : compareText(a.reason ?? "", b.reason ?? "");
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** `lastOf`: when each running number came last so far. */
function isOvertaken(seq: number, atMs: number, lastOf: ReadonlyMap<number, number>): boolean {
  for (let later = seq + 1; later <= seq + RESTART_STEP; later += 1) {
    const before = lastOf.get(later);
    if (before !== undefined && atMs - before <= CLOCK_STEP_MS) return true;
  }
  return false;
}

/** The samples and silences as one row of instants at which the state may change. A state reported during a silence ends it. */
function withSilence(ordered: readonly StateSample[], gaps: readonly Interval[]): Mark[] {
  const marks: Mark[] = ordered.map((sample) => ({ at: sample.at.getTime(), sample }));
  const out: Mark[] = [];
  let current: StateSample | null = null;
  let next = 0;
  const takeUntil = (limit: number): void => {
    for (let mark = marks[next]; mark !== undefined && mark.at < limit; mark = marks[next]) {
      out.push(mark);
      current = mark.sample;
      next += 1;
    }
  };
  for (const gap of gaps) {
    takeUntil(gap.from.getTime());
    out.push({ at: gap.from.getTime(), sample: null });
    if (gap.to === null) continue;
    takeUntil(gap.to.getTime());
    out.push({ at: gap.to.getTime(), sample: current });
  }
  takeUntil(Number.POSITIVE_INFINITY);
  return out;
}
