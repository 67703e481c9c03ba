import "server-only";
import type { Tx } from "@/db/client";
import { holdClasses } from "@/lib/auth/hold-classes";
import { defineCommand } from "@/lib/commands/define-command";
import { mayMove } from "@/lib/domain/execution/operation-state";
import { decideHold } from "@/lib/domain/execution/order-hold";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { activeReason } from "./active-reason";
import { later, operationFact, orderFact, switchActivity } from "./facts";
import { HoldOrderInput, OrderHeldAnswer } from "./order.schema";
import { orderStatus } from "./order-status";
import { lockOrder, type OperationRow, openBookings, runningSince, siteOfOrder } from "./store";

/**
 * §2.2: a lead, quality or a planner holds a released or running order with a reason. Nothing of it may start or be recorded until the hold is
 * lifted; what is in work is paused with the same reason, so that machine and people are booked on the delay.
 */
export const holdOrder = defineCommand({
  name: "hold-order",
  permission: "hold.place",
  input: HoldOrderInput,
  answer: OrderHeldAnswer,
  site: (tx, input) => siteOfOrder(tx, input.orderId),
  async run({ tx, actor, siteId, at }, input) {
    const locked = await lockOrder(tx, input.orderId);
    const decision = decideHold(locked.order, holdClasses(actor, siteId), input.as ?? null);
    if (!decision.ok) return decision;
    const reason = await activeReason(tx, siteId, input.reason, "STOP");
    if (reason === null) return refuse("REASON_UNKNOWN", { reason: input.reason });
    if (reason.requiresComment && (input.comment ?? "").trim() === "") return refuse("COMMENT_REQUIRED", { reason: reason.code });
    const { holdClass } = decision.value;
    const held = orderFact("order.held", locked, "ON_HOLD", reason.code, decision.value);
    const working = locked.operations.filter((operation) => mayMove(operation.state, "PAUSED"));
    const pauses: NewEvent[] = [];
    for (const operation of working) pauses.push(...(await pause(tx, operation, reason.code, at)));
    return accept({
      events: [held, ...pauses],
      messages: [orderStatus(locked, "ON_HOLD", held.id, at, null, reason.code)],
      output: { state: "ON_HOLD" as const, holdClass, paused: working.map((operation) => operation.opNo) },
    });
  },
});

/** A hold that is recorded late pauses from the last change on: what has happened since stays as it was booked. */
async function pause(tx: Tx, operation: OperationRow, reason: string, at: Date): Promise<NewEvent[]> {
  const from = later(at, await runningSince(tx, operation.id));
  const people = await openBookings(tx, operation.id);
  const pausedFrom = operation.state === "SETUP" ? "SETUP" : "RUNNING";
  return [
    { ...operationFact("operation.paused", operation, "PAUSED", { pausedFrom, activity: "DELAY", reason }), eventTime: from },
    ...switchActivity(people, operation, "DELAY", from),
  ];
}
