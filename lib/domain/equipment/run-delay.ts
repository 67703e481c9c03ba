import { type ClosedInterval, type Interval, secondsBetween } from "@/lib/domain/shared/interval";
import type { StateInterval } from "./state-interval";
import { isDelay } from "./time-class";

/** A piece of a person's run time; whole seconds. */
export type RunPiece = ClosedInterval & { readonly activity: "RUN" | "DELAY"; readonly seconds: number };

/** The stretches in which a work unit was in delay states, or in such as `waits` names, without a break between them, whatever the state or reason. */
export function delayIntervals(intervals: readonly StateInterval[], waits: (state: StateInterval["state"]) => boolean = isDelay): Interval[] {
  const out: Interval[] = [];
  for (const { state, from, to } of intervals) {
    if (!waits(state)) continue;
    const last = out.at(-1);
    if (last !== undefined && last.to !== null && last.to.getTime() === from.getTime()) out[out.length - 1] = { from: last.from, to };
    else out.push({ from, to });
  }
  return out;
}

/**
 * EX-02: splits run time at the delays of the work unit that last at least `thresholdSeconds`. A delay is measured whole, also where it
 * reaches beyond the run; an open one is measured to the end of the run. Expects delays in order, apart from each other. The seconds of the
 * pieces are whole and add up to the seconds of the run, because each piece takes the difference of rounded running totals.
 */
export function splitRunByDelays(run: ClosedInterval, delays: readonly Interval[], thresholdSeconds: number): RunPiece[] {
  const pieces: RunPiece[] = [];
  let at = run.from;
  const add = (activity: "RUN" | "DELAY", to: Date): void => {
    if (to.getTime() <= at.getTime()) return;
    pieces.push({ activity, from: at, to, seconds: secondsBetween(run.from, to) - secondsBetween(run.from, at) });
    at = to;
  };
  for (const delay of delays) {
    const end = delay.to ?? run.to;
    if (end.getTime() - delay.from.getTime() < thresholdSeconds * 1000) continue;
    if (end.getTime() <= run.from.getTime() || delay.from.getTime() >= run.to.getTime()) continue;
    add("RUN", delay.from);
    add("DELAY", end.getTime() < run.to.getTime() ? end : run.to);
  }
  add("RUN", run.to);
  return pieces;
}

/** A stretch of a delay with the reason that stands for it, and the seconds of the whole delay; `to` null while it lasts. */
export type ReasonedDelay = Interval & { readonly reason: string | null; readonly seconds: number };

/**
 * C-05, C-09: the delays of at least `thresholdSeconds`, in pieces of one reason each. A delay is measured whole, whatever is named in it, an open one
 * up to `by`. What nobody named goes with the reason before it, or at the beginning with the first that follows. Expects intervals in order.
 */
export function reasonedDelays(
  intervals: readonly StateInterval[],
  thresholdSeconds: number,
  by: Date,
  waits: (state: StateInterval["state"]) => boolean = isDelay,
): ReasonedDelay[] {
  return delayIntervals(intervals, waits)
    .filter((delay) => (delay.to ?? by).getTime() - delay.from.getTime() >= thresholdSeconds * 1000)
    .flatMap((delay) => {
      const within = intervals.filter((one) => one.from >= delay.from && (delay.to === null || one.from < delay.to));
      const pieces: ReasonedDelay[] = [];
      const seconds = secondsBetween(delay.from, delay.to ?? by);
      let reason = within.find((one) => one.reason !== null)?.reason ?? null;
      for (const { from, to, reason: named } of within) {
        reason = named ?? reason;
        const last = pieces.at(-1);
        if (last !== undefined && last.reason === reason) pieces[pieces.length - 1] = { ...last, to };
        else pieces.push({ from, to, reason, seconds });
      }
      return pieces;
    });
}
