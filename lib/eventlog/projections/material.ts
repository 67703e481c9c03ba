import { and, eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderComponent, productionOrder } from "@/db/schema/execution";
import { genealogyEdge, outputSegment } from "@/db/schema/genealogy";
import { lot, lotMount, lotStock, materialMove } from "@/db/schema/materials";
import { decimal } from "@/lib/domain/shared/decimal";
import type { MaterialMoved } from "@/lib/eventlog/payloads/materials";
import type { Projection, Projections } from "@/lib/eventlog/projection";

type Move = "material.issued" | "material.backflushed" | "material.returned" | "material.received" | "material.scrapped" | "material.reversed";

/** A move is appended with its genealogy edge; stock, component and order totals move by its quantity. */
const move: Projection<Move> = async (tx, event) => {
  const p = event.payload;
  await tx.insert(materialMove).values({
    id: p.moveId,
    siteId: event.siteId,
    type: p.type,
    itemId: p.itemId,
    lotId: p.lotId,
    quantity: decimal(p.quantity),
    uom: p.uom,
    fromLocationId: p.fromLocationId,
    toLocationId: p.toLocationId,
    orderId: p.orderId,
    operationId: p.operationId,
    componentId: p.componentId,
    entryId: p.entryId,
    activity: p.activity,
    unitCost: p.unitCost === null ? null : decimal(p.unitCost),
    reversesId: p.reversesId,
    returnsId: p.returns?.moveId ?? null,
    deviationId: p.deviationId ?? null,
    reason: p.reason,
    personId: p.personId,
    eventTime: event.eventTime,
    recordTime: event.recordTime,
  });
  if (p.lotId !== null) {
    if (p.fromLocationId !== null) await moveStock(tx, event.siteId, p.lotId, p.fromLocationId, decimal(p.quantity).negated().toFixed());
    if (p.toLocationId !== null) await moveStock(tx, event.siteId, p.lotId, p.toLocationId, p.quantity);
  }
  if (p.componentId !== null && p.component !== null) {
    await tx
      .update(orderComponent)
      .set({ issued: decimal(p.component.issued), returned: decimal(p.component.returned), state: p.component.state })
      .where(eq(orderComponent.id, p.componentId));
  }
  if (p.type === "RECEIPT" && p.orderId !== null) {
    await tx
      .update(productionOrder)
      .set({ received: sql`${productionOrder.received} + ${p.quantity}::numeric` })
      .where(eq(productionOrder.id, p.orderId));
  }
  if (p.edge === null || p.lotId === null) return;
  if (p.returns === undefined) return appendEdge(tx, event.siteId, p, p.lotId, { ...p.edge, quantity: p.quantity });
  // What stood for the issue is reversed, and what is left of it stands in its place.
  await appendEdge(tx, event.siteId, p, p.lotId, { ...p.edge, quantity: decimal(p.returns.stood).negated().toFixed() });
  if (p.returns.restEdge !== null) await appendEdge(tx, event.siteId, p, p.lotId, { ...p.edge, ...p.returns.restEdge, reversesId: null });
};

async function moveStock(tx: Tx, siteId: string, lotId: string, locationId: string, by: string): Promise<void> {
  const onHand = sql`${lotStock.onHand} + ${by}::numeric`;
  if (decimal(by).isNegative()) {
    // An upsert would have its check judge the negative row itself before it finds the one to add to.
    await tx
      .update(lotStock)
      // What really went cannot stay promised.
      .set({ onHand, reserved: sql`least(${lotStock.reserved}, ${onHand})` })
      .where(and(eq(lotStock.lotId, lotId), eq(lotStock.locationId, locationId)));
    return;
  }
  await tx
    .insert(lotStock)
    .values({ siteId, lotId, locationId, onHand: decimal(by), reserved: decimal(0) })
    .onConflictDoUpdate({ target: [lotStock.lotId, lotStock.locationId], set: { onHand } });
}

type Edge = NonNullable<MaterialMoved["edge"]> & { readonly quantity: string };

async function appendEdge(tx: Tx, siteId: string, p: MaterialMoved, lotId: string, edge: Edge): Promise<void> {
  await tx.insert(genealogyEdge).values({
    id: edge.edgeId,
    siteId,
    kind: edge.kind,
    lotId,
    orderId: p.orderId,
    operationId: p.operationId,
    runId: edge.runId,
    quantity: decimal(edge.quantity),
    uom: p.uom,
    fromAt: new Date(edge.from),
    toAt: new Date(edge.to),
    workUnitId: edge.workUnitId,
    operators: [...edge.operators],
    moveId: p.moveId,
    reversesId: edge.reversesId,
  });
}

export const materialProjections: Projections<Move | "component.closed" | "component.reopened" | "lot.produced" | "lot.mounted" | "lot.unmounted" | "lot.mount_reversed"> = {
  "material.issued": move,
  "material.backflushed": move,
  "material.returned": move,
  "material.received": async (tx, event) => {
    await move(tx, event);
    const { entryId, lotId } = event.payload;
    // The piece of output that its entry made went into this lot.
    if (entryId !== null) await tx.update(outputSegment).set({ lotId }).where(eq(outputSegment.id, entryId));
  },
  "material.scrapped": move,
  "material.reversed": move,
  "component.closed": async (tx, event) => {
    await tx.update(orderComponent).set({ state: "CLOSED" }).where(eq(orderComponent.id, event.payload.componentId));
  },
  "component.reopened": async (tx, event) => {
    await tx.update(orderComponent).set({ state: event.payload.state }).where(eq(orderComponent.id, event.payload.componentId));
  },
  "lot.produced": async (tx, event) => {
    const p = event.payload;
    await tx.insert(lot).values({
      id: p.lotId,
      siteId: event.siteId,
      number: p.number,
      itemId: p.itemId,
      uom: p.uom,
      origin: "PRODUCED",
      madeAt: new Date(p.madeAt),
      expiresAt: p.expiresAt === null ? null : new Date(p.expiresAt),
      unitCost: p.unitCost === null ? null : decimal(p.unitCost),
      erpStatus: "RELEASED",
      mesStatus: p.status,
      orderId: p.orderId,
    });
  },
  "lot.mounted": async (tx, event) => {
    const p = event.payload;
    await tx.insert(lotMount).values({
      id: p.mountId,
      siteId: event.siteId,
      workUnitId: p.workUnitId,
      lotId: p.lotId,
      itemId: p.itemId,
      operationId: p.operationId,
      mountedAt: event.eventTime,
      mountedBy: p.personId,
      reason: p.reason ?? null,
    });
  },
  "lot.unmounted": async (tx, event) => {
    await tx.update(lotMount).set({ unmountedAt: event.eventTime }).where(eq(lotMount.id, event.payload.mountId));
  },
  "lot.mount_reversed": async (tx, { payload }) => {
    await tx.update(lotMount).set({ unmountedAt: lotMount.mountedAt }).where(eq(lotMount.id, payload.mountId));
    for (const { mountId, to } of payload.broughtBack) {
      const unmountedAt = to === null ? null : new Date(to);
      await tx.update(lotMount).set({ unmountedAt }).where(eq(lotMount.id, mountId));
    }
  },
};
