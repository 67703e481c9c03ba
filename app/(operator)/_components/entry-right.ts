import type { QueueItem } from "@/lib/client/queue-item";
import type { ShiftEntry } from "@/lib/queries/operator/shift-entries";

/** UI-10 gives 30 s; the last one belongs to the way to the server. */
const OWN_MS = 29_000;

/** Whether an entry may be taken back now, or why not. */
export type EntryRight = "MAY" | "DONE" | "CLOSED" | "LATE" | "OFFLINE";

type Reading = {
  /** The reader may take back what everybody entered, at any time. */
  readonly ofEverybody: boolean;
  readonly offline: boolean;
  /** The server's clock. */
  readonly now: number;
};

/** §10.1, EX-19…EX-22: what the server would say, so that a key is not there that only refuses; what became of the quantity it alone knows. */
export function entryRight(entry: Pick<ShiftEntry, "back" | "orderState" | "own" | "recordedAt">, { ofEverybody, offline, now }: Reading): EntryRight {
  if (entry.back !== null) return "DONE";
  if (["CLOSED", "CANCELLED", "ABORTED"].includes(entry.orderState)) return "CLOSED";
  if (!ofEverybody && !(entry.own && now - Date.parse(entry.recordedAt) <= OWN_MS)) return "LATE";
  return offline ? "OFFLINE" : "MAY";
}

/** Ids of entries that this tablet has asked to take back and has not been answered about. */
export function askedFor(items: readonly QueueItem[]): ReadonlySet<string> {
  return new Set(
    items.flatMap(({ state, command }) => (state !== "REFUSED" && (command.name === "reverse-entry" || command.name === "correct-entry") ? [command.input.entryId] : [])),
  );
}
