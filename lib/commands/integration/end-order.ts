import "server-only";
import { eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { countProposal, orderComponent, type orderOperation, type productionOrder } from "@/db/schema/execution";
import { item } from "@/db/schema/reference";
import { closeContext } from "@/lib/commands/execution/close-guards";
import { recordTimeAlone } from "@/lib/commands/execution/confirmation";
import { operationFact, orderFact } from "@/lib/commands/execution/facts";
import { orderStatus } from "@/lib/commands/execution/order-status";
import { peopleLeave } from "@/lib/commands/execution/people-leave";
import { lockOperation, lockOrder } from "@/lib/commands/execution/store";
import { type OpenWip, openWip } from "@/lib/domain/execution/open-wip";
import { decideOperationMove, isLoaded } from "@/lib/domain/execution/operation-state";
import { decideClosing } from "@/lib/domain/execution/order-close";
import type { EndReason } from "@/lib/domain/execution/order-change";
import { decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import type { ApplyFrame } from "./applier";

type OrderRow = typeof productionOrder.$inferSelect;
type OperationRow = typeof orderOperation.$inferSelect;
type FromErp = { readonly orderId: string; readonly number: string; readonly erpVersion: number };
export type Ended = { readonly events: readonly NewEvent[]; readonly messages: readonly OutboundDraft[] };

/** What lies in the shop for an order (§2.2); what a line has counted and nobody has confirmed lies there as well. */
export async function wipOf(tx: Tx, order: OrderRow, operations: readonly OperationRow[]): Promise<OpenWip> {
  const lines = await tx
    .select({ line: orderComponent, item: item.code })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(eq(orderComponent.orderId, order.id));
  const ids = operations.map((operation) => operation.id);
  const counted =
    ids.length === 0
      ? []
      : await tx
          .select({ units: sql<string>`greatest(${countProposal.good} + ${countProposal.scrap}, 0)::text` })
          .from(countProposal)
          .where(inArray(countProposal.operationId, ids));
  const wip = openWip(
    operations,
    lines.map(({ line, item: code }) => ({ ...line, item: code, closed: line.state === "CLOSED" })),
    order.received,
  );
  return { ...wip, units: wip.units.plus(counted.length === 0 ? ZERO : sum(counted.map((one) => decimal(one.units)))) };
}

/**
 * §2.2 → ABORTED: every operation that is not over ends with the order. Where one is loaded, the time that it used is booked and its people leave; the
 * ERP hears of that time and of the end.
 */
export async function abortOrder(frame: ApplyFrame, subject: FromErp, reason: EndReason): Promise<Ended> {
  const { tx, at } = frame;
  const locked = await lockOrder(tx, subject.orderId);
  const events: NewEvent[] = [];
  const messages: OutboundDraft[] = [];
  for (const operation of locked.operations) {
    if (!decideOperationMove("ABORT", operation.state).ok) continue;
    if (!isLoaded(operation.state)) {
      events.push(operationFact("operation.aborted", operation, "ABORTED", { reason }));
      continue;
    }
    const booked = await recordTimeAlone(frame, await lockOperation(tx, operation.id), false);
    events.push(...booked.events, ...(await peopleLeave(tx, operation, at)), operationFact("operation.aborted", operation, "ABORTED", { reason, runId: null }));
    messages.push(...booked.messages);
  }
  const abortedId = newId();
  events.push({
    id: abortedId,
    type: "order.aborted",
    aggregate: "order",
    aggregateId: subject.orderId,
    orderId: subject.orderId,
    payload: { ...subject, from: locked.order.state, to: "ABORTED", reason },
  });
  return { events, messages: [...messages, orderStatus(locked, "ABORTED", abortedId, at, null, reason)] };
}

/** The ERP has closed a completed order: it closes here at once, or as soon as nothing of it is open any more. */
export async function askClose({ tx, at }: ApplyFrame, subject: FromErp, order: OrderRow): Promise<Ended> {
  const asked: NewEvent = { id: newId(), type: "order.close_asked", aggregate: "order", aggregateId: order.id, orderId: order.id, payload: subject };
  const decision = decideClosing(await closeContext(tx, order));
  if (!decision.ok) return { events: [asked], messages: [] };
  const closed = orderFact("order.closed", { order }, "CLOSED");
  return { events: [asked, closed], messages: [orderStatus({ order }, "CLOSED", closed.id, at)] };
}
