import "server-only";
import { and, asc, eq, gt, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderComponent } from "@/db/schema/execution";
import { inspectionPlan, qualityCheck } from "@/db/schema/quality";
import { item } from "@/db/schema/reference";
import { decideCompletion } from "@/lib/domain/execution/complete";
import { minGood } from "@/lib/domain/execution/tolerance";
import { goodOf } from "@/lib/domain/execution/totals";
import { type IssuedLine, issueShortfalls, type IssueShortfall } from "@/lib/domain/materials/issue-shortfall";
import { ZERO } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { defineCommand } from "@/lib/commands/define-command";
import { dueChecks } from "@/lib/commands/quality/due-checks";
import { unreadInstructions } from "@/lib/commands/quality/instruction-store";
import { activeReason } from "./active-reason";
import { approval, mayOverride, refuseUnsigned } from "./approval";
import { CompletedAnswer } from "./answers.schema";
import { CompleteOperationInput } from "./confirm-production.schema";
import { recordTimeAlone } from "./confirmation";
import { operationFact, orderFact, raise } from "./facts";
import { finalIssues } from "./final-issues";
import { refuseHeld } from "./held";
import { orderStatus } from "./order-status";
import { peopleLeave } from "./people-leave";
import { isTooOld, type LockedOperation, lockOperation, siteOfOperation } from "./store";
import { unclassifiedStops } from "./unclassified-stops";

const DONE = ["COMPLETED", "SKIPPED"];

/** EX-03: ends an operation with a final confirmation; the order completes with its last operation. Refuses OUT_OF_ORDER before its last entry. */
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
    const entered = operation.timeBookedTo;
    // Its last entry has booked the time up to then: an end before it would leave hours in the ledger in which nothing ran.
    if (entered !== null && at < entered) return refuse("OUT_OF_ORDER", { of: "ENTRY", since: entered.toISOString() });
    const held = refuseHeld(locked, at);
    if (held !== null) return held;
    if (input.shortCloseReason !== undefined && !mayOverride(actor, siteId)) return refuse("LEAD_REQUIRED", { for: "SHORT_CLOSE" });
    // EX-07: causes of whatever use: stops, scrap and corrections all make an order end short.
    if (input.shortCloseReason !== undefined && (await activeReason(tx, siteId, input.shortCloseReason)) === null)
      return refuse("REASON_UNKNOWN", { reason: input.shortCloseReason });
    const orderDone = locked.operations.every((row) => row.id === operation.id || DONE.includes(row.state));
    const last = locked.operations.findLast((row) => row.isLast);
    // Whichever operation ends last completes the order, and what the order made is what its last operation made.
    const made = orderDone && last !== undefined ? goodOf(last) : null;
    const least = operation.isLast || orderDone ? minGood({ quantity: order.quantity, overPct: order.overPct, underPct: order.underPct, uom: locked.uom }) : null;
    const shortfalls = issueShortfalls(await issuedByHand(tx, operation.id), operation.processed);
    const decision = decideCompletion({
      state: operation.state,
      totals: operation,
      openChecks: await openChecks(tx, operation.id, at),
      openComponents: await neverIssued(tx, operation),
      unclassifiedStops: await unclassifiedStops(tx, operation, at),
      unreadInstructions: await unreadInstructions(tx, locked, "COMPLETION", actor.personId, at),
      orderGood: made,
      minGood: least,
      issuedShort: shortfalls.map((line) => line.item),
      shortCloseReason: input.shortCloseReason ?? null,
    });
    if (!decision.ok) return decision;

    const good = made ?? goodOf(operation);
    const tooFew = least !== null && good.lt(least) ? { good: good.toFixed(), min: least.toFixed() } : null;
    const toSign = tooFew !== null || shortfalls.length > 0;
    const unsigned = toSign ? await refuseUnsigned(frame) : null;
    if (unsigned !== null) return unsigned;
    const confirmed = await recordTimeAlone(frame, locked, true);
    const issuedShort = shortfalls.map(({ item: code, uom, issued, used }) => `${code}: ${issued.toFixed()} ${uom} issued, ${used.toFixed()} ${uom} went in`);
    const approved = toSign
      ? await approval(
          frame,
          { aggregate: "order", aggregateId: order.id, orderId: order.id },
          { order: order.number, operation: operation.opNo, ...tooFew, ...(issuedShort.length === 0 ? {} : { issuedShort }), reason: input.shortCloseReason },
        )
      : null;
    const by = approved === null ? {} : { approvedBy: approved.by };
    const completed = operationFact("operation.completed", operation, "COMPLETED", { runId: null, reason: input.shortCloseReason ?? null, ...by });
    const orderCompleted = orderDone ? orderFact("order.completed", locked, "COMPLETED", input.shortCloseReason ?? null, by) : null;
    return accept({
      events: [
        ...confirmed.events,
        ...(await peopleLeave(tx, operation, at)),
        completed,
        ...(await finalIssues(tx, operation.id)),
        ...shortfalls.map((line) => raiseShort(locked, line)),
        ...(orderCompleted === null ? [] : [orderCompleted]),
        ...(approved === null ? [] : [approved.signature]),
      ],
      messages: [...confirmed.messages, ...(orderCompleted === null ? [] : [orderStatus(locked, "COMPLETED", orderCompleted.id, at, null, input.shortCloseReason ?? null)])],
      output: { state: "COMPLETED" as const, orderCompleted: orderDone, good: goodOf(operation).toFixed() },
    });
  },
});

