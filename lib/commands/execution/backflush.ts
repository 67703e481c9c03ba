import "server-only";
import { and, asc, eq, gt, isNull, lte, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { only } from "@/db/only";
import { orderComponent } from "@/db/schema/execution";
import { lot, lotMount, lotStock } from "@/db/schema/materials";
import { item } from "@/db/schema/reference";
import { backflushQuantity, type LotPlace, takeFrom } from "@/lib/domain/materials/backflush";
import { componentState } from "@/lib/domain/materials/component-state";
import { effectiveStatus } from "@/lib/domain/materials/lot-check";
import { firstExpired } from "@/lib/domain/materials/lot-order";
import type { Decimal } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import type { MaterialCost } from "@/lib/commands/costing/post-cost";
import { raise } from "./facts";
import type { LockedOperation } from "./store";

export type ComponentRow = typeof orderComponent.$inferSelect & { readonly itemCode: string };

/** One part of a backflush as the ERP hears it. */
export type Consumed = { readonly item: string; readonly lot: string | null; readonly qty: string; readonly uom: string; readonly mode: "BACKFLUSH" };

export type Backflush = { readonly events: readonly NewEvent[]; readonly materials: readonly MaterialCost[]; readonly consumption: readonly Consumed[] };

export type BackflushCause = {
  readonly entryId: string;
  readonly runId: string | null;
  readonly at: Date;
  readonly from: Date;
  readonly personId: string | null;
  readonly operators: readonly string[];
};

/**
 * EX-09: takes `processed × q × (1 + s)` of every backflushed component of the operation, from the lots mounted in that time, else from
 * stock by FEFO. What is not there is a shortage with an exception; production is never refused for it and stock never goes negative.
 * The caller has locked the components and their stock.
 */
export async function backflush(tx: Tx, locked: LockedOperation, components: readonly ComponentRow[], processed: Decimal, cause: BackflushCause): Promise<Backflush> {
  const events: NewEvent[] = [];
  const materials: MaterialCost[] = [];
  const consumption: Consumed[] = [];
  if (processed.lte(0)) return { events, materials, consumption };
  for (const component of components) {
    const uom = { code: component.uom, decimals: component.decimals };
    const quantity = backflushQuantity(processed, component.quantityPer, component.scrapFactor, uom);
    if (quantity.lte(0)) continue;
    const places = component.tracked ? await placesOf(tx, locked, component.itemId, cause) : null;
    const { taken, short } = places === null ? { taken: [], short: quantity } : takeFrom(places, quantity);
    // An item without lots is taken as a quantity: there is no lot whose stock could run out.
    const parts =
      places === null
        ? [{ lotId: null, locationId: null, number: null, unitCost: component.standardPrice, quantity }]
        : taken.map((part) => ({ ...part, ...placeInfo(places, part) }));
    let issued = component.issued;
    for (const part of parts) {
      issued = issued.plus(part.quantity);
      events.push(moveFact(locked, component, part, issued, cause));
      materials.push({
        position: component.position,
        itemId: component.itemId,
        lotId: part.lotId,
        quantity: part.quantity,
        uom: component.uom,
        unitCost: part.unitCost ?? component.standardPrice,
        standardPrice: component.standardPrice,
        activity: "RUN",
      });
      consumption.push({ item: component.itemCode, lot: part.number, qty: part.quantity.toFixed(), uom: component.uom, mode: "BACKFLUSH" });
    }
    if (places !== null && short.gt(0)) {
      events.push(
        raise({
          class: "BACKFLUSH_SHORT",
          severity: 2,
          subject: `${locked.order.number}/${component.position}`,
          workUnitId: locked.operation.workUnitId,
          orderId: locked.order.id,
          owner: "LEAD",
          detail: { item: component.itemCode, short: short.toFixed(), uom: component.uom, entryId: cause.entryId },
        }),
      );
    }
  }
  return { events, materials, consumption };
}

/** Lines of an operation that its entries take from stock, locked. */
export async function backflushedComponents(tx: Tx, operationId: string): Promise<ComponentRow[]> {
  const rows = await tx
    .select({ component: orderComponent, itemCode: item.code })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(and(eq(orderComponent.operationId, operationId), eq(orderComponent.issueMode, "BACKFLUSH")))
    .orderBy(asc(orderComponent.position))
    .for("no key update", only(orderComponent));
  return rows.filter((row) => row.component.state !== "CLOSED").map((row) => ({ ...row.component, itemCode: row.itemCode }));
}

type Place = LotPlace & { readonly number: string; readonly unitCost: Decimal | null };

/** Lots mounted on the unit in that time come first, in the order of their mounting; then released lots by FEFO. */
async function placesOf(tx: Tx, locked: LockedOperation, itemId: string, cause: BackflushCause): Promise<Place[]> {
  const rows = await tx
    .select({ lot, stock: lotStock })
    .from(lotStock)
    .innerJoin(lot, eq(lot.id, lotStock.lotId))
    .where(and(eq(lot.siteId, locked.order.siteId), eq(lot.itemId, itemId), gt(lotStock.onHand, sql`0`)));
  const mounts =
    locked.operation.workUnitId === null
      ? []
      : await tx
          .select({ lotId: lotMount.lotId, mountedAt: lotMount.mountedAt })
          .from(lotMount)
          .where(
            and(
              eq(lotMount.workUnitId, locked.operation.workUnitId),
              eq(lotMount.itemId, itemId),
              lte(lotMount.mountedAt, cause.at),
              or(isNull(lotMount.unmountedAt), gt(lotMount.unmountedAt, cause.from)),
            ),
          )
          .orderBy(asc(lotMount.mountedAt));
  const rank = new Map(mounts.map((mount, index) => [mount.lotId, index]));
  return rows
    .filter((row) => rank.has(row.lot.id) || (effectiveStatus(row.lot.erpStatus, row.lot.mesStatus) === "RELEASED" && (row.lot.expiresAt === null || row.lot.expiresAt > cause.at)))
    .sort((a, b) => (rank.get(a.lot.id) ?? Number.MAX_SAFE_INTEGER) - (rank.get(b.lot.id) ?? Number.MAX_SAFE_INTEGER) || firstExpired(a.lot, b.lot))
    .map((row) => ({ lotId: row.lot.id, locationId: row.stock.locationId, onHand: row.stock.onHand, number: row.lot.number, unitCost: row.lot.unitCost }));
}

function placeInfo(places: readonly Place[], part: LotPlace): { number: string | null; unitCost: Decimal | null } {
  const place = places.find((one) => one.lotId === part.lotId && one.locationId === part.locationId);
  return { number: place?.number ?? null, unitCost: place?.unitCost ?? null };
}

type Part = { readonly lotId: string | null; readonly locationId: string | null; readonly quantity: Decimal; readonly unitCost: Decimal | null };

function moveFact(locked: LockedOperation, component: ComponentRow, part: Part, issued: Decimal, cause: BackflushCause): NewEvent {
  const moveId = newId();
  return {
    id: newId(),
    type: "material.backflushed",
    aggregate: part.lotId === null ? "order" : "lot",
    aggregateId: part.lotId ?? locked.order.id,
    orderId: locked.order.id,
    payload: {
      moveId,
      type: "BACKFLUSH",
      itemId: component.itemId,
      lotId: part.lotId,
      quantity: part.quantity.toFixed(),
      uom: component.uom,
      fromLocationId: part.locationId,
      toLocationId: null,
      orderId: locked.order.id,
      operationId: locked.operation.id,
      componentId: component.id,
      entryId: cause.entryId,
      activity: "RUN",
      unitCost: (part.unitCost ?? component.standardPrice).toFixed(),
      personId: cause.personId,
      reason: null,
      reversesId: null,
      component: { issued: issued.toFixed(), returned: component.returned.toFixed(), state: componentState(component.required, issued.minus(component.returned), false) },
      edge:
        part.lotId === null
          ? null
          : {
              edgeId: newId(),
              kind: "CONSUME",
              runId: cause.runId,
              from: cause.from.toISOString(),
              to: cause.at.toISOString(),
              workUnitId: locked.operation.workUnitId,
              operators: cause.operators,
              reversesId: null,
            },
    },
  };
}
