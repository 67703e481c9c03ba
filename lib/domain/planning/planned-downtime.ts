import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { type ClosedInterval, overlaps } from "@/lib/domain/shared/interval";

/** What one work unit has planned already, without what is being changed. */
export type PlannedAlready = ClosedInterval & { readonly unit: string };

type SpanRefusal = "DOWNTIME_EMPTY" | "DOWNTIME_PASSED" | "DOWNTIME_OVERLAPS";

const MINUTE_MS = 60_000;

/**
 * §6.1.1: whether work units may stand by plan over this span. It begins in the minute of `now` or later: what has passed was planned or was not, and a figure
 * like availability is never improved afterwards. Refuses DOWNTIME_EMPTY, DOWNTIME_PASSED, and DOWNTIME_OVERLAPS with the unit and span that is in the way.
 */
export function decideDowntime(asked: ClosedInterval, now: Date, already: readonly PlannedAlready[]): Decision<ClosedInterval, SpanRefusal> {
  if (asked.from.getTime() < Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS) return refuse("DOWNTIME_PASSED");
  return free(asked, already);
}

/**
 * §6.1.1: whether what is planned may become this. Once it has begun its beginning stays, and its end may not go behind `now`. Refuses DOWNTIME_OVER,
 * DOWNTIME_BEGUN and as `decideDowntime`.
 */
export function decideDowntimeChange(
  current: ClosedInterval,
  asked: ClosedInterval,
  now: Date,
  already: readonly PlannedAlready[],
): Decision<ClosedInterval, SpanRefusal | "DOWNTIME_OVER" | "DOWNTIME_BEGUN"> {
  if (current.to <= now) return refuse("DOWNTIME_OVER");
  if (current.from > now) return decideDowntime(asked, now, already);
  if (asked.from.getTime() !== current.from.getTime()) return refuse("DOWNTIME_BEGUN", { from: current.from.toISOString() });
  if (asked.to < now) return refuse("DOWNTIME_PASSED");
  return free(asked, already);
}

/** §6.1.1: what is left of planned downtime that is called off: nothing before it has begun (null), what has passed of it afterwards. Refuses DOWNTIME_OVER. */
export function decideDowntimeCancel(current: ClosedInterval, now: Date): Decision<ClosedInterval | null, "DOWNTIME_OVER"> {
  if (current.to <= now) return refuse("DOWNTIME_OVER");
  return accept(current.from < now ? { from: current.from, to: now } : null);
}

function free(asked: ClosedInterval, already: readonly PlannedAlready[]): Decision<ClosedInterval, "DOWNTIME_EMPTY" | "DOWNTIME_OVERLAPS"> {
  if (asked.to <= asked.from) return refuse("DOWNTIME_EMPTY");
  const inTheWay = already.find((each) => overlaps(each, asked));
  return inTheWay === undefined ? accept(asked) : refuse("DOWNTIME_OVERLAPS", { unit: inTheWay.unit, from: inTheWay.from.toISOString(), to: inTheWay.to.toISOString() });
}
