import { eq } from "drizzle-orm";
import { productionOrder } from "@/db/schema/execution";
import type { OrderMoved } from "@/lib/eventlog/payloads/execution";
import type { Projection, Projections } from "@/lib/eventlog/projection";

type OrderMove = "order.started" | "order.held" | "order.resumed" | "order.completed" | "order.reopened" | "order.closed";

/** An order's execution state follows its facts; the ERP's own fields are written by `order.ts` only. */
const move: Projection<OrderMove> = async (tx, event) => {
  const payload: OrderMoved = event.payload;
  await tx
    .update(productionOrder)
    .set({
      state: payload.to as typeof productionOrder.$inferInsert.state,
      heldFrom: payload.heldFrom ?? null,
      holdClass: payload.holdClass ?? null,
      ...(event.type === "order.started" ? { startedAt: event.eventTime } : {}),
      ...(event.type === "order.completed" ? { completedAt: event.eventTime } : {}),
      ...(event.type === "order.reopened" ? { completedAt: null } : {}),
      ...(event.type === "order.closed" ? { closedAt: event.eventTime } : {}),
    })
    .where(eq(productionOrder.id, payload.orderId));
};

export const orderStateProjections: Projections<OrderMove> = {
  "order.started": move,
  "order.held": move,
  "order.resumed": move,
  "order.completed": move,
  "order.reopened": move,
  "order.closed": move,
};
