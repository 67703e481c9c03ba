import "server-only";
import { authorise } from "@/lib/auth/authorise";
import { holdClasses } from "@/lib/auth/hold-classes";
import { defineCommand } from "@/lib/commands/define-command";
import { decideResume } from "@/lib/domain/execution/order-hold";
import { accept } from "@/lib/domain/shared/decision";
import { orderFact } from "./facts";
import { OrderInput, OrderResumedAnswer } from "./order.schema";
import { orderStatus } from "./order-status";
import { lockOrder, siteOfOrder } from "./store";

/**
 * §2.2: lifts the hold of an order, back to the state before. Operations that the hold paused stay paused: a machine goes on when somebody at it
 * says so, not when somebody at a desk does.
 */
export const resumeOrder = defineCommand({
  name: "resume-order",
  permission: "hold.place",
  input: OrderInput,
  answer: OrderResumedAnswer,
  site: (tx, input) => siteOfOrder(tx, input.orderId),
  async run({ tx, actor, siteId, at }, input) {
    const locked = await lockOrder(tx, input.orderId);
    const decision = decideResume(locked.order, holdClasses(actor, siteId), authorise(actor, "hold.release", siteId));
    if (!decision.ok) return decision;
    const state = decision.value === "RELEASED" ? "RELEASED" : "IN_PROGRESS";
    const resumed = orderFact("order.resumed", locked, state);
    return accept({ events: [resumed], messages: [orderStatus(locked, state, resumed.id, at)], output: { state } as const });
  },
});
