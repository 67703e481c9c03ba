import { and, eq } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { outboxMessage } from "@/db/schema/integration";
import { OutboundMessage, type OutboundType } from "@/lib/messages/outbound";

export type SentMessage = { readonly id: string; readonly connectionId: string; readonly message: OutboundMessage };

/** The messages of a type that a fact caused, one a connection: a reversal names the message that it takes back (EX-19). */
export async function messagesOfEvent(tx: Queryable, eventId: string, type: OutboundType): Promise<readonly SentMessage[]> {
  const rows = await tx
    .select({ id: outboxMessage.id, connectionId: outboxMessage.connectionId, payload: outboxMessage.payload })
    .from(outboxMessage)
    .where(and(eq(outboxMessage.eventId, eventId), eq(outboxMessage.type, type)));
  return rows.map(({ id, connectionId, payload }) => ({ id, connectionId, message: OutboundMessage.parse(payload) }));
}
