import "server-only";
import { and, asc, eq, gt, inArray, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { issueOrder } from "@/db/issue-order";
import { only } from "@/db/only";
import { isReachable } from "@/db/reachable";
import { orderComponent } from "@/db/schema/execution";
import { lot, lotStock } from "@/db/schema/materials";
import { item } from "@/db/schema/reference";
import {
  backflushQuantity,
  type Feed,
  type Gone,
  isSamePlace,
  leftAt,
  type LotPlace,
  placesToTake,
  type Taken,
  takenAt,
  takeFrom,
  takeFromFeeds,
  withoutHeld,
  withoutTaken,
} from "@/lib/domain/materials/backflush";
import { componentAfter } from "@/lib/domain/materials/component-state";
import { effectiveStatus } from "@/lib/domain/materials/lot-check";
import { type IssueOrder, lotOrder } from "@/lib/domain/materials/lot-order";
import { type Decimal, min, ONE, r6, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { type MaterialCost, standardUnitCost } from "@/lib/commands/costing/post-cost";
import { freeOfLots } from "@/lib/commands/materials/free-of-lots";
import { raise } from "./facts";
import { feedingLots, type MountedLot } from "./feeding-lots";
import type { MoveRow } from "./reverse-moves";
import type { LockedOperation } from "./store";

type ComponentRow = typeof orderComponent.$inferSelect & { readonly itemCode: string };
type LotRow = typeof lot.$inferSelect;

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
  /** Moves of the entry that this one corrects, taken back by now; none where it corrects nothing. */
  readonly before: readonly MoveRow[];
};

/**
 * EX-09, TR-01: takes `processed × q × (1 + s)` of every backflushed component of the operation, from the lots that were mounted in that time,
 * by how long each was on while it ran; only where none was, from stock in reach in the order of the site (EX-10), after what the corrected entry had taken (EX-19). What is not there
 * is a shortage with an exception; production is never refused for it and stock never goes negative. A lot that was mounted or had been taken and
 * is blocked by now went in all the same: that is recorded, and quality is told. The caller has locked the components and their stock (`itemsToLock`).
 */
export async function backflush(tx: Tx, locked: LockedOperation, components: readonly ComponentRow[], processed: Decimal, cause: BackflushCause): Promise<Backflush> {
  const events: NewEvent[] = [];
  const materials: MaterialCost[] = [];
  const consumption: Consumed[] = [];
  if (processed.lte(0)) return { events, materials, consumption };
  const taken: Gone[] = [];
  for (const component of components) {
    const uom = { code: component.uom, decimals: component.decimals };
    const quantity = backflushQuantity(processed, component.quantityPer, component.scrapFactor, uom);
    if (quantity.lte(0)) continue;
    const { parts, short } = component.tracked ? await fromLots(tx, locked, component, quantity, { ...cause, taken }) : untracked(component, quantity, cause);
    taken.push(...parts.flatMap(({ lotId, locationId, quantity: part }) => (lotId === null || locationId === null ? [] : [{ lotId, locationId, quantity: part }])));
    let issued = component.issued;
    for (const part of parts) {
      issued = issued.plus(r6(part.quantity.div(part.factor)));
      events.push(moveFact(locked, component, part, issued, cause));
      materials.push({
        position: component.position,
        itemId: part.itemId,
        lotId: part.lotId,
        quantity: part.quantity,
        uom: component.uom,
        unitCost: part.unitCost ?? component.standardPrice,
        valued: part.valued,
        standardPrice: part.itemId === component.itemId ? component.standardPrice : ((await standardUnitCost(tx, part.itemId, cause.at)) ?? component.standardPrice),
        activity: "RUN",
        rework: null,
      });
      consumption.push({ item: part.itemCode, lot: part.number, qty: part.quantity.toFixed(), uom: component.uom, mode: "BACKFLUSH" });
    }
    events.push(...blockedParts(locked, component.uom, parts, cause));
    if (short.gt(0)) {
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

/** Items whose stock a backflush of these lines may touch: their own, and what may stand in for them on the machine. */
export function itemsToLock(components: readonly ComponentRow[]): string[] {
  return components.filter((row) => row.tracked).flatMap((row) => [row.itemId, ...row.substitutes.map((one) => one.itemId)]);
}

/** Lines of an operation that its entries take from stock, locked; of these the closed ones only if `closedToo`, for what was made before they were closed. */
export async function backflushedComponents(tx: Tx, operationId: string, closedToo: boolean): Promise<ComponentRow[]> {
  const rows = await tx
    .select({ component: orderComponent, itemCode: item.code })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(and(eq(orderComponent.operationId, operationId), eq(orderComponent.issueMode, "BACKFLUSH")))
    .orderBy(asc(orderComponent.position))
    .for("no key update", only(orderComponent));
  return rows.filter((row) => closedToo || row.component.state !== "CLOSED").map((row) => ({ ...row.component, itemCode: row.itemCode }));
}

/** What is taken of one lot at one place, or of an item without lots, and when it went in. */
type Part = {
  readonly itemId: string;
  readonly itemCode: string;
  readonly lotId: string | null;
  readonly number: string | null;
  readonly locationId: string | null;
  readonly unitCost: Decimal | null;
  /** Whether the lot has a cost of its own. */
  readonly valued: boolean;
  /** Units of it that replace one of the planned item (EX-12). */
  readonly factor: Decimal;
  readonly quantity: Decimal;
  readonly from: Date;
  readonly to: Date;
  /** Why it should not have gone in, or null. */
  readonly blocked: string | null;
};

type Parts = { readonly parts: readonly Part[]; readonly short: Decimal };

/** An item without lots is taken as a quantity: there is no lot whose stock could run out. */
function untracked({ itemId, itemCode, standardPrice }: ComponentRow, quantity: Decimal, { from, at }: BackflushCause): Parts {
  return {
    parts: [{ itemId, itemCode, lotId: null, number: null, locationId: null, unitCost: standardPrice, valued: false, factor: ONE, quantity, from, to: at, blocked: null }],
    short: ZERO,
  };
}

/** What is taken for one line, and what the lines before it have taken for the same entry. */
type LineCause = BackflushCause & { readonly taken: readonly Gone[] };

async function fromLots(tx: Tx, locked: LockedOperation, component: ComponentRow, quantity: Decimal, cause: LineCause): Promise<Parts> {
  const { mounts, feeds } = await feedingLots(tx, locked, component, cause);
  return feeds.length === 0 ? fromStock(tx, locked, component, quantity, cause) : fromFeeds(tx, locked, component, quantity, { mounts, feeds, taken: cause.taken });
}

type Fed = { readonly mounts: readonly MountedLot[]; readonly feeds: readonly Feed[]; readonly taken: readonly Gone[] };

async function fromFeeds(tx: Tx, locked: LockedOperation, component: ComponentRow, quantity: Decimal, { mounts, feeds, taken: before }: Fed): Promise<Parts> {
  const lotIds = [...new Set(feeds.map((feed) => feed.lotId))];
  const there = await tx
    .select({
      lotId: lotStock.lotId,
      locationId: lotStock.locationId,
      onHand: lotStock.onHand,
      reserved: lotStock.reserved,
      reachable: sql<boolean>`${isReachable(sql`${lotStock.locationId}`, locked.operation.workUnitId)}`,
    })
    .from(lotStock)
    .where(and(inArray(lotStock.lotId, lotIds), gt(lotStock.onHand, ZERO)))
    .orderBy(asc(lotStock.lotId), asc(lotStock.locationId));
  // EX-14: what quality holds of a lot is on the machine by nobody's leave: it is short of it, as of any other. What is free is taken where any lot would be.
  let places = withoutHeld(placesToTake(leftAt(there, before)), await freeOfLots(tx, lotIds, before));
  const stock = new Map(lotIds.map((lotId) => [lotId, sum(places.filter((row) => row.lotId === lotId).map((row) => row.onHand))]));
  const { taken, short } = takeFromFeeds(feeds, stock, quantity, { code: component.uom, decimals: component.decimals });
  const parts: Part[] = [];
  feeds.forEach((feed, index) => {
    const mount = mounts.find((one) => one.lotId === feed.lotId);
    if (mount === undefined) throw new Error(`a feed came from lot ${feed.lotId}, which was not mounted`);
    const mine = places.filter((place) => place.lotId === feed.lotId);
    places = withoutTaken(places, feed.lotId, taken[index] ?? ZERO);
    for (const { locationId, quantity: part } of perPlace(takeFrom(mine, taken[index] ?? ZERO).taken)) {
      const { lot: row, itemCode } = mount;
      const { factor, from, to } = feed;
      parts.push({
        itemId: row.itemId,
        itemCode,
        lotId: row.id,
        number: row.number,
        locationId,
        unitCost: row.unitCost,
        valued: row.unitCost !== null,
        factor,
        quantity: part,
        from,
        to,
        blocked: blockedBy(row, from),
      });
    }
  });
  return { parts, short };
}

async function fromStock(tx: Tx, locked: LockedOperation, component: ComponentRow, quantity: Decimal, cause: LineCause): Promise<Parts> {
  const order = byOrder(await issueOrder(tx, locked.order.siteId));
  const before = await takenBefore(tx, component, cause, order);
  const first = takeFrom(before, quantity);
  const rows = await stockWhere(
    tx,
    and(
      eq(lot.siteId, locked.order.siteId),
      eq(lot.itemId, component.itemId),
      gt(lotStock.onHand, sql`0`),
      gt(lotStock.onHand, lotStock.reserved),
      isReachable(sql`${lotStock.locationId}`, locked.operation.workUnitId),
    ),
  );
  const usable = rows.filter((row) => blockedBy(row.lot, cause.at) === null).sort(order);
  const gone = [...cause.taken, ...first.taken];
  const there = usable.map(({ stock }) => stock);
  const free = await freeOfLots(
    tx,
    there.map(({ lotId }) => lotId),
    gone,
  );
  const more = takeFrom(
    withoutHeld(leftAt(there, gone), free).map((stock) => ({ lotId: stock.lotId, locationId: stock.locationId, onHand: stock.onHand.minus(stock.reserved) })),
    first.short,
  );
  const { itemId, itemCode } = component;
  const lots = new Map([...before, ...usable].map((one) => [one.lot.id, one.lot]));
  const parts = perPlace([...first.taken, ...more.taken]).flatMap((part): Part[] => {
    const row = lots.get(part.lotId);
    if (row === undefined) return [];
    const { id: lotId, number, unitCost } = row;
    return [
      {
        itemId,
        itemCode,
        lotId,
        number,
        locationId: part.locationId,
        unitCost,
        valued: unitCost !== null,
        factor: ONE,
        quantity: part.quantity,
        from: cause.from,
        to: cause.at,
        blocked: blockedBy(row, cause.at),
      },
    ];
  });
  return { parts, short: more.short };
}

/** Lots with what lies of each at one place. */
const stockWhere = (tx: Tx, which: SQL | undefined) => tx.select({ lot, stock: lotStock }).from(lotStock).innerJoin(lot, eq(lot.id, lotStock.lotId)).where(which);

type Place = Pick<LotPlace, "lotId" | "locationId">;

/** One part for each place, in the order in which they were taken. */
const perPlace = (taken: readonly Taken[]): Taken[] =>
  taken.flatMap((part, index) => (taken.findIndex((one) => isSamePlace(one, part)) === index ? [{ ...part, quantity: takenAt(taken, part) }] : []));

type PlaceOrder = (a: { lot: LotRow; stock: Place }, b: { lot: LotRow; stock: Place }) => number;

const byOrder = (order: IssueOrder): PlaceOrder => {
  const byLot = lotOrder(order);
  return (a, b) => byLot(a.lot, b.lot) || (a.stock.locationId < b.stock.locationId ? -1 : 1);
};

/** EX-19: what the corrected entry had taken of a line from stock, as far as it lies there again. It went in whatever its lot is by now, so no other lot stands in for it. */
async function takenBefore(tx: Tx, component: ComponentRow, { before, taken }: LineCause, order: PlaceOrder): Promise<(LotPlace & { readonly lot: LotRow })[]> {
  const mine = before.flatMap(({ componentId, itemId, lotId, fromLocationId, type, quantity }) =>
    type === "BACKFLUSH" && componentId === component.id && itemId === component.itemId && lotId !== null && fromLocationId !== null
      ? [{ lotId, locationId: fromLocationId, quantity }]
      : [],
  );
  if (mine.length === 0) return [];
  const rows = await stockWhere(
    tx,
    inArray(
      lotStock.lotId,
      mine.map((part) => part.lotId),
    ),
  );
  return rows.sort(order).map(({ lot: row, stock }) => ({
    lot: row,
    lotId: row.id,
    locationId: stock.locationId,
    onHand: min(stock.onHand.minus(takenAt(taken, stock)), takenAt(mine, stock)),
  }));
}

/** Why a lot may not be used at an instant: its status, or EXPIRED; null when it may. */
function blockedBy(row: LotRow, at: Date): string | null {
  const status = effectiveStatus(row.erpStatus, row.mesStatus);
  if (status !== "RELEASED") return status;
  return row.expiresAt !== null && row.expiresAt <= at ? "EXPIRED" : null;
}

const WHY: Readonly<Record<string, string>> = { PENDING: "is not released", ON_HOLD: "is on hold", REJECTED: "is rejected", RECALLED: "is recalled", EXPIRED: "has expired" };

/** One exception for each blocked lot that went in. */
function blockedParts(locked: LockedOperation, uom: string, parts: readonly Part[], cause: BackflushCause): NewEvent[] {
  const numbers = [...new Set(parts.flatMap((part) => (part.blocked === null || part.number === null ? [] : [part.number])))];
  return numbers.flatMap((number) => {
    const mine = parts.filter((part) => part.number === number);
    const [first] = mine;
    if (first?.blocked == null) return [];
    return [
      raise({
        class: "BLOCKED_LOT_USED",
        severity: 2,
        subject: `${first.itemCode}/${number}`,
        workUnitId: locked.operation.workUnitId,
        orderId: locked.order.id,
        owner: "QUALITY",
        detail: {
          item: first.itemCode,
          lot: number,
          status: first.blocked,
          quantity: sum(mine.map((part) => part.quantity)).toFixed(),
          uom,
          entryId: cause.entryId,
          note: `Lot ${number} ${WHY[first.blocked] ?? "is blocked"} and went in`,
        },
      }),
    ];
  });
}

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
      itemId: part.itemId,
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
      component: componentAfter({ ...component, issued }),
      edge:
        part.lotId === null
          ? null
          : {
              edgeId: newId(),
              kind: "CONSUME",
              runId: cause.runId,
              from: part.from.toISOString(),
              to: part.to.toISOString(),
              workUnitId: locked.operation.workUnitId,
              operators: cause.operators,
              reversesId: null,
            },
    },
  };
}
