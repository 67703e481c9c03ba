import "server-only";
import { defineCommand } from "@/lib/commands/define-command";
import { decideClosing } from "@/lib/domain/execution/order-close";
import { accept } from "@/lib/domain/shared/decision";
import { closeContext } from "./close-guards";
import { orderFact } from "./facts";
import { OrderClosedAnswer, OrderInput } from "./order.schema";
import { orderStatus } from "./order-status";
import { lockOrder, siteOfOrder } from "./store";

/** §2.2 COMPLETED → CLOSED, by a planner who need not wait or by the worker when it is time. From here on the cost of the order stands. */
export const closeOrder = defineCommand({
  name: "close-order",
  permission: "plan.write",
  input: OrderInput,
  answer: OrderClosedAnswer,
  site: (tx, input) => siteOfOrder(tx, input.orderId),
  async run({ tx, at }, input) {
    const locked = await lockOrder(tx, input.orderId);
    const decision = decideClosing(await closeContext(tx, locked.order));
    if (!decision.ok) return decision;
    const closed = orderFact("order.closed", locked, "CLOSED");
    return accept({ events: [closed], messages: [orderStatus(locked, "CLOSED", closed.id, at)], output: { state: "CLOSED" as const } });
  },
});
