import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderComponent } from "@/db/schema/execution";
import { defineCommand } from "@/lib/commands/define-command";
import { decideOperationMove } from "@/lib/domain/execution/operation-state";
import { decideOrderMove } from "@/lib/domain/execution/order-state";
import { componentState } from "@/lib/domain/materials/component-state";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { activeReason } from "./active-reason";
import { operationFact, orderFact } from "./facts";
import { OrderReopenedAnswer, ReopenOrderInput } from "./order.schema";
import { orderStatus } from "./order-status";
import { lockOrder, siteOfOrder } from "./store";

/**
 * §2.2: a lead opens a completed operation again with a reason, and with it the order, as long as neither the ERP nor the plant has closed it. Its
 * material lines take issues again. An operation of an order that still runs is opened alone.
 */
export const reopenOrder = defineCommand({
  name: "reopen-order",
  permission: "override.approve",
  input: ReopenOrderInput,
  answer: OrderReopenedAnswer,
  site: (tx, input) => siteOfOrder(tx, input.orderId),
  async run({ tx, siteId, at }, input) {
    const locked = await lockOrder(tx, input.orderId);
    const { order } = locked;
    const operation = input.operationId === undefined ? locked.operations.findLast((row) => row.isLast) : locked.operations.find((row) => row.id === input.operationId);
    if (operation === undefined) return refuse("NOT_FOUND");
    if (order.state !== "IN_PROGRESS") {
      const move = decideOrderMove("REOPEN", order);
      if (!move.ok) return move;
      if (order.erpClosedAt !== null) return refuse("CLOSED_IN_ERP", { since: order.erpClosedAt.toISOString() });
    }
    const move = decideOperationMove("REOPEN", operation.state);
    if (!move.ok) return move;
    if ((await activeReason(tx, siteId, input.reason)) === null) return refuse("REASON_UNKNOWN", { reason: input.reason });
    const reopened = order.state === "COMPLETED" ? orderFact("order.reopened", locked, "IN_PROGRESS", input.reason) : null;
    return accept({
      events: [
        ...(reopened === null ? [] : [reopened]),
        operationFact("operation.reopened", operation, "READY", { reason: input.reason }),
        ...(await linesReopened(tx, operation.id)),
      ],
      messages: reopened === null ? [] : [orderStatus(locked, "IN_PROGRESS", reopened.id, at, null, input.reason)],
      output: { state: "IN_PROGRESS" as const, operation: operation.opNo },
    });
  },
});

/** The final issue of its lines is taken back: their state is again what their quantities say. */
async function linesReopened(tx: Tx, operationId: string): Promise<NewEvent[]> {
  const lines = await tx
    .select()
    .from(orderComponent)
    .where(and(eq(orderComponent.operationId, operationId), eq(orderComponent.state, "CLOSED")));
  return lines.flatMap((line) => {
    const state = componentState(line.required, line.issued.minus(line.returned), false);
    if (state === "CLOSED") return [];
    return [
      {
        id: newId(),
        type: "component.reopened" as const,
        aggregate: "order" as const,
        aggregateId: line.orderId,
        orderId: line.orderId,
        payload: { componentId: line.id, orderId: line.orderId, state },
      },
    ];
  });
}
