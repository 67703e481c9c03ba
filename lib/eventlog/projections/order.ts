import { and, eq, inArray } from "drizzle-orm";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { OrderErpValues, OrderPayloads } from "@/lib/eventlog/payloads/order";
import type { Projections } from "@/lib/eventlog/projection";
import { replacePlan, setRequired } from "./order-plan";

/** The ERP's own fields of an order, its plan and its snapshot. Execution state beyond RELEASED is written by `order-state.ts`. */
export const orderProjections: Projections<keyof OrderPayloads> = {
  "order.received": async (tx, event) => {
    const p = event.payload;
    await tx.insert(productionOrder).values({
      id: p.orderId,
      siteId: event.siteId,
      connectionId: p.connectionId,
      number: p.number,
      erpVersion: p.erpVersion,
      state: "CREATED",
      good: ZERO,
      scrap: ZERO,
      received: ZERO,
      ...ownedByErp(p.values),
    });
    await replacePlan(tx, event.siteId, p.orderId, p.plan);
  },
  "order.changed": async (tx, event) => {
    const p = event.payload;
    await tx
      .update(productionOrder)
      .set({ erpVersion: p.erpVersion, ...ownedByErp(p.values), ...(p.snapshot === null ? {} : { snapshot: p.snapshot }) })
      .where(eq(productionOrder.id, p.orderId));
    if (p.plan !== null) await replacePlan(tx, event.siteId, p.orderId, p.plan);
    if (p.required !== null) await setRequired(tx, p.required);
  },
  "order.released": async (tx, event) => {
    const p = event.payload;
    await tx
      .update(productionOrder)
      .set({ state: "RELEASED", releasedAt: event.eventTime, erpVersion: p.erpVersion, snapshot: p.snapshot })
      .where(eq(productionOrder.id, p.orderId));
  },
  "order.release_revoked": async (tx, event) => {
    const p = event.payload;
    await tx.update(productionOrder).set({ state: "CREATED", releasedAt: null, erpVersion: p.erpVersion, snapshot: null }).where(eq(productionOrder.id, p.orderId));
    await tx
      .update(orderOperation)
      .set({ state: "PENDING" })
      .where(and(eq(orderOperation.orderId, p.orderId), eq(orderOperation.state, "READY")));
  },
  "order.cancelled": async (tx, event) => {
    const p = event.payload;
    await tx.update(productionOrder).set({ state: "CANCELLED", erpVersion: p.erpVersion }).where(eq(productionOrder.id, p.orderId));
    await tx
      .update(orderOperation)
      .set({ state: "ABORTED" })
      .where(and(eq(orderOperation.orderId, p.orderId), inArray(orderOperation.state, ["PENDING", "READY"])));
  },
  "order.aborted": async (tx, event) => {
    const p = event.payload;
    await tx
      .update(productionOrder)
      .set({ state: p.to, heldFrom: null, holdClass: null, erpVersion: p.erpVersion, completedAt: event.eventTime })
      .where(eq(productionOrder.id, p.orderId));
  },
  "order.close_asked": async (tx, event) => {
    const p = event.payload;
    await tx.update(productionOrder).set({ erpClosedAt: event.eventTime, erpVersion: p.erpVersion }).where(eq(productionOrder.id, p.orderId));
  },
  "order.close_withdrawn": async (tx, event) => {
    const p = event.payload;
    await tx.update(productionOrder).set({ erpClosedAt: null, erpVersion: p.erpVersion }).where(eq(productionOrder.id, p.orderId));
  },
  // Its version is no one of the order: the same may be taken later, once what it lies in the way of is gone. The inbox keeps older ones away (IN-07).
  "order.change_refused": () => Promise.resolve(),
};

function ownedByErp(values: OrderErpValues) {
  return {
    type: values.type,
    itemId: values.itemId,
    quantity: decimal(values.quantity),
    uom: values.uom,
    decimals: values.decimals,
    erpUnit: values.erpUnit ?? null,
    plannedStartAt: new Date(values.plannedStartAt),
    dueAt: new Date(values.dueAt),
    priority: values.priority,
    overPct: decimal(values.overPct),
    underPct: decimal(values.underPct),
    bomVersion: values.bomVersion,
    routingVersion: values.routingVersion,
    outputLotNumber: values.outputLotNumber,
    customer: values.customer,
  };
}
