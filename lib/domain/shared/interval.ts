/** A half-open span of time `[from, to)`; `to` null is still open. */
export type Interval = { readonly from: Date; readonly to: Date | null };

/** A half-open span that has ended. */
export type ClosedInterval = { readonly from: Date; readonly to: Date };

const FAR = Number.POSITIVE_INFINITY;

function end(interval: Interval): number {
  return interval.to === null ? FAR : interval.to.getTime();
}

/** Two half-open intervals overlap iff each starts before the other ends. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.from.getTime() < end(b) && b.from.getTime() < end(a);
}

/** The part that both share, or null. */
export function intersect(a: Interval, b: ClosedInterval): ClosedInterval | null {
  const from = Math.max(a.from.getTime(), b.from.getTime());
  const to = Math.min(end(a), b.to.getTime());
  return from < to ? { from: new Date(from), to: new Date(to) } : null;
}

/** Whole seconds between two instants (domain §1: durations are whole seconds between UTC instants). */
export function secondsBetween(from: Date, to: Date): number {
  return Math.round((to.getTime() - from.getTime()) / 1000);
}
