import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inboxMessage, outboxMessage } from "@/db/schema/integration";

/** Site of an outbound message, or null when there is none of this id. */
export async function siteOfMessage(tx: Tx, messageId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: outboxMessage.siteId }).from(outboxMessage).where(eq(outboxMessage.id, messageId));
  return row?.siteId ?? null;
}

/** Site of an inbound message, or null when there is none of this id or no site of ours goes by its name. */
export async function siteOfInbound(tx: Tx, inboxId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: inboxMessage.siteId }).from(inboxMessage).where(eq(inboxMessage.id, inboxId));
  return row?.siteId ?? null;
}
