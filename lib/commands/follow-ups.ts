import "server-only";
import type { Tx } from "@/db/client";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { endedRuns } from "./ended-runs";
import { severeExceptions } from "./severe-exceptions";

/**
 * What the ERP must hear because of facts that any command may bring, besides what the command itself says: severe exceptions, and the genealogy of
 * runs that ended. The facts are applied already; `at` is their event time where they have none of their own.
 */
export async function followUps(tx: Tx, siteId: string, at: Date, events: readonly NewEvent[]): Promise<OutboundDraft[]> {
  return [...(await severeExceptions(tx, siteId, at, events)), ...(await endedRuns(tx, at, events))];
}
