import { isPositive } from "@/lib/client/pace";
import type { QueueItem } from "@/lib/client/queue-item";
import type { RunEntry } from "@/lib/queries/operator/run-entries";
import { askedFor } from "./entry-right";

/** What was scrap or went to rework, as decimal text, with the code of its reason. */
export type Reject = { readonly amount: string; readonly reason: string };

/**
 * UI-05: what was last entered of this kind on an operation and still stands, sent or `pending`: where parts of a unit are counted no amount is meant before it is said, but a sample, say, is
 * as large each time. Undefined where nothing is there, or it went round in rework.
 */
export function lastReject(entries: readonly RunEntry[], pending: readonly QueueItem[], operationId: string, kind: "SCRAP" | "REWORK"): Reject | undefined {
  const undone = new Set([...pending.map(({ takesBack }) => takesBack), ...askedFor(pending)]);
  const waiting = pending.toReversed().flatMap(({ command, commandId }) => {
    if (command.name !== "confirm-production" || command.input.operationId !== operationId || undone.has(commandId)) return [];
    const { activity, scrap, scrapReason, rework, reworkReason } = command.input;
    return activity === "REWORK" ? [] : rejectOf(kind === "SCRAP" ? scrap : rework, kind === "SCRAP" ? scrapReason : reworkReason);
  });
  const stored = entries.flatMap((entry) => {
    if (entry.kind !== "PRODUCTION" || entry.activity === "REWORK" || entry.reversed || entry.reversal || undone.has(entry.id)) return [];
    return rejectOf(kind === "SCRAP" ? entry.scrap : entry.rework, entry.reason);
  });
  return waiting[0] ?? stored[0];
}

function rejectOf(amount: string | undefined, reason: string | null | undefined): readonly Reject[] {
  return isPositive(amount) && reason != null ? [{ amount, reason }] : [];
}
