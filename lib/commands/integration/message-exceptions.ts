import "server-only";
import { and, eq, notInArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { exception } from "@/db/schema/exception";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";

/** How an exception about a message is named: its lane and place. */
export function messageSubject(message: { readonly subject: string; readonly sequence: number }): string {
  return `${message.subject} #${message.sequence}`;
}

/** Ends the open exceptions of a message, because somebody has taken it in hand. */
export async function endMessageExceptions(tx: Tx, siteId: string, subject: string): Promise<NewEvent[]> {
  const open = await tx
    .select({ id: exception.id, orderId: exception.orderId })
    .from(exception)
    .where(and(eq(exception.siteId, siteId), eq(exception.class, "MESSAGE_DEAD"), eq(exception.subject, subject), notInArray(exception.state, ["RESOLVED", "CLOSED"])));
  return open.map(({ id, orderId }) => ({
    id: newId(),
    type: "exception.resolved",
    aggregate: "exception",
    aggregateId: id,
    orderId,
    payload: { exceptionId: id, to: "RESOLVED" },
  }));
}
