import "server-only";
import { and, count, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderComponent } from "@/db/schema/execution";
import { qualityCheck } from "@/db/schema/quality";
import { item, reasonCode } from "@/db/schema/reference";
import { authorise } from "@/lib/auth/authorise";
import { decideCompletion } from "@/lib/domain/execution/complete";
import { minGood } from "@/lib/domain/execution/tolerance";
import { ZERO } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { defineCommand } from "@/lib/commands/define-command";
import { CompletedAnswer } from "./answers.schema";
import { CompleteOperationInput } from "./confirm-production.schema";
import { recordConfirmation } from "./confirmation";
import { later, operationFact, orderFact, signOff } from "./facts";
import { refuseHeld } from "./held";
import { orderStatus } from "./order-status";
import { bookedUntil, goodOfRow, isTooOld, lockOperation, lockPeople, type LockedOperation, openBookings, siteOfOperation } from "./store";
import { unclassifiedStops } from "./unclassified-stops";

const DONE = ["COMPLETED", "SKIPPED"];

/** EX-03: ends an operation with a final confirmation; the order completes with its last operation. */
export const completeOperation = defineCommand({
  name: "complete-operation",
  permission: "operation.execute",
  input: CompleteOperationInput,
  answer: CompletedAnswer,
  site: (tx, input) => siteOfOperation(tx, input.operationId),
  async run(frame, input) {
    const { tx, actor, siteId, at } = frame;
    const locked = await lockOperation(tx, input.operationId);
    if (isTooOld(locked, at)) return refuse("OUT_OF_ORDER", { since: locked.since?.toISOString() ?? null });
    const { operation, order } = locked;
    const held = refuseHeld(locked, at);
    if (held !== null) return held;
    if (input.shortCloseReason !== undefined && !authorise(actor, "override.approve", siteId)) return refuse("LEAD_REQUIRED", { for: "SHORT_CLOSE" });
    if (input.shortCloseReason !== undefined && !(await isActiveReason(tx, siteId, input.shortCloseReason))) return refuse("REASON_UNKNOWN", { reason: input.shortCloseReason });
    const orderDone = locked.operations.every((row) => row.id === operation.id || DONE.includes(row.state));
    const last = locked.operations.findLast((row) => row.isLast);
    const decision = decideCompletion({
      state: operation.state,
      totals: operation,
      openChecks: await openChecks(tx, operation.id),
      openComponents: await neverIssued(tx, operation.id),
      unclassifiedStops: await unclassifiedStops(tx, operation, at),
      // Whichever operation ends last completes the order, and what the order made is what its last operation made.
      orderGood: orderDone && last !== undefined ? goodOfRow(last) : null,
      minGood: operation.isLast || orderDone ? minGood({ quantity: order.quantity, overPct: order.overPct, underPct: order.underPct, uom: locked.uom }) : null,
      shortCloseReason: input.shortCloseReason ?? null,
    });
    if (!decision.ok) return decision;

    const confirmed = await recordConfirmation(frame, locked, {
      activity: "RUN",
      good: ZERO,
      scrap: ZERO,
      rework: ZERO,
      scrapReason: null,
      reworkReason: null,
      origin: "TYPED",
      final: true,
      override: null,
    });
    const people = await openBookings(tx, operation.id);
    const ids = people.map((booking) => booking.personId);
    await lockPeople(tx, ids);
    const booked = await bookedUntil(tx, ids, at);
    const completed = operationFact("operation.completed", operation, "COMPLETED", { runId: null, reason: input.shortCloseReason ?? null });
    const orderCompleted = orderDone ? orderFact("order.completed", locked, "COMPLETED", input.shortCloseReason ?? null) : null;
    return accept({
      events: [
        ...confirmed.events,
        ...people.map((booking) => signOff(booking, order.id, later(at, booked.get(booking.personId)))),
        completed,
        ...finalIssues(await openLines(tx, operation.id), locked),
        ...(orderCompleted === null ? [] : [orderCompleted]),
      ],
      messages: [...confirmed.messages, ...(orderCompleted === null ? [] : [orderStatus(locked, "COMPLETED", orderCompleted.id, at, null, input.shortCloseReason ?? null)])],
      output: { state: "COMPLETED" as const, orderCompleted: orderDone, good: goodOfRow(operation).toFixed() },
    });
  },
});

/** EX-07: a short close is explained by one of the site's causes, of whatever use: stops, scrap and corrections all make an order end short. */
async function isActiveReason(tx: Tx, siteId: string, code: string): Promise<boolean> {
  const rows = await tx
    .select({ id: reasonCode.id })
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.code, code), eq(reasonCode.active, true)))
    .limit(1);
  return rows.length > 0;
}

async function openChecks(tx: Tx, operationId: string): Promise<number> {
  const [row] = await tx
    .select({ open: count() })
    .from(qualityCheck)
    .where(and(eq(qualityCheck.operationId, operationId), eq(qualityCheck.state, "DUE")));
  return row?.open ?? 0;
}

/** A component that must be scanned and never was: without it the trace has a hole. */
async function neverIssued(tx: Tx, operationId: string): Promise<string[]> {
  const rows = await tx
    .select({ code: item.code })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(and(eq(orderComponent.operationId, operationId), eq(orderComponent.issueMode, "MANUAL_SCAN"), eq(orderComponent.state, "OPEN"), eq(orderComponent.tracked, true)));
  return rows.map((row) => row.code);
}

async function openLines(tx: Tx, operationId: string): Promise<readonly (typeof orderComponent.$inferSelect)[]> {
  return tx
    .select()
    .from(orderComponent)
    .where(and(eq(orderComponent.operationId, operationId), inArray(orderComponent.state, ["OPEN", "PARTIAL", "ISSUED"])));
}

/** Final issue: nothing more of these lines will come (glossary). */
function finalIssues(lines: readonly (typeof orderComponent.$inferSelect)[], { order }: LockedOperation): NewEvent[] {
  return lines.map((line) => ({
    id: newId(),
    type: "component.closed",
    aggregate: "order",
    aggregateId: order.id,
    orderId: order.id,
    payload: { componentId: line.id, orderId: order.id },
  }));
}
