import "server-only";
import { and, asc, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderComponent, orderOperation, productionOrder } from "@/db/schema/execution";
import { endExceptions } from "@/lib/commands/end-exceptions";
import { raise } from "@/lib/commands/execution/facts";
import { deviationsEnded } from "@/lib/commands/materials/deviation-store";
import { shiftArrivals } from "@/lib/commands/planning/arrivals";
import { type OrderStep, type OrderValues, decideOrderChange, type StandingOrder } from "@/lib/domain/execution/order-change";
import { requiredAt, requiredOf, yieldFrom } from "@/lib/domain/execution/order-plan";
import { componentState } from "@/lib/domain/materials/component-state";
import { type Decimal, decimal, roundUp, ZERO } from "@/lib/domain/shared/decimal";
import type { RefusalParams } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import type { OrderChanged, OrderErpValues } from "@/lib/eventlog/payloads/order";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newId } from "@/lib/platform/ids";
import { abortOrder, askClose, type Ended, wipOf } from "./end-order";
import { type Applied, type Applier, type ApplyFrame } from "./applier";
import { planOrder, type PlannedOrder, readOrderValues } from "./plan-order";
import { takeSnapshot } from "./take-snapshot";

type OrderRow = typeof productionOrder.$inferSelect;
type OperationRow = typeof orderOperation.$inferSelect;
type Standing = { readonly order: OrderRow; readonly operations: readonly OperationRow[] };

/** EX-04: an order as the ERP now has it. What can't be taken over is refused with its reason, raises ORDER_CHANGE_CONFLICT and leaves the old values. */
export const applyOrder: Applier<"erp.order.v1"> = async (frame, data) => {
  const standing = await lockOrder(frame.tx, frame.siteId, data.order);
  if (standing !== null && standing.order.connectionId !== frame.connectionId) {
    return { outcome: "REFUSED", code: "ORDER_OF_ANOTHER_ERP", reason: "Another connection governs the order of this number." };
  }
  // Nothing of an order that is over and was never seen needs its references.
  if (standing === null && (data.status === "CANCELLED" || data.status === "CLOSED")) return { outcome: "APPLIED", events: [] };
  const orderId = standing?.order.id ?? newId();
  const planning = standing === null || hasNotBegun(standing.order) ? await planOrder(frame, data, orderId) : await readOrderValues(frame, data, standing.order);
  if (planning.kind === "missing") return { outcome: "PARKED", missing: planning.missing };
  if (planning.kind === "refused") return { outcome: "REFUSED", code: planning.code, reason: planning.reason };
  const planned = planning.kind === "planned" ? planning.order : null;
  const values = planning.kind === "planned" ? planning.order.values : planning.values;
  const decision = decideOrderChange(standing === null ? null : await standingOrder(frame.tx, standing), {
    erpVersion: data.erpVersion,
    status: data.status,
    values: kernelValues(values),
  });
  const subject = { orderId, number: data.order, erpVersion: data.erpVersion };
  if (!decision.ok) {
    if (decision.code === "STALE_VERSION") return { outcome: "STALE", stored: standing?.order.erpVersion ?? 0 };
    return refused(subject, values, decision.params);
  }
  const events: NewEvent[] = [];
  const messages: OutboundDraft[] = [];
  for (const step of decision.value) {
    const follows = await effectOf(frame, subject, values, planned, standing, step, decision.value);
    events.push(...follows.events);
    messages.push(...follows.messages);
  }
  const withdrawn = decision.value.some((step) => step.type === "cancelled" || step.type === "aborted");
  const arrived = await shiftArrivals(frame.tx, { siteId: frame.siteId, orderId, number: data.order, quantity: decimal(values.quantity), withdrawn });
  // A version that fits ends the conflict of the one before.
  const settled = await endExceptions(frame.tx, frame.siteId, ["ORDER_CHANGE_CONFLICT"], data.order);
  return { outcome: "APPLIED", events: [...events, ...arrived, ...settled], messages };
};

type Subject = { readonly orderId: string; readonly number: string; readonly erpVersion: number };

/** Once an order has begun, its lines are those of its snapshot and what the message says of them is not read. */
function hasNotBegun(order: OrderRow): boolean {
  return order.state === "CREATED" || order.state === "RELEASED" || (order.state === "ON_HOLD" && order.heldFrom === "RELEASED");
}

