import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { productionOrder } from "@/db/schema/execution";
import { raise } from "@/lib/commands/execution/facts";
import { inboxMessage } from "@/db/schema/integration";
import type { NewEvent } from "@/lib/eventlog/event";
import type { InboxRow } from "@/lib/integration/inbox/settle-inbox";
import { endMessageExceptions } from "./message-exceptions";

/** Refusals that are told otherwise: they have an exception of their own, or the site wants it so. */
const TOLD_OTHERWISE: ReadonlySet<string> = new Set(["ORDER_CHANGE_CONFLICT", "DIGEST_DIFFERS", "POLICY_OFF"]);

type Refusal = { readonly code: string; readonly reason: string };
const OfOrder = z.object({ data: z.object({ order: z.string() }) });

/** §2.5 MESSAGE_DEAD: a message of the ERP that was refused here waits for a person, under its own id; IT is told why. None for what is told otherwise. */
export async function inboundRefused(tx: Tx, siteId: string, row: InboxRow, { code, reason }: Refusal): Promise<NewEvent[]> {
  if (TOLD_OTHERWISE.has(code)) return [];
  const detail = { messageId: row.id, type: row.type, subject: row.subject, state: "REFUSED", code, reason: reason.slice(0, 500) };
  return [raise({ class: "MESSAGE_DEAD", severity: 2, subject: row.messageId, workUnitId: null, orderId: await orderOf(tx, siteId, row), owner: "IT", detail })];
}

/** The order that a message speaks of, when it is known here. */
async function orderOf(tx: Tx, siteId: string, { payload }: InboxRow): Promise<string | null> {
  const said = OfOrder.safeParse(payload);
  if (!said.success) return null;
  const [order] = await tx
    .select({ id: productionOrder.id })
    .from(productionOrder)
    .where(and(eq(productionOrder.siteId, siteId), eq(productionOrder.number, said.data.data.order)));
  return order?.id ?? null;
}

/**
 * Ends the exceptions of what a message that was settled now has overtaken: older versions of the same object, and what could not be read and
 * came again under its own id (IN-07).
 */
export async function overtakenEnded(tx: Tx, siteId: string, row: InboxRow): Promise<NewEvent[]> {
  const { connectionId, type, subject, version, messageId } = row;
  const ofConnection = and(eq(inboxMessage.connectionId, connectionId), inArray(inboxMessage.state, ["REFUSED", "FAILED"]));
  const unread = tx
    .select({ messageId: inboxMessage.messageId })
    .from(inboxMessage)
    .where(and(ofConnection, eq(inboxMessage.subject, messageId), eq(inboxMessage.code, "SCHEMA")));
  const older = tx
    .select({ messageId: inboxMessage.messageId })
    .from(inboxMessage)
    .where(and(ofConnection, eq(inboxMessage.type, type), eq(inboxMessage.subject, subject), sql`${inboxMessage.version} < ${version}::bigint`));
  const overtaken = await unread.unionAll(older);
  const events: NewEvent[] = [];
  for (const one of overtaken) events.push(...(await endMessageExceptions(tx, siteId, one.messageId)));
  return events;
}
