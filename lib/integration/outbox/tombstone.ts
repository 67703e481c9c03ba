import { and, desc, eq, inArray } from "drizzle-orm";
import type { z } from "zod";
import type { Queryable } from "@/db/client";
import { messageAttempt } from "@/db/schema/integration";
import { site } from "@/db/schema/reference";
import { readErpUnit } from "@/lib/domain/shared/erp-unit";
import type { OutboundEnvelope } from "@/lib/messages/envelope";
import { toldInErpUnit } from "@/lib/messages/in-erp-unit";
import { OutboundMessage } from "@/lib/messages/outbound";
import { schemaAddress } from "@/lib/messages/schema-address";
import { derivedId } from "@/lib/platform/ids";
import type { Claimed } from "./claim";

const TYPE = "mes.message.resolved.v1";

/**
 * What is really sent for a claimed row: its own payload, or for one that people resolved its tombstone, at the same place in the lane, with the
 * message that it stands for (IN-06). The payload of the fact is never changed. Null when it does not fit the contract of its type (any more). What people
 * resolved has a tombstone all the same, from the columns of its row, or its lane would stay shut for ever; nobody can ask the ERP for what it stands for.
 */
export async function toSend(db: Queryable, row: Claimed): Promise<{ readonly message: OutboundMessage; readonly insteadOf: OutboundMessage | null } | null> {
  const original = asTold(row);
  if (row.settledBy === null) return original === null ? null : { message: original, insteadOf: null };
  const [resolution] = await db
    .select({ reason: messageAttempt.reason })
    .from(messageAttempt)
    .where(and(eq(messageAttempt.messageId, row.id), inArray(messageAttempt.outcome, ["proposed", "resolved"])))
    .orderBy(desc(messageAttempt.startedAt))
    .limit(1);
  const placed = original ?? (await placeOf(db, row));
  return { message: tombstoneOf(placed, resolution?.reason ?? ""), insteadOf: original };
}

/** The message of a row in the unit of its ERP; null when it does not fit the contract of its type (any more). */
export function asTold({ payload, erpUnit }: Pick<Claimed, "payload" | "erpUnit">): OutboundMessage | null {
  const message = OutboundMessage.safeParse(payload);
  if (!message.success) return null;
  const unit = readErpUnit(erpUnit);
  return unit === null ? message.data : toldInErpUnit(message.data, unit);
}

type Placed = z.infer<typeof OutboundEnvelope> & { readonly type: string };

/** The envelope of a row, from its columns. They do not hold the command that caused it: the fact stands for it. */
async function placeOf(db: Queryable, { id, siteId, type, subject, sequence, eventId, eventTime, recordTime }: Claimed): Promise<Placed> {
  const [own] = await db.select({ code: site.code }).from(site).where(eq(site.id, siteId));
  if (own === undefined) throw new Error(`message ${id} is of no site`);
  const [time, recordtime] = [eventTime.toISOString(), recordTime.toISOString()];
  return { id, source: `mes/${own.code}`, type, subject, time, recordtime, sequence, correlationid: subject, causationid: eventId };
}

/** What stands in a message's place in its lane when it is not sent itself, so that the numbers there have no gap (IN-06). `reason` is read by people. */
export function tombstoneOf(message: Placed, reason: string): OutboundMessage {
  const data = { resolvedId: message.id, resolvedType: message.type, reason };
  return OutboundMessage.parse({ ...message, id: derivedId(message.id, "resolved"), type: TYPE, dataschema: schemaAddress(TYPE), data });
}
