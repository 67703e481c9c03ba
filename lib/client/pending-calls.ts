import type { FloorCalls, FloorCall } from "@/lib/queries/operator/floor-calls";
import type { QueueItem } from "./queue-item";

/** The calls as this tablet has just answered them, before the server has (UI-06). `name`: who is signed on. */
export function callsAsTold({ calls, included }: FloorCalls, items: readonly QueueItem[], name: string): readonly FloorCall[] {
  const known = new Set(included);
  return items
    .filter((item) => item.state !== "REFUSED" && !known.has(item.commandId))
    .reduce<readonly FloorCall[]>((shown, { command, eventTime }) => {
      switch (command.name) {
        case "acknowledge-exception":
          return shown.map((call) => (call.id === command.input.exceptionId ? { ...taken(call, eventTime, name), state: "ACKNOWLEDGED" as const } : call));
        case "take-over-exception":
          return shown.map((call) => (call.id === command.input.exceptionId ? { ...taken(call, eventTime, name), state: "IN_PROGRESS" as const } : call));
        case "resolve-exception":
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
