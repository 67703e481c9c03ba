import { type Decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { Interval } from "@/lib/domain/shared/interval";

/** Events of the floor by which a plan may ask for a check; what a plan names besides these is asked for by hand. */
export const CHECK_EVENTS = ["SETUP_DONE", "LOT_CHANGE", "RESUME", "SHIFT_START"] as const;
export type CheckEvent = (typeof CHECK_EVENTS)[number];

/** When a plan asks for its next check (EX-14). */
export type CheckRule =
  /** After so many seconds of running. */
  | { readonly kind: "TIME"; readonly everySeconds: number }
  /** After so much good. */
  | { readonly kind: "COUNT"; readonly everyCount: Decimal }
  /** At an event; RESUME only after a stop of at least `stopSeconds`. */
  | { readonly kind: "EVENT"; readonly event: string; readonly stopSeconds: number };

/** What happened on an operation that a plan may count from. */
export type CheckHistory = {
  /** When it ran, oldest first and without overlap. */
  readonly runs: readonly Interval[];
  /** Good at the instants at which it was made; what was taken back is negative, at the instant of what it takes back. */
  readonly good: readonly { readonly at: Date; readonly amount: Decimal }[];
  readonly events: readonly { readonly event: CheckEvent; readonly at: Date; readonly stopSeconds?: number }[];
  /** A check of the plan is due already. */
  readonly open: boolean;
  /** When the last check of the plan was recorded; null: none was. */
  readonly lastAt: Date | null;
};

/**
 * Since when a check of the plan is due by `now`, or null. Each check is counted from the last one that was recorded, or from the beginning: running
 * time, good and events before it are covered by it. While one is due nothing further becomes due: one check answers whatever happened until it is made.
 */
export function dueSince(rule: CheckRule, history: CheckHistory, now: Date): Date | null {
  if (history.open) return null;
  const since = history.lastAt ?? new Date(0);
  switch (rule.kind) {
    case "TIME":
      return afterRunning(rule.everySeconds * 1000, history.runs, since, now);
    case "COUNT":
      return afterGood(rule.everyCount, history.good, since, now);
    case "EVENT": {
      const asked = history.events.filter(
        ({ event, at, stopSeconds = 0 }) => event === rule.event && at > since && at <= now && (event !== "RESUME" || stopSeconds >= rule.stopSeconds),
      );
      return asked.map(({ at }) => at).toSorted((a, b) => a.getTime() - b.getTime())[0] ?? null;
    }
  }
}

function afterRunning(everyMs: number, runs: readonly Interval[], since: Date, now: Date): Date | null {
  let left = everyMs;
  for (const run of runs) {
    const from = Math.max(run.from.getTime(), since.getTime());
    const to = Math.min(run.to?.getTime() ?? Number.POSITIVE_INFINITY, now.getTime());
    if (to <= from) continue;
    if (to - from >= left) return new Date(from + left);
    left -= to - from;
  }
  return null;
}

function afterGood(every: Decimal, good: CheckHistory["good"], since: Date, now: Date): Date | null {
  const counted = good.filter(({ at }) => at > since && at <= now).toSorted((a, b) => a.at.getTime() - b.at.getTime());
  let total = ZERO;
  for (const [index, { at, amount }] of counted.entries()) {
    total = total.plus(amount);
    // An entry and what takes it back stand at the same instant: the instant counts, not their order.
    const next = counted[index + 1];
    if (total.gte(every) && (next === undefined || next.at > at)) return at;
  }
  return null;
}