/** What ends an order tells the ERP more than that its message was applied. */
async function effectOf(
  frame: ApplyFrame,
  subject: Subject,
  values: OrderErpValues,
  planned: PlannedOrder | null,
  standing: Standing | null,
  step: OrderStep,
  all: readonly OrderStep[],
): Promise<Ended> {
  if (step.type === "aborted") return abortOrder(frame, subject, step.reason);
  if (step.type !== "close_asked") return { events: await factsOf(frame, subject, values, planned, standing, step, all), messages: [] };
  if (standing === null) throw new Error("an order that is not there can't close");
  return askClose(frame, subject, standing.order);
}

async function factsOf(
  frame: ApplyFrame,
  subject: Subject,
  values: OrderErpValues,
  planned: PlannedOrder | null,
  standing: Standing | null,
  step: Exclude<OrderStep, { type: "aborted" | "close_asked" }>,
  all: readonly OrderStep[],
): Promise<NewEvent[]> {
  const head = { id: newId(), aggregate: "order" as const, aggregateId: subject.orderId, orderId: subject.orderId };
  // It is there and released from when the ERP said so, however late that was heard of: what was begun between is no earlier than its release (EX-21).
  const said = frame.changedAt < frame.recordedAt ? frame.changedAt : frame.recordedAt;
  const lines = (): PlannedOrder => {
    if (planned === null) throw new Error("only an order that has not begun is planned anew");
    return planned;
  };
  switch (step.type) {
    case "received":
      return [{ ...head, type: "order.received", eventTime: said, payload: { ...subject, connectionId: frame.connectionId, values, plan: lines().plan } }];
    case "released":
      return [
        { ...head, type: "order.released", eventTime: said, payload: { ...subject, snapshot: await takeSnapshot(frame.tx, lines(), frame.recordedAt) } },
        firstReady(subject.orderId, lines()),
      ];
    case "release_revoked":
      return [{ ...head, type: "order.release_revoked", payload: subject }];
    case "cancelled":
      return [{ ...head, type: "order.cancelled", payload: { ...subject, reason: step.reason } }];
    case "close_withdrawn":
      return [{ ...head, type: "order.close_withdrawn", payload: subject }];
    case "changed": {
      if (standing === null) throw new Error("an order that is not there can't change");
      if (step.scope === "RUNNING") {
        const running: OrderErpValues = { ...storedValues(standing.order), quantity: values.quantity, dueAt: values.dueAt, priority: values.priority };
        return [
          {
            ...head,
            type: "order.changed",
            payload: { ...subject, values: running, plan: null, snapshot: null, required: await requiredNow(frame.tx, standing, decimal(values.quantity)) },
          },
        ];
      }
      // Released or held before its start, and staying so: what it works on is taken anew.
      const stays = standing.order.state !== "CREATED" && !all.some((other) => other.type === "release_revoked");
      const snapshot = stays ? await takeSnapshot(frame.tx, lines(), frame.recordedAt) : null;
      return [
        { ...head, type: "order.changed", payload: { ...subject, values, plan: lines().plan, snapshot, required: null } },
        ...(await deviationsEnded(frame.tx, subject.orderId, lines().plan)),
        ...(stays ? [firstReady(subject.orderId, lines())] : []),
      ];
    }
  }
}

/** The first operation may start as soon as the order is released; the others wait for what comes before them (§2.2). */
function firstReady(orderId: string, { plan }: PlannedOrder): NewEvent {
  const [first] = plan.operations;
  if (first === undefined) throw new Error("an order without operations can't be released");
  const { operationId, opNo, workUnitId } = first;
  return {
    id: newId(),
    type: "operation.ready",
    aggregate: "operation",
    aggregateId: operationId,
    orderId,
    payload: { operationId, orderId, opNo, from: "PENDING", to: "READY", workUnitId, activity: null, activityId: null },
  };
}

/** What a running order requires for another quantity: its own plan scaled, never the present master data (OWN-03). */
async function requiredNow(tx: Tx, { order, operations }: Standing, quantity: Decimal): Promise<OrderChanged["required"]> {
  const components = await tx.select().from(orderComponent).where(eq(orderComponent.orderId, order.id)).orderBy(asc(orderComponent.position)).for("update");
  const opNoOf = new Map(operations.map((operation) => [operation.id, operation.opNo]));
  return {
    operations: operations.map((operation) => ({ operationId: operation.id, required: requiredAt(operation.opNo, quantity, order.decimals, operations).toFixed() })),
    components: components.map((component) => {
      const input = { ...component, opNo: opNoOf.get(component.operationId) ?? 0 };
      const computed = requiredOf(input, order.quantity, operations).eq(component.required);
      const required = computed ? requiredOf(input, quantity, operations) : roundUp(component.required.times(quantity).div(order.quantity), component.decimals);
      return { componentId: component.id, required: required.toFixed(), state: componentState(required, component.issued.minus(component.returned), component.state === "CLOSED") };
    }),
  };
}

