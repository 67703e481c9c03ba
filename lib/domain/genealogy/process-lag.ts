import type { ClosedInterval, Interval } from "@/lib/domain/shared/interval";

/** How long material may take from one work unit to another: at least and at most, whole seconds (TR-02). */
export type ProcessLag = { readonly fromUnitId: string; readonly toUnitId: string; readonly minSeconds: number; readonly maxSeconds: number };

function later(instant: Date, seconds: number): Date {
  return new Date(instant.getTime() + seconds * 1000);
}

/** TR-02: what enters in `[x, y)` may leave in `[x + min, y + max)`; what still enters has no end. */
export function exposedWindow(entered: Interval, lag: Pick<ProcessLag, "minSeconds" | "maxSeconds">): Interval {
  return { from: later(entered.from, lag.minSeconds), to: entered.to === null ? null : later(entered.to, lag.maxSeconds) };
}

/** TR-05: what left in `[s, e)` may have entered in `[s − max, e − min)`. */
export function inputWindow(left: ClosedInterval, lag: Pick<ProcessLag, "minSeconds" | "maxSeconds">): ClosedInterval {
  return { from: later(left.from, -lag.maxSeconds), to: later(left.to, -lag.minSeconds) };
}

/** TR-02: all segments that touch a window. One that lies partly in it counts whole, and an open one still grows. */
export function touching<Span extends Interval>(segments: readonly Span[], window: Interval): Span[] {
  const end = (interval: Interval) => interval.to?.getTime() ?? Number.POSITIVE_INFINITY;
  return segments.filter((segment) => segment.from.getTime() < end(window) && window.from.getTime() < end(segment));
}