/** EX-14: plans by which a check is due, also by the time up to now, which the worker may not have written down yet. */
async function openChecks(tx: Tx, operationId: string, at: Date): Promise<string[]> {
  const rows = await tx
    .select({ plan: sql<string>`coalesce(${qualityCheck.snapshot} ->> 'plan', ${inspectionPlan.code})` })
    .from(qualityCheck)
    .innerJoin(inspectionPlan, eq(inspectionPlan.id, qualityCheck.planId))
    .where(and(eq(qualityCheck.operationId, operationId), eq(qualityCheck.state, "DUE")));
  const coming = await dueChecks(tx, operationId, at);
  return [...new Set([...rows.map(({ plan }) => plan), ...coming.map(({ plan }) => plan.code)])].toSorted();
}

/** EX-03: lines of which nothing more is expected and that were issued by hand; those that confirmations take from stock say themselves what they lack. */
async function issuedByHand(tx: Tx, operationId: string): Promise<IssuedLine[]> {
  const rows = await tx
    .select({ component: orderComponent, code: item.code })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(and(eq(orderComponent.operationId, operationId), ne(orderComponent.issueMode, "BACKFLUSH"), ne(orderComponent.state, "CLOSED")))
    .orderBy(asc(orderComponent.position));
  return rows.map(({ component, code }) => ({ ...component, item: code, net: component.issued.minus(component.returned) }));
}

/** §2.5 ISSUED_SHORT: what went in and was not issued is for the lead to find, and the ERP's books lack it. */
function raiseShort({ order, operation }: LockedOperation, { position, item: code, uom, issued, used, missing }: IssueShortfall): NewEvent {
  return raise({
    class: "ISSUED_SHORT",
    severity: 2,
    subject: `${order.number}/${position}`,
    workUnitId: null,
    orderId: order.id,
    owner: "LEAD",
    detail: {
      item: code,
      short: missing.toFixed(),
      uom,
      operation: `${order.number} / ${operation.opNo}`,
      summary: `${code} for operation ${operation.opNo} of ${order.number}: ${issued.toFixed()} ${uom} issued, ${used.toFixed()} ${uom} went in`,
    },
  });
}

/** A component that must be scanned and never was: without it the trace has a hole. Of what was never made, or needs none of it, there is nothing to trace. */
async function neverIssued(tx: Tx, { id, processed }: LockedOperation["operation"]): Promise<string[]> {
  if (processed.lte(0)) return [];
  const rows = await tx
    .select({ code: item.code })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(
      and(
        eq(orderComponent.operationId, id),
        eq(orderComponent.issueMode, "MANUAL_SCAN"),
        eq(orderComponent.state, "OPEN"),
        eq(orderComponent.tracked, true),
        gt(orderComponent.required, ZERO),
      ),
    );
  return rows.map((row) => row.code);
}
