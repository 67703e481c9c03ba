import type { ClosedInterval } from "@/lib/domain/shared/interval";
import { type Span, toSpans, without } from "./windows";

/** A work unit's time: calendar windows as UTC intervals, planned downtime, and the failure that it is down with. */
export type WorkUnitCapacity = {
  readonly workUnitId: string;
  readonly windows: readonly ClosedInterval[];
  readonly plannedDowntime: readonly ClosedInterval[];
  /** `[failed, restore)`, the restore as `restoreEstimate` gives it; null while it runs. */
  readonly down: ClosedInterval | null;
};

/** §6.1.1: the spans in which the work unit can work: calendar − planned downtime − failure. */
export function workingSpans(unit: WorkUnitCapacity): Span[] {
  return without(toSpans(unit.windows), toSpans(unit.down === null ? unit.plannedDowntime : [...unit.plannedDowntime, unit.down]));
}

/** Capacity of a stretch in seconds: what the calendar planned, what the failure leaves, and the difference. */
export type Capacity = { readonly plannedSeconds: number; readonly projectedSeconds: number; readonly lostSeconds: number };

/** §6.1.1: capacity of the work unit over `[from, to)`. */
export function capacityOf(unit: WorkUnitCapacity, over: ClosedInterval): Capacity {
  const plannedSeconds = secondsWithin(workingSpans({ ...unit, down: null }), over);
  const projectedSeconds = secondsWithin(workingSpans(unit), over);
  return { plannedSeconds, projectedSeconds, lostSeconds: plannedSeconds - projectedSeconds };
}

function secondsWithin(spans: readonly Span[], over: ClosedInterval): number {
  let total = 0;
  for (const [from, to] of spans) total += Math.max(0, Math.min(to, over.to.getTime()) - Math.max(from, over.from.getTime()));
  return Math.round(total / 1000);
}
