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

/** Spans that touch or overlap are one; in order and apart. */
export function united(spans: readonly ClosedInterval[]): ClosedInterval[] {
  const out: ClosedInterval[] = [];
  for (const span of spans.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    const last = out.at(-1);
    if (last === undefined || span.from > last.to) out.push(span);
    else if (span.to > last.to) out[out.length - 1] = { from: last.from, to: span.to };
  }
  return out;
}

/** What of a span lies outside of others that are within it, in order and apart. */
export function without(span: ClosedInterval, spans: readonly ClosedInterval[]): ClosedInterval[] {
  const edges = [span.from, ...spans.flatMap(({ from, to }) => [from, to]), span.to];
  return edges.flatMap((from, index) => {
    const to = edges[index + 1];
    return index % 2 === 0 && to !== undefined && from < to ? [{ from, to }] : [];
  });
}
