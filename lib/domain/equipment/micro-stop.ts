import type { EquipmentState } from "./equipment-state";
import { joined, type StateInterval } from "./state-interval";

/** Stops that may turn out to be micro-stops: short Held and Suspended (domain §2.3). A failure or a lost signal never is one. */
const STOPS: ReadonlySet<EquipmentState> = new Set(["HELD", "STARVED", "BLOCKED"]);

/**
 * Names the micro-stops: stops between two PRODUCING, shorter together than the threshold and without a reason. Exactly the threshold is
 * not one. An open stop is not one yet. Expects contiguous intervals in order.
 */
export function withMicroStops(intervals: readonly StateInterval[], microStopSeconds: number): StateInterval[] {
  const out = [...intervals];
  for (let first = 0; first < out.length; first += 1) {
    const past = endOfStop(out, first);
    if (past === first) continue;
    if (isMicroStop(out, first, past, microStopSeconds)) {
      for (let i = first; i < past; i += 1) {
        const stop = out[i];
        if (stop !== undefined) out[i] = { ...stop, state: "MICRO_STOP", source: "DERIVED" };
      }
    }
    first = past - 1;
  }
  return joined(out);
}

function endOfStop(intervals: readonly StateInterval[], first: number): number {
  let past = first;
  for (let interval = intervals[past]; interval !== undefined && STOPS.has(interval.state); interval = intervals[past]) past += 1;
  return past;
}

function isMicroStop(intervals: readonly StateInterval[], first: number, past: number, microStopSeconds: number): boolean {
  const start = intervals[first];
  const end = intervals[past - 1]?.to;
  if (start === undefined || end === undefined || end === null) return false;
  if (intervals[first - 1]?.state !== "PRODUCING" || intervals[past]?.state !== "PRODUCING") return false;
  if (intervals.slice(first, past).some((interval) => interval.reason !== null)) return false;
  return end.getTime() - start.from.getTime() < microStopSeconds * 1000;
}
