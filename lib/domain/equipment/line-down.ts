import type { EquipmentState } from "./equipment-state";
import type { StateInterval } from "./state-interval";

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
