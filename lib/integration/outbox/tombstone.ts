import { and, desc, eq, inArray } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { messageAttempt } from "@/db/schema/integration";
import { OutboundMessage } from "@/lib/messages/outbound";
import { schemaAddress } from "@/lib/messages/schema-address";
import { derivedId } from "@/lib/platform/ids";
import type { Claimed } from "./claim";

const TYPE = "mes.message.resolved.v1";

/**
 * What is really sent for a claimed row: its own payload, or for one that people resolved its tombstone, at the same place in the lane, with the
 * message that it stands for (IN-06). The payload of the fact is never changed. Null when it does not fit the contract of its type (any more).
 */
export async function toSend(db: Queryable, row: Claimed): Promise<{ readonly message: OutboundMessage; readonly insteadOf: OutboundMessage | null } | null> {
  const original = OutboundMessage.safeParse(row.payload);
  if (!original.success) return null;
  if (row.settledBy === null) return { message: original.data, insteadOf: null };
  const [resolution] = await db
    .select({ reason: messageAttempt.reason })
    .from(messageAttempt)
    .where(and(eq(messageAttempt.messageId, row.id), inArray(messageAttempt.outcome, ["proposed", "resolved"])))
    .orderBy(desc(messageAttempt.startedAt))
    .limit(1);
  return { message: tombstoneOf(original.data, resolution?.reason ?? ""), insteadOf: original.data };
}

/** What stands in a message's place in its lane when it is not sent itself, so that the numbers there have no gap (IN-06). `reason` is read by people. */
export function tombstoneOf(message: OutboundMessage, reason: string): OutboundMessage {
  const data = { resolvedId: message.id, resolvedType: message.type, reason };
  return OutboundMessage.parse({ ...message, id: derivedId(message.id, "resolved"), type: TYPE, dataschema: schemaAddress(TYPE), data });
}