async function lockOrder(tx: Tx, siteId: string, number: string): Promise<Standing | null> {
  const [order] = await tx
    .select()
    .from(productionOrder)
    .where(and(eq(productionOrder.siteId, siteId), eq(productionOrder.number, number)))
    .for("update");
  if (order === undefined) return null;
  const operations = await tx.select().from(orderOperation).where(eq(orderOperation.orderId, order.id)).orderBy(asc(orderOperation.opNo)).for("update");
  return { order, operations };
}

async function standingOrder(tx: Tx, { order, operations }: Standing): Promise<StandingOrder> {
  const [first] = operations;
  return {
    erpVersion: order.erpVersion,
    state: order.state,
    heldFrom: order.heldFrom,
    values: kernelValues(storedValues(order)),
    received: order.received,
    processedFirst: first?.processed ?? ZERO,
    yieldFromFirst: first === undefined ? decimal(1) : yieldFrom(first.opNo, operations),
    wip: await wipOf(tx, order, operations),
    closedInErp: order.erpClosedAt !== null,
  };
}

function storedValues(order: OrderRow): OrderErpValues {
  return {
    type: order.type,
    itemId: order.itemId,
    quantity: order.quantity.toFixed(),
    uom: order.uom,
    decimals: order.decimals,
    erpUnit: order.erpUnit,
    plannedStartAt: order.plannedStartAt.toISOString(),
    dueAt: order.dueAt.toISOString(),
    priority: order.priority,
    overPct: order.overPct.toFixed(),
    underPct: order.underPct.toFixed(),
    bomVersion: order.bomVersion,
    routingVersion: order.routingVersion,
    outputLotNumber: order.outputLotNumber,
    // Written by this very module, from a message that was checked.
    customer: order.customer as OrderErpValues["customer"],
  };
}

function kernelValues(values: OrderErpValues): OrderValues {
  const { customer, erpUnit } = values;
  return {
    ...values,
    erpUom: erpUnit?.uom ?? values.uom,
    quantity: decimal(values.quantity),
    plannedStartAt: new Date(values.plannedStartAt),
    dueAt: new Date(values.dueAt),
    overPct: decimal(values.overPct),
    underPct: decimal(values.underPct),
    customerKey: customer === null ? null : `${customer.customer}/${customer.commitment}/${customer.line}`,
  };
}

function refused(subject: Subject, asked: OrderErpValues, params: RefusalParams): Applied {
  const fields = Array.isArray(params.fields) ? params.fields.map(String) : [];
  const state = String(params.state).toLowerCase().replace("_", " ");
  const reason = reasonOf(params, asked.uom, state, fields);
  const code = "ORDER_CHANGE_CONFLICT";
  const head = { id: newId(), aggregate: "order" as const, aggregateId: subject.orderId, orderId: subject.orderId };
  const raised = raise({
    class: code,
    severity: 2,
    subject: subject.number,
    workUnitId: null,
    orderId: subject.orderId,
    owner: "PLANNER",
    detail: { erpVersion: subject.erpVersion, fields, reason },
  });
  return { outcome: "REFUSED", code, reason, events: [{ ...head, type: "order.change_refused", payload: { ...subject, code, reason, fields, asked } }, raised] };
}

function reasonOf(params: RefusalParams, uom: string, state: string, fields: readonly string[]): string {
  if (params.least !== undefined) return `The quantity can't go below ${String(params.least)}: so much is made or received already.`;
  if (params.units === undefined) return `The order is ${state}: ${fields.join(", ")} can't be changed any more.`;
  const items = Array.isArray(params.items) ? params.items.map(String) : [];
  const lies = [...(params.units === "0" ? [] : [`${String(params.units)} ${uom}`]), ...items].join(", ");
  return `The order is ${state} and ${lies} of it lies in the shop: return, scrap or move it, then cancel again, or have the message of this version replayed in Millrace.`;
}
