import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { connectionSite } from "@/db/schema/integration";
import { noteDone } from "@/lib/commands/note-done";
import type { Actor } from "@/lib/auth/actor";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { GIVEN_UP, type InboxRow, lockInboxMessage } from "@/lib/integration/inbox/settle-inbox";

/**
 * Locks a message of the ERP that waits for a person, for the account of one. One that names no site of ours is settled only by who holds all sites of
 * its connection, for it may be of any. Refusals: NOT_FOUND, INVALID_TRANSITION, PERSON_REQUIRED.
 */
export async function lockRefused(
  tx: Tx,
  actor: Actor,
  id: string,
): Promise<Decision<{ readonly row: InboxRow; readonly accountId: string }, "NOT_FOUND" | "INVALID_TRANSITION" | "PERSON_REQUIRED">> {
  const row = await lockInboxMessage(tx, id, ["REFUSED", "FAILED"]);
  if (row === null || (row.state === "FAILED" && row.code !== GIVEN_UP)) return refuse("INVALID_TRANSITION");
  if (row.siteId === null && !(await holdsAllSites(tx, actor, row.connectionId))) return refuse("NOT_FOUND");
  return actor.accountId === null ? refuse("PERSON_REQUIRED") : accept({ row, accountId: actor.accountId });
}

async function holdsAllSites(tx: Tx, actor: Actor, connectionId: string): Promise<boolean> {
  const sites = await tx.select({ siteId: connectionSite.siteId }).from(connectionSite).where(eq(connectionSite.connectionId, connectionId));
  return sites.every(({ siteId }) => actor.sites.some((held) => held.siteId === siteId));
}

type Settlement = {
  readonly actor: Actor;
  readonly siteId: string;
  readonly row: InboxRow;
  readonly step: "settled" | "proposed" | "approved";
  readonly reason: string;
};

/** SEC-09: who settled what of the ERP without applying it, and why. */
export async function noteSettlement(tx: Tx, at: Date, { actor, siteId, row, step, reason }: Settlement): Promise<void> {
  const detail = { messageType: row.type, object: row.subject, code: row.code, step, reason };
  await noteDone({ tx, actor, siteId, recordedAt: at }, "message.settle-inbound", row.id, detail);
}
