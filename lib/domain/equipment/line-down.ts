import type { EquipmentState } from "./equipment-state";
import type { StateInterval } from "./state-interval";

/** A DOWN of the constraint unit lasting longer than this raises LINE_DOWN (domain §2.5). */
export const LINE_DOWN_AFTER_SECONDS = 300;

/** What changed for a line when its constraint unit changed state (ST-06: the line is in the state of that unit). */
export type LineChange = { readonly type: "DOWN" | "RESTORED"; readonly at: Date; readonly reason: string | null };

/** The edge that a new state of a work unit means: into a failure, out of it, or none. */
export function downEdge(before: EquipmentState, after: EquipmentState): "DOWN" | "RESTORED" | null {
  if (before !== "DOWN" && after === "DOWN") return "DOWN";
  if (before === "DOWN" && after !== "DOWN" && after !== "UNKNOWN") return "RESTORED";
  return null;
}

/**
 * Every failure and recovery in a row of intervals, given the state before them. A lost signal during a failure does not end it: the
 * machine is down until it says that it runs.
 */
export function lineChanges(before: EquipmentState, intervals: readonly StateInterval[]): LineChange[] {
  const changes: LineChange[] = [];
  let state = before;
  for (const interval of intervals) {
    const type = downEdge(state, interval.state);
    if (type !== null) changes.push({ type, at: interval.from, reason: type === "DOWN" ? interval.reason : null });
    if (!(state === "DOWN" && interval.state === "UNKNOWN")) state = interval.state;
  }
  return changes;
}

/** True when a failure that began at `downSince` has lasted long enough to call for people (§2.5 LINE_DOWN). */
export function isLineDown(downSince: Date, now: Date): boolean {
  return now.getTime() - downSince.getTime() > LINE_DOWN_AFTER_SECONDS * 1000;
}
