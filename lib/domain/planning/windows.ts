import type { ClosedInterval } from "@/lib/domain/shared/interval";

/** Milliseconds of UTC, half-open. Windows are kept in this form so that a schedule of thousands of operations stays cheap. */
export type Span = readonly [fromMs: number, toMs: number];

/** Sorted, disjoint and not empty: overlapping and touching windows are joined. */
export function toSpans(windows: readonly ClosedInterval[]): Span[] {
  const sorted = windows
    .map((window): Span => [window.from.getTime(), window.to.getTime()])
    .filter(([from, to]) => from < to)
    .toSorted((a, b) => a[0] - b[0]);
  const joined: Span[] = [];
  for (const span of sorted) {
    const last = joined.at(-1);
    if (last !== undefined && span[0] <= last[1]) joined[joined.length - 1] = [last[0], Math.max(last[1], span[1])];
    else joined.push(span);
  }
  return joined;
}

/** What is left of the spans without the holes; both as `toSpans` makes them. */
export function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  const left: Span[] = [];
  let next = 0;
  for (const [from, to] of spans) {
    let at = from;
    while (next < holes.length && (holes[next]?.[1] ?? 0) <= at) next += 1;
    for (let index = next; index < holes.length; index += 1) {
      const hole = holes[index];
      if (hole === undefined || hole[0] >= to) break;
      if (hole[0] > at) left.push([at, hole[0]]);
      at = Math.max(at, hole[1]);
    }
    if (at < to) left.push([at, to]);
  }
  return left;
}
