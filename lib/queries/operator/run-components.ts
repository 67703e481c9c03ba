import "server-only";
import { and, asc, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { freeOf } from "@/db/held-stock";
import { netMoved, usedByDeviation } from "@/db/net-moved";
import { isReachable } from "@/db/reachable";
import { orderComponent } from "@/db/schema/execution";
import { deviation, lot, lotMount, materialMove } from "@/db/schema/materials";
import { item, itemVersion } from "@/db/schema/reference";
import { type DeviationState, deviationState } from "@/lib/domain/materials/deviation";
import { leastIssued } from "@/lib/domain/materials/issue-shortfall";
import { validSubstitutes } from "@/lib/domain/materials/substitutes";
import { decimal, max, ONE, ZERO } from "@/lib/domain/shared/decimal";
import type { FloorReader } from "./floor-reader";
import { type LotToTake, lotsToTake } from "./lots-to-take";

/** One input of the running operation: what is still needed, what is on, what to take next. */
export type RunComponent = {
  readonly id: string;
  readonly position: number;
  readonly item: string;
  readonly description: string;
  readonly uom: string;
  readonly decimals: number;
  readonly tracked: boolean;
  readonly mode: "MANUAL_SCAN" | "MANUAL_QTY" | "BACKFLUSH";
  readonly required: string;
  readonly issued: string;
  /** Never below zero. */
  readonly remaining: string;
  /** Used for one processed unit, scrap included. */
  readonly perUnit: string;
  /** EX-03, of a line that is issued by hand: what one processed unit holds of it, the least that must be issued for it, and its mix group where it has one. Absent in what a tablet kept before it knew. */
  readonly goesIn?: { readonly perUnit: string; readonly least: string; readonly mixGroup?: string };
  readonly mounted: Mounted | null;
  /** What is on beside it and feeds the same line, the oldest first. Absent where there is none, and in what a tablet kept before it knew. */
  readonly mountedToo?: readonly Mounted[];
  /** Codes of the items that fill the line: its own, and those that may stand in for it now (EX-12). Absent in what a tablet kept before it knew. */
  readonly fits?: readonly string[];
  /** What was issued and may go back, less what did. */
  readonly taken: readonly TakenLot[];
  /** The one to take first at the head (EX-10), before them what a deviation allows (EX-12); those that may not be taken last, with why. */
  readonly lots: readonly LotToTake[];
  /** EX-12: what was asked for in its place and not used up, the youngest first. Absent in what a tablet kept before it knew of them. */
  readonly deviations?: readonly RunDeviation[];
};

/** A lot on the machine: `left` is what lies of it within reach and is not held (EX-14). */
export type Mounted = { readonly mountId: string; readonly lot: string; readonly left: string; readonly since: string };

/** Something else than planned that was asked for. `waitsFor`: who has not approved it. */
export type RunDeviation = {
  readonly componentId: string;
  readonly number: string;
  readonly lotId: string;
  readonly lot: string;
  readonly item: string;
  readonly state: Exclude<DeviationState, "USED">;
  readonly waitsFor: readonly ("PLANNER" | "QUALITY")[];
  readonly left: string;
  /** Why it was refused. */
  readonly refusal: string | null;
};

/** A lot of which an operation took something by hand; `lot` is null for material without lots. `substitute`: it stands in for the planned item (EX-12). */
export type TakenLot = { readonly lot: string | null; readonly quantity: string; readonly substitute: boolean };

const LOTS_EACH = 12;

/** Inputs of an operation by position, each with the lots that fit it: its own item's first, those of substitutes that may be taken now after them by priority (EX-12). */
export async function runComponents(
  reader: FloorReader,
  operation: { readonly id: string; readonly orderId: string; readonly siteId: string; readonly workUnitId: string | null; readonly plannedEndAt: Date | null },
): Promise<readonly RunComponent[]> {
  const { db, now } = reader;
  const rows = await db
    .select({ component: orderComponent, item: item.code, description: itemVersion.description })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .leftJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .where(eq(orderComponent.operationId, operation.id))
    .orderBy(asc(orderComponent.position))
    .limit(100);
  const wanted = rows.map((row) => {
    const substitutes = substitutesOf(
      row.component,
      rows.map(({ component }) => component),
    );
    return { ...row, substitutes, items: [row.item, ...validSubstitutes(substitutes, now).map((one) => one.item)] };
  });
  const usedUntil = operation.plannedEndAt !== null && operation.plannedEndAt > now ? operation.plannedEndAt : now;
  const deviations = await deviationsOf(reader, operation.id);
  const tracked = [
    ...new Set([...wanted.flatMap((row) => (row.component.tracked ? row.items : [])), ...deviations.filter((one) => one.state === "APPROVED").map((one) => one.item)]),
  ];
  const [lots, mounts, taken] = await Promise.all([
    lotsToTake(reader, { ...operation, usedUntil }, tracked, { most: LOTS_EACH, always: deviations.flatMap((one) => (one.state === "APPROVED" ? [one.lotId] : [])) }),
    operation.workUnitId === null ? [] : mountedOn(db, operation.workUnitId),
    takenFor(db, operation),
  ]);
  return wanted.map(({ component, items, substitutes, ...row }) => {
    const own = deviations.filter((one) => one.componentId === component.id);
    const approved = own.filter((one) => one.state === "APPROVED");
    const fitting = [...approved.flatMap((one) => (lots.get(one.item) ?? []).filter((lot) => lot.lotId === one.lotId)), ...items.flatMap((code) => lots.get(code) ?? [])];
    const planned = mounts.filter((one) => one.itemId === component.itemId);
    const [mounted, ...beside] = [...planned, ...mounts.filter((one) => !planned.includes(one) && substitutes.some(({ itemId }) => itemId === one.itemId))].map(asMounted);
    return {
      id: component.id,
      position: component.position,
      item: row.item,
      description: row.description ?? "",
      uom: component.uom,
      decimals: component.decimals,
      tracked: component.tracked,
      mode: component.issueMode,
      required: component.required.toFixed(),
      issued: component.issued.minus(component.returned).toFixed(),
      remaining: max(component.required.minus(component.issued).plus(component.returned), ZERO).toFixed(),
      perUnit: component.quantityPer.times(ONE.plus(component.scrapFactor)).toFixed(),
      ...(component.issueMode === "BACKFLUSH" ? {} : { goesIn: goesIn(component) }),
      mounted: mounted ?? null,
      ...(beside.length === 0 ? {} : { mountedToo: beside }),
      ...(component.tracked ? { fits: items } : {}),
      taken: taken
        .filter((one) => one.componentId === component.id)
        .map((one) => ({ lot: one.lot, quantity: decimal(one.quantity).toFixed(), substitute: one.itemId !== component.itemId })),
      lots: [...fitting.filter((one) => one.blocked === null), ...fitting.filter((one) => one.blocked !== null)].slice(0, LOTS_EACH),
      ...(own.length === 0 ? {} : { deviations: own }),
    };
  });
}

type Component = typeof orderComponent.$inferSelect;

/** What may stand in for the item of a line. What is mounted is on for the line that plans it, and for none that lists it (EX-08). */
function substitutesOf({ id, issueMode, substitutes }: Component, lines: readonly Component[]): Component["substitutes"] {
  return issueMode === "BACKFLUSH" ? substitutes.filter(({ itemId }) => !lines.some((line) => line.id !== id && line.itemId === itemId)) : substitutes;
}

function goesIn({ quantityPer, mixGroup }: Component): NonNullable<RunComponent["goesIn"]> {
  return { perUnit: quantityPer.toFixed(), least: leastIssued(quantityPer).toFixed(), ...(mixGroup === null ? {} : { mixGroup }) };
}

/** Deviations of an operation that are not used up, the youngest first. */
async function deviationsOf({ db, now }: FloorReader, operationId: string): Promise<readonly RunDeviation[]> {
  const rows = await db
    .select({
      deviation,
      lot: lot.number,
      item: item.code,
      used: usedByDeviation(deviation.id),
    })
    .from(deviation)
    .innerJoin(lot, eq(lot.id, deviation.lotId))
    .innerJoin(item, eq(item.id, lot.itemId))
    .where(eq(deviation.operationId, operationId))
    .orderBy(desc(deviation.askedAt), desc(deviation.id))
    .limit(20);
  return rows.flatMap(({ deviation: row, ...of }) => {
    const used = decimal(of.used);
    const state = deviationState({ ...row, refused: row.refusedAt !== null, used }, now);
    const waitsFor = [...(row.plannedBy === null ? (["PLANNER"] as const) : []), ...(row.qualityBy === null ? (["QUALITY"] as const) : [])];
    if (state === "USED") return [];
    return [
      {
        componentId: row.componentId,
        number: row.number,
        lotId: row.lotId,
        lot: of.lot,
        item: of.item,
        state,
        waitsFor,
        left: row.quantity.minus(used).toFixed(),
        refusal: row.refusal,
      },
    ];
  });
}

/** Issues of an operation by line and lot, less what was reversed and what came back; found by the order, for moves are many. */
async function takenFor(db: FloorReader["db"], operation: { readonly id: string; readonly orderId: string }) {
  const net = sql<string>`sum(${netMoved()})`;
  return db
    .select({ componentId: materialMove.componentId, itemId: materialMove.itemId, lot: lot.number, quantity: net })
    .from(materialMove)
    .leftJoin(lot, eq(lot.id, materialMove.lotId))
    .where(and(eq(materialMove.orderId, operation.orderId), eq(materialMove.operationId, operation.id), inArray(materialMove.type, ["ISSUE", "RETURN"])))
    .groupBy(materialMove.componentId, materialMove.itemId, lot.number)
    .having(sql`${net} > 0`)
    .orderBy(lot.number)
    .limit(100);
}

const asMounted = (mount: Awaited<ReturnType<typeof mountedOn>>[number]): Mounted => ({
  mountId: mount.id,
  lot: mount.lot,
  left: decimal(mount.left).toFixed(),
  since: mount.since.toISOString(),
});

async function mountedOn(db: FloorReader["db"], workUnitId: string) {
  const lies = sql`coalesce((select sum(k.on_hand) from materials.lot_stock k where k.lot_id = ${lotMount.lotId} and k.on_hand > 0 and ${isReachable(sql`k.location_id`, workUnitId)}), 0)`;
  const left = freeOf(sql`${lotMount.lotId}`, lies);
  return db
    .select({ id: lotMount.id, itemId: lotMount.itemId, lot: lot.number, left, since: lotMount.mountedAt })
    .from(lotMount)
    .innerJoin(lot, eq(lot.id, lotMount.lotId))
    .where(and(eq(lotMount.workUnitId, workUnitId), isNull(lotMount.unmountedAt)))
    .orderBy(asc(lotMount.mountedAt), asc(lotMount.id));
}
