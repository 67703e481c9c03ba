import "server-only";
import { and, count, eq, inArray, isNull, ne, notInArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderComponent, orderOperation } from "@/db/schema/execution";
import { labourBooking } from "@/db/schema/labour";
import { outboxMessage } from "@/db/schema/integration";
import { nonconformance } from "@/db/schema/quality";
import { item } from "@/db/schema/reference";
import type { CloseContext } from "@/lib/domain/execution/order-close";
import type { OrderRow } from "./store";

/** States in which a message of an order is settled: nothing of it is on its way or waits for repair (IN-02). */
const SETTLED = ["ACCEPTED", "REPLAYED", "RESOLVED"] as const;

/** What of an order is still open and keeps it from closing (§2.2). */
export async function closeContext(tx: Tx, order: OrderRow): Promise<CloseContext> {
  const [nonconformances] = await tx
    .select({ open: count() })
    .from(nonconformance)
    .where(and(eq(nonconformance.orderId, order.id), notInArray(nonconformance.state, ["CLOSED", "VOID"])));
  const [messages] = await tx
    .select({ open: count() })
    .from(outboxMessage)
    .where(and(eq(outboxMessage.orderId, order.id), notInArray(outboxMessage.state, [...SETTLED])));
  const components = await tx
    .select({ code: item.code })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(and(eq(orderComponent.orderId, order.id), ne(orderComponent.state, "CLOSED")));
  const operations = tx.select({ id: orderOperation.id }).from(orderOperation).where(eq(orderOperation.orderId, order.id));
  const [labour] = await tx
    .select({ open: count() })
    .from(labourBooking)
    .where(and(inArray(labourBooking.operationId, operations), isNull(labourBooking.toAt)));
  return {
    order,
    openNonconformances: nonconformances?.open ?? 0,
    openMessages: messages?.open ?? 0,
    openComponents: components.map((row) => row.code),
    openLabour: labour?.open ?? 0,
  };
}
