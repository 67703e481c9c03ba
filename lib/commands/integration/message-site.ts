import "server-only";
import { asc, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { connectionSite, inboxMessage, outboxMessage } from "@/db/schema/integration";
import { site } from "@/db/schema/reference";

/** Site of an outbound message, or null when there is none of this id. */
export async function siteOfMessage(tx: Tx, messageId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: outboxMessage.siteId }).from(outboxMessage).where(eq(outboxMessage.id, messageId));
  return row?.siteId ?? null;
}

/** Site at which a refused inbound message is settled: its own, or the connection's first one where it names none of ours. Null when there is none of this id. */
export async function siteToSettle(tx: Tx, inboxId: string): Promise<string | null> {
  const [row] = await tx
    .select({ own: inboxMessage.siteId, first: connectionSite.siteId })
    .from(inboxMessage)
    .innerJoin(connectionSite, eq(connectionSite.connectionId, inboxMessage.connectionId))
    .innerJoin(site, eq(site.id, connectionSite.siteId))
    .where(eq(inboxMessage.id, inboxId))
    .orderBy(asc(site.code))
    .limit(1);
  return row === undefined ? null : (row.own ?? row.first);
}

/** Site of an inbound message, or null when there is none of this id or no site of ours goes by its name. */
export async function siteOfInbound(tx: Tx, inboxId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: inboxMessage.siteId }).from(inboxMessage).where(eq(inboxMessage.id, inboxId));
  return row?.siteId ?? null;
}
