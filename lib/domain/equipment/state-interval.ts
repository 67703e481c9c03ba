import type { EquipmentState, ReportedState, StateSource } from "./equipment-state";

/**
 * What a source said about its state at an instant; `seq` is its running number, which starts anew when the source restarts. Null where the order in which it was heard is the
 * order in which it was said: who brought it has put it in order already, or it has no number.
 */
export type StateSample = {
  readonly at: Date;
  readonly seq: number | null;
  readonly state: ReportedState;
  readonly reason: string | null;
};

/** A stretch of one state; half-open, `to` null while it lasts. `rawState` is what the source reported (ST-01 keeps it). */
export type StateInterval = {
  readonly from: Date;
  readonly to: Date | null;
  readonly state: EquipmentState;
  readonly rawState: EquipmentState;
  readonly reason: string | null;
  readonly source: StateSource;
};

/** True when both say the same about the machine, so that adjacent ones are one interval. */
export function saysTheSame(a: StateInterval, b: StateInterval): boolean {
  return a.state === b.state && a.rawState === b.rawState && a.reason === b.reason && a.source === b.source;
}

/** Joins neighbours that say the same and drops empty ones. Expects them in order, each ending where the next begins. */
export function joined(intervals: readonly StateInterval[]): StateInterval[] {
  const out: StateInterval[] = [];
  for (const interval of intervals) {
    if (interval.to !== null && interval.to.getTime() <= interval.from.getTime()) continue;
    const last = out.at(-1);
    if (last !== undefined && saysTheSame(last, interval)) out[out.length - 1] = { ...last, to: interval.to };
    else out.push(interval);
  }
  return out;
}
