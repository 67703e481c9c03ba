import type { FloorCalls, FloorCall } from "@/lib/queries/operator/floor-calls";
import type { QueueItem } from "./queue-item";

/**
 * The calls as whoever is signed on has just answered them, before the server has (UI-06). What waits here of somebody else, who has left, is not theirs: until it
 * is sent a call stands as the server says.
 */
export function callsAsTold(
  { calls, included }: FloorCalls,
  items: readonly QueueItem[],
  { accountId, name }: { readonly accountId: string; readonly name: string },
): readonly FloorCall[] {
  const known = new Set(included);
  return items
    .filter((item) => item.accountId === accountId && item.state !== "REFUSED" && !known.has(item.commandId))
    .reduce<readonly FloorCall[]>((shown, { command, eventTime }) => {
      switch (command.name) {
        case "acknowledge-exception":
          return shown.map((call) => (call.id === command.input.exceptionId ? { ...taken(call, eventTime, name), state: "ACKNOWLEDGED" as const } : call));
        case "take-over-exception":
          return shown.map((call) => (call.id === command.input.exceptionId ? { ...taken(call, eventTime, name), state: "IN_PROGRESS" as const } : call));
        case "resolve-exception":
        case "resolve-counter":
          return shown.filter((call) => call.id !== command.input.exceptionId);
        default:
          return shown;
      }
    }, calls);
}

/** A line that is down escalates on until it runs; the server knows, here the clock stands until it has answered. */
function taken(call: FloorCall, at: string, name: string): FloorCall {
  return { ...call, takenAt: call.takenAt ?? at, owner: name, mine: true, next: null };
}
