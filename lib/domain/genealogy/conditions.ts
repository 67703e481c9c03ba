import type { Interval } from "@/lib/domain/shared/interval";

function endOf(interval: Interval): number {
  return interval.to?.getTime() ?? Number.POSITIVE_INFINITY;
}

function common(a: Interval, b: Interval): Interval | null {
  const from = Math.max(a.from.getTime(), b.from.getTime());
  const to = Math.min(endOf(a), endOf(b));
  return from < to ? { from: new Date(from), to: to === Number.POSITIVE_INFINITY ? null : new Date(to) } : null;
}

/**
 * TR-03: the moments at which all conditions held at once, each condition being a set of input-time windows on one work unit. They are
 * intersected before any mapping to segments: a segment that met two conditions at different moments is no hit. Without conditions there is nothing to intersect.
 */
export function intersectConditions(conditions: readonly (readonly Interval[])[]): Interval[] {
  const [first = [], ...others] = conditions;
  let windows: Interval[] = [...first];
  for (const other of others) {
    windows = windows.flatMap((window) => other.flatMap((each) => common(window, each) ?? []));
  }
  return windows.toSorted((a, b) => a.from.getTime() - b.from.getTime());
}
