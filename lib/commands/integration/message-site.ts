import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { outboxMessage } from "@/db/schema/integration";

/** Site of an outbound message, or null when there is none of this id. */
export async function siteOfMessage(tx: Tx, messageId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: outboxMessage.siteId }).from(outboxMessage).where(eq(outboxMessage.id, messageId));
  return row?.siteId ?? null;
}
