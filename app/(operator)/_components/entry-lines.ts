import type { LogEntry } from "@/components/shop-floor/entry-log";
import { pendingIn } from "@/lib/client/apply-pending";
import { isPositive } from "@/lib/client/pace";
import type { QueueItem } from "@/lib/client/queue-item";
import { formatTime } from "@/lib/format/instant";
import { formatQuantity, formatQuantityWithUnit } from "@/lib/format/quantity";
import type { RunEntry } from "@/lib/queries/operator/run-entries";
import type { RunView } from "@/lib/queries/operator/run-view";

/** UI-10 gives 30 s; the last one belongs to the way to the server. */
const UNDO_MS = 29_000;

/** What can still be taken back: an entry of the server, or one that still waits on this tablet. */
export type Undo = { readonly label: string; readonly until: string; readonly entryId: string; readonly takesBack?: string; readonly reason: string };

/** An entry in the words of the floor: "Good +52", "Scrap 2, fill level", "LID-7732, 230 EA". */
export function entryText(entry: RunEntry, reasons: RunView["reasons"]): string {
  const tail = entry.reversed ? ", taken back" : "";
  if (entry.kind === "MOUNT") return `Mounted ${entry.lot}`;
  if (entry.kind === "ISSUE")
    return `${entry.reversal ? "Taken back: " : "Issued "}${entry.lot ?? entry.item}, ${formatQuantityWithUnit(entry.quantity.replace("-", ""), entry.uom)}${tail}`;
  const reason = reasons.scrap.find((one) => one.code === entry.reason)?.name.toLowerCase() ?? entry.reason;
  const parts = [
    ...(entry.good === "0" ? [] : [`${entry.activity === "REWORK" ? "Reworked" : "Good"} ${entry.reversal ? "" : "+"}${formatQuantity(entry.good.replace("-", ""))}`]),
    ...(entry.scrap === "0" ? [] : [`Scrap ${formatQuantity(entry.scrap.replace("-", ""))}${reason === null ? "" : `, ${reason}`}`]),
    ...(entry.rework === "0" ? [] : [`Rework ${formatQuantity(entry.rework.replace("-", ""))}${entry.scrap === "0" && reason !== null ? `, ${reason}` : ""}`]),
  ];
  return `${entry.reversal ? "Undone: " : ""}${parts.join(", ")}${tail}`;
}

/** The lines of the log, newest first: what this tablet has not sent or lost on top of what the server has. */
export function logLines(view: RunView, items: readonly QueueItem[], operationId: string, offline: boolean): LogEntry[] {
  const { timeZone } = view.unit.site;
  const own = items.filter((item) => "operationId" in item.command.input && item.command.input.operationId === operationId);
  const kept = [...pendingIn(view, own), ...own.filter((item) => item.state === "REFUSED")].sort((a, b) => b.sequence - a.sequence);
  return [
    ...kept.map((item) => ({
      id: item.commandId,
      time: formatTime(item.eventTime, { timeZone }),
      text: item.text,
      state: item.state === "REFUSED" ? ("failed" as const) : item.state === "SENT" ? ("saved" as const) : offline ? ("queued" as const) : ("saving" as const),
    })),
    ...view.entries.map((entry) => ({ id: entry.id, time: formatTime(entry.at, { timeZone }), text: entryText(entry, view.reasons), state: "saved" as const })),
  ];
}

/** The newest own entry of the last 30 s that nothing has taken back. `offsetMs` turns the server's time into this device's. */
export function undoOf(view: RunView, items: readonly QueueItem[], personId: string | null, offsetMs: number): Undo | undefined {
  const until = (at: string) => new Date(Date.parse(at) + UNDO_MS - offsetMs).toISOString();
  const pending = pendingIn(view, items);
  const taken = new Set(pending.map((item) => item.takesBack));
  const named = new Set(pending.flatMap((item) => (item.command.name === "reverse-entry" ? [item.command.input.entryId] : [])));
  const waiting = pending.findLast((item) => item.command.name === "confirm-production");
  if (waiting?.command.name === "confirm-production" && !taken.has(waiting.commandId)) {
    return { label: `Undo ${shortOf(waiting.command.input)}`, until: until(waiting.eventTime), entryId: "", takesBack: waiting.commandId, reason: "MISKEY" };
  }
  const entry = view.entries.find((one) => one.personId === personId && personId !== null && !one.reversed && !named.has(one.id) && (one.kind === "MOUNT" || !one.reversal));
  if (entry === undefined || entry.kind === "MOUNT") return undefined;
  if (entry.kind === "ISSUE") return { label: `Undo ${entry.lot ?? entry.item}`, until: until(entry.recordedAt), entryId: entry.id, reason: "WRONG-LOT" };
  return { label: `Undo ${shortOf(entry)}`, until: until(entry.recordedAt), entryId: entry.id, reason: "MISKEY" };
}

function shortOf(of: { readonly good?: string; readonly scrap?: string; readonly rework?: string }): string {
  if (isPositive(of.good)) return `+${formatQuantity(of.good)}`;
  if (isPositive(of.scrap)) return `scrap ${formatQuantity(of.scrap)}`;
  return `rework ${formatQuantity(of.rework ?? "0")}`;
}
