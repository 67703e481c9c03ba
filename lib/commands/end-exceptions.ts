import "server-only";
import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { isOpenException } from "@/db/open-exception";
import { exception } from "@/db/schema/exception";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";

/** §2.2: facts that resolve the open exceptions of these classes about a thing of the site; none where there is none. */
export async function endExceptions(tx: Tx, siteId: string, classes: readonly string[], subject: string): Promise<NewEvent[]> {
  const open = await tx
    .select({ id: exception.id, orderId: exception.orderId })
    .from(exception)
    .where(and(eq(exception.siteId, siteId), inArray(exception.class, [...classes]), eq(exception.subject, subject), isOpenException));
  return open.map(exceptionEnded);
}

/** §2.2: a fact that an open exception is resolved. */
export function exceptionEnded({ id, orderId }: Pick<typeof exception.$inferSelect, "id" | "orderId">): NewEvent {
  return { id: newId(), type: "exception.resolved", aggregate: "exception", aggregateId: id, orderId, payload: { exceptionId: id, to: "RESOLVED" } };
}
