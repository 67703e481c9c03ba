import { type Interval, secondsBetween } from "@/lib/domain/shared/interval";
import type { CheckHistory } from "./due";

/** Machine time of an operation, oldest first. */
export type Activity = Interval & { readonly activity: string };

/** A state of the machine while the operation was loaded, oldest first. */
export type MachineState = Interval & { readonly state: string };

/** A lot that was mounted or issued for a component line, oldest first. */
export type LotTaken = { readonly at: Date; readonly itemId: string; readonly lotId: string };

type Events = CheckHistory["events"];

/** What the states of the operation say: when its setup was done, and when it went on after having stood for so many seconds. */
export function eventsOfActivities(activities: readonly Activity[]): Events {
  const events: Events[number][] = [];
  let setUp = false;
  let ranUntil: Date | null = null;
  for (const { activity, from, to } of activities) {
    if (activity === "SETUP") setUp = false;
    if (activity !== "RUN") continue;
    // An operation without a setup is set up when it first runs.
    if (!setUp) events.push({ event: "SETUP_DONE", at: from });
    else if (ranUntil !== null && from > ranUntil) events.push({ event: "RESUME", at: from, stopSeconds: secondsBetween(ranUntil, from) });
    setUp = true;
    ranUntil = to;
  }
  return events;
}

/** States in which a machine makes something. */
export const RUNS = ["PRODUCING", "MICRO_STOP"] as const;

/** When the machine went on by itself after having stood, whatever states it went through meanwhile. */
export function resumesOfMachine(states: readonly MachineState[]): Events {
  const events: Events[number][] = [];
  let stoodFrom: Date | null = null;
  for (const { state, from } of states) {
    if (!RUNS.some((one) => one === state)) stoodFrom ??= from;
    else if (stoodFrom !== null) {
      events.push({ event: "RESUME", at: from, stopSeconds: secondsBetween(stoodFrom, from) });
      stoodFrom = null;
    }
  }
  return events;
}

/** Changes of lot: the first lot of an item is none, and more of the same lot is none either. */
export function lotChanges(taken: readonly LotTaken[]): Events {
  const last = new Map<string, string>();
  return taken.flatMap(({ at, itemId, lotId }) => {
    const before = last.get(itemId);
    last.set(itemId, lotId);
    return before === undefined || before === lotId ? [] : [{ event: "LOT_CHANGE" as const, at }];
  });
}
