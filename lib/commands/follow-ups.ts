import "server-only";
import type { Tx } from "@/db/client";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { endedRuns } from "./ended-runs";
import { endedByRecovery, severeExceptions } from "./severe-exceptions";

/**
 * What the ERP must hear because of facts that any command may bring, besides what the command itself says: severe exceptions, and the genealogy of
 * runs that ended. The facts are applied already; `at` is their event time where they have none of their own.
 */
export async function followUps(tx: Tx, siteId: string, at: Date, events: readonly NewEvent[]): Promise<OutboundDraft[]> {
  const recovered: OutboundDraft[] = [];
  for (const event of events) {
    // A call of maintenance that this ended travelled as an exception of its own.
    if (event.type === "equipment.restored")
      recovered.push(...(await endedByRecovery(tx, siteId, event.payload.workUnitId, { eventId: event.id, eventTime: event.eventTime ?? at })));
  }
  return [...(await severeExceptions(tx, siteId, at, events)), ...recovered, ...(await endedRuns(tx, at, events))];
}
