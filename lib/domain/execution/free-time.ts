import type { ClosedInterval, Interval } from "@/lib/domain/shared/interval";

/**
 * EX-17, EX-18: the spans from an instant on in which nothing of a person's time has been handed to cost, the last without an end. What somebody's
 * sign-on that is told late adds to their time: what others have got of it by then stays theirs, and no second is given twice. `handedOver` in any order.
 */
export function freeTime(since: Date, handedOver: readonly ClosedInterval[]): readonly [Interval, ...Interval[]] {
  const behind = handedOver.filter(({ from, to }) => to > since && to > from).toSorted((a, b) => a.from.getTime() - b.from.getTime());
  const spans: Interval[] = [];
  let at = since;
  for (const { from, to } of behind) {
    if (from > at) spans.push({ from: at, to: from });
    if (to > at) at = to;
  }
  const [first, ...rest] = [...spans, { from: at, to: null }];
  return first === undefined ? [{ from: at, to: null }] : [first, ...rest];
}
