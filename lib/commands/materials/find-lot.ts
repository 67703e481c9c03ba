import "server-only";
import { and, asc, eq, gt, isNull, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { freeOf, holdingUnit } from "@/db/held-stock";
import { issueOrder } from "@/db/issue-order";
import { only } from "@/db/only";
import { isReachable } from "@/db/reachable";
import { orderComponent } from "@/db/schema/execution";
import { handlingUnit, lot, lotStock } from "@/db/schema/materials";
import { item, itemVersion } from "@/db/schema/reference";
import { decideDeviationUse } from "@/lib/domain/materials/deviation";
import { withoutHeld } from "@/lib/domain/materials/backflush";
import { checkLot, effectiveStatus, type ScannedLot } from "@/lib/domain/materials/lot-check";
import type { IssueOrder } from "@/lib/domain/materials/lot-order";
import { validSubstitutes } from "@/lib/domain/materials/substitutes";
import { decimal, type Decimal, sum } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { CommandFrame } from "@/lib/commands/define-command";
import { mayOverride, refuseUnsigned } from "@/lib/commands/execution/approval";
import type { LockedOperation } from "@/lib/commands/execution/store";
import { freeOfLots } from "./free-of-lots";
import { lockStock } from "./lock-stock";
import { usableDeviation } from "./deviation-store";

export type ComponentRow = typeof orderComponent.$inferSelect & { readonly itemCode: string };
type LotRow = typeof lot.$inferSelect;

/** What a lot is scanned for: to be issued as first pass or as rework, or to be fed into the work unit (EX-08). */
export type LotUse = "RUN" | "REWORK" | "MOUNT";

/** A lot that passed every check, the line that it fills, and where it lies; `onHand` and `available` are what is free to be taken. */
export type FoundLot = {
  readonly lot: LotRow;
  readonly component: ComponentRow;
  /** Units of this item that replace one of the planned item (EX-12); 1 for the planned item. */
  readonly factor: Decimal;
  readonly itemCode: string;
  readonly places: readonly { readonly locationId: string; readonly onHand: Decimal }[];
  readonly available: Decimal;
  /** EX-12: the deviation by which it fits, and what is left of that; null where the plan allows the item. */
  readonly deviation: { readonly id: string; readonly number: string; readonly left: Decimal } | null;
  /** Number of the lot that should have gone first, which was passed over on a lead's word (EX-10); null where it is this one. */
  readonly passedOver: string | null;
};

const DAY_MS = 86_400_000;

/** Component lines of an operation, locked. */
export async function lockComponents(tx: Tx, operationId: string): Promise<ComponentRow[]> {
  const rows = await tx
    .select({ component: orderComponent, itemCode: item.code })
    .from(orderComponent)
    .innerJoin(item, eq(item.id, orderComponent.itemId))
    .where(eq(orderComponent.operationId, operationId))
    .orderBy(asc(orderComponent.position))
    .for("no key update", only(orderComponent));
  return rows.map((row) => ({ ...row.component, itemCode: row.itemCode }));
}

/** What is said of a lot besides its number: which of several of that number, for which line, and the handling unit by which it was scanned. */
export type LotChoice = { readonly lotId?: string | undefined; readonly componentId?: string | undefined; readonly handlingUnit?: string | undefined };

type Asked = LotChoice & { readonly quantity: Decimal | null; readonly use: LotUse; readonly overrideReason: string | undefined };

/**
 * EX-10, EX-11, EX-12: finds the scanned lot for one of the operation's lines and checks it, first failure shown. It fills the line that is named (COMPONENT_UNKNOWN
 * where there is none), else one that still needs it. A number that lots of several items have, each of which may be meant, is asked for by `lotId` or line
 * (LOT_AMBIGUOUS). What no line allows is issued by a
 * deviation alone, within what was approved (DEVIATION_EXCEEDED). Another lot than the one that goes first, or one of a substitute while there is one of a better,
 * needs a reason from somebody who may override (LOT_NOT_FIRST). EX-08: a lot of a backflushed line is mounted, never
 * issued, because its confirmations take it (WRONG_ISSUE_MODE), and no other is mounted, because they take none of that (NOT_BACKFLUSHED); material for rework is
 * issued, because they do not take that.
 */
export async function findLot(
  frame: CommandFrame,
  locked: LockedOperation,
  number: string,
  { quantity, use, overrideReason, lotId, componentId, handlingUnit: sscc }: Asked,
): Promise<Decision<FoundLot>> {
  const { tx, siteId, at, actor } = frame;
  const components = (await lockComponents(tx, locked.operation.id)).filter((row) => row.tracked && (componentId === undefined || row.id === componentId));
  if (componentId !== undefined && components.length === 0) return refuse("COMPONENT_UNKNOWN");
  const candidates = await tx
    .select({ lot, itemCode: item.code, inStock: sql<boolean>`exists (select from materials.lot_stock k where k.lot_id = ${lot.id} and k.on_hand > 0)` })
    .from(lot)
    .innerJoin(item, eq(item.id, lot.itemId))
    .where(and(eq(lot.siteId, siteId), eq(lot.number, number), lotId === undefined ? undefined : eq(lot.id, lotId)));
  const planned = candidates.map((row) => ({ ...row, fit: fitOf(components, row.lot.itemId, use, at), deviation: null }));
  const [first, ...alike] = mostLikely(planned, use);
  if (alike.length > 0) return refuse("LOT_AMBIGUOUS", { lot: number, wanted: [first, ...alike].flatMap((row) => row?.itemCode ?? []) });
  const best = first ?? (use === "MOUNT" ? undefined : await byDeviation(tx, locked, components, candidates, at)) ?? planned[0];
  if (best !== undefined) await lockStock(tx, siteId, { lotIds: [best.lot.id] });
  const stock = best === undefined ? [] : await reachableStock(tx, best.lot.id, locked.operation.workUnitId);
  const unit = best === undefined || sscc === undefined ? null : await scannedUnit(tx, best.lot, sscc);
  if (unit !== null && !unit.stands) return refuse("LOT_UNKNOWN", { lot: unit.sscc });
  const usable = withoutHeld(stock, best === undefined ? new Map() : await freeOfLots(tx, [best.lot.id]));
  const usedUntil = best === undefined ? at : await endOfUse(tx, locked, best.lot.itemId, at);
  const scanned: ScannedLot | null =
    best === undefined
      ? null
      : {
          number: best.lot.number,
          itemCode: best.itemCode,
          fitsPosition: best.fit?.component.position ?? null,
          status: effectiveStatus(best.lot.erpStatus, best.lot.mesStatus),
          expiresAt: best.lot.expiresAt,
          unitOnHold: unit === null || unit.nonconformances.length === 0 ? null : { sscc: unit.sscc, nonconformances: unit.nonconformances },
          uom: best.lot.uom,
          available: sum(stock.map((row) => row.onHand)),
          held: sum(stock.map((row) => row.onHand)).minus(sum(usable.map((row) => row.onHand))),
          reservedElsewhere: sum(stock.map((row) => row.reserved)),
        };
  const checked = checkLot(
    scanned,
    number,
    components.map((row) => row.itemCode),
    quantity ?? decimal(0),
    usedUntil,
  );
  if (!checked.ok) return checked;
  if (best === undefined || best.fit === null) throw new Error("a lot that passed its checks fits a line");
  const backflushed = best.fit.component.issueMode === "BACKFLUSH";
  if (use === "RUN" && backflushed) return refuse("WRONG_ISSUE_MODE", { item: best.itemCode, lot: number });
  if (use === "MOUNT" && !backflushed) return refuse("NOT_BACKFLUSHED", { item: best.itemCode, lot: number });
  const allowed = best.deviation === null ? null : decideDeviationUse({ ...best.deviation.now, number: best.deviation.row.number }, quantity);
  if (allowed !== null && !allowed.ok) return allowed;
  // The very lot was approved.
  const before = allowed !== null ? null : await firstToTake(tx, locked, best.lot, best.fit.component, at);
  if (before !== null) {
    if (overrideReason === undefined) return refuse("LOT_NOT_FIRST", { lot: number, first: before.number, expiresAt: before.expiresAt?.toISOString() ?? null });
    if (!mayOverride(actor, siteId)) return refuse("LEAD_REQUIRED", { for: "LOT_OVERRIDE" });
    const unsigned = await refuseUnsigned(frame);
    if (unsigned !== null) return unsigned;
  }
  return accept({
    lot: best.lot,
    component: best.fit.component,
    factor: best.fit.factor,
    itemCode: best.itemCode,
    places: usable.filter((row) => row.onHand.gt(row.reserved)).map((row) => ({ locationId: row.locationId, onHand: row.onHand.minus(row.reserved) })),
    available: checked.value.available.minus(checked.value.held).minus(checked.value.reservedElsewhere),
    deviation: best.deviation === null || allowed === null ? null : { id: best.deviation.row.id, number: best.deviation.row.number, left: allowed.value },
    passedOver: before?.number ?? null,
  });
}

/** EX-12: the lot of this number that planner and quality let the operation use, in the place of the planned item of its line. */
async function byDeviation(tx: Tx, { operation }: LockedOperation, components: readonly ComponentRow[], candidates: readonly { lot: LotRow; itemCode: string }[], at: Date) {
  for (const row of candidates) {
    const deviation = await usableDeviation(tx, operation.id, row.lot.id, at);
    const component = components.find((line) => line.id === deviation?.row.componentId);
    if (deviation !== null && component !== undefined) return { ...row, fit: { component, factor: decimal(1) }, deviation };
  }
  return undefined;
}

type Fit = { readonly component: ComponentRow; readonly factor: Decimal };

/** EX-12: the planned item itself, else a substitute of the order's snapshot that is valid now, in priority order; lines that suit the use first, of these what still needs it. */
function fitOf(components: readonly ComponentRow[], itemId: string, use: LotUse, at: Date): Fit | null {
  const ranked = components.toSorted((a, b) => rank(b, use) - rank(a, use));
  const planned = ranked.find((row) => row.itemId === itemId);
  if (planned !== undefined) return { component: planned, factor: decimal(1) };
  for (const component of ranked) {
    const valid = validSubstitutes(component.substitutes, at).find((one) => one.itemId === itemId);
    if (valid !== undefined) return { component, factor: valid.factor };
  }
  return null;
}

/** How likely a line is meant: one that suits the use, is not closed and needs more before one that has all. */
function rank(component: ComponentRow, use: LotUse): number {
  return (suits(component, use) ? 4 : 0) + (component.state === "CLOSED" ? 0 : 2) + (component.required.gt(component.issued.minus(component.returned)) ? 1 : 0);
}

/** Of lots of one number those that are meant most likely: what is in stock, for the line that most likely takes it. None where none fits a line. */
function mostLikely<Row extends { readonly fit: Fit | null; readonly inStock: boolean }>(rows: readonly Row[], use: LotUse): Row[] {
  const ranked = rows.flatMap((row) => (row.fit === null ? [] : [{ row, likely: rank(row.fit.component, use) + (row.inStock ? 8 : 0) }]));
  const most = Math.max(...ranked.map(({ likely }) => likely));
  return ranked.flatMap(({ row, likely }) => (likely === most ? [row] : []));
}

/** EX-08: what is mounted feeds a backflushed line; what is issued for a first pass fills one of the others. */
function suits(component: ComponentRow, use: LotUse): boolean {
  return use === "REWORK" || (component.issueMode === "BACKFLUSH") === (use === "MOUNT");
}

/** Where a lot lies within reach of the unit, in one order for everybody. */
async function reachableStock(tx: Tx, lotId: string, workUnitId: string | null) {
  return tx
    .select({ lotId: lotStock.lotId, locationId: lotStock.locationId, onHand: lotStock.onHand, reserved: lotStock.reserved })
    .from(lotStock)
    .where(and(eq(lotStock.lotId, lotId), isReachable(sql`${lotStock.locationId}`, workUnitId)))
    .orderBy(asc(lotStock.locationId));
}

/** EX-14: the handling unit by which a lot was scanned: whether it stands with something of that lot, and the nonconformances that hold it. */
async function scannedUnit(tx: Tx, { id: lotId, siteId }: LotRow, sscc: string) {
  const [row] = await tx
    .select({ nonconformances: holdingUnit(sql`${handlingUnit.entryId}`) })
    .from(handlingUnit)
    .where(and(eq(handlingUnit.siteId, siteId), eq(handlingUnit.sscc, sscc), eq(handlingUnit.lotId, lotId), isNull(handlingUnit.takenBackAt)));
  return { sscc, stands: row !== undefined, nonconformances: row?.nonconformances ?? [] };
}

/** Planned end of use, with the item's minimum remaining life added (EX-10). */
async function endOfUse(tx: Tx, locked: LockedOperation, itemId: string, at: Date): Promise<Date> {
  const [row] = await tx
    .select({ days: itemVersion.minRemainingLifeDays })
    .from(itemVersion)
    .where(and(eq(itemVersion.itemId, itemId), isNull(itemVersion.validTo)));
  const planned = locked.operation.plannedEndAt !== null && locked.operation.plannedEndAt > at ? locked.operation.plannedEndAt : at;
  return new Date(planned.getTime() + (row?.days ?? 0) * DAY_MS);
}

/**
 * EX-10, EX-12: the lot that goes before this one, or null when this one is the first: of a substitute that has priority while there is any, else of the same
 * item in the order of the site. The planned item is no substitute: whether one is used at all is for whoever stands there to say.
 */
async function firstToTake(tx: Tx, locked: LockedOperation, chosen: LotRow, component: ComponentRow, at: Date): Promise<LotRow | null> {
  const order = await issueOrder(tx, locked.order.siteId);
  const substitutes = validSubstitutes(component.substitutes, at).map((one) => one.itemId);
  for (const itemId of [...substitutes.slice(0, Math.max(0, substitutes.indexOf(chosen.itemId))), chosen.itemId]) {
    const first = await firstOfItem(tx, locked, { itemId, order, chosen, usedUntil: await endOfUse(tx, locked, itemId, at) });
    if (first !== null) return first.id === chosen.id ? null : first;
  }
  return null;
}

type Wanted = { readonly itemId: string; readonly order: IssueOrder; readonly chosen: LotRow; readonly usedUntil: Date };

/**
 * The lot of an item that goes first. What feeds a machine is no choice, nor is what this unit has used up since its last entry: the quantity that went in is not
 * told yet. Read from the lots that have stock.
 */
async function firstOfItem(tx: Tx, { order: { siteId }, operation }: LockedOperation, { itemId, order, chosen, usedUntil }: Wanted): Promise<LotRow | null> {
  const [first] = await tx
    .select()
    .from(lot)
    .where(
      and(
        eq(lot.siteId, siteId),
        eq(lot.itemId, itemId),
        eq(lot.erpStatus, "RELEASED"),
        eq(lot.mesStatus, "RELEASED"),
        or(isNull(lot.expiresAt), gt(lot.expiresAt, usedUntil)),
        sql`${lot.id} in (select k.lot_id from materials.lot_stock k where k.site_id = ${siteId} and k.on_hand > 0 and k.on_hand > k.reserved and ${isReachable(sql`k.location_id`, operation.workUnitId)})`,
        // EX-14: one of which only what quality holds is left goes before none.
        sql`${freeOf(sql`${lot.id}`, sql`1`)} > 0`,
        sql`(${lot.id} = ${chosen.id} or not exists (select 1 from materials.lot_mount m where m.lot_id = ${lot.id}
          and (m.unmounted_at is null or (m.work_unit_id = ${operation.workUnitId}::uuid and m.unmounted_at > ${operation.timeBookedTo?.toISOString() ?? null}::timestamptz))))`,
      ),
    )
    // The order of `lotOrder` in the kernel; nulls come last.
    .orderBy(...(order === "FIFO" ? [sql`coalesce(${lot.receivedAt}, ${lot.madeAt})`] : [asc(lot.expiresAt), sql`coalesce(${lot.madeAt}, ${lot.receivedAt})`]), asc(lot.id))
    .limit(1);
  return first ?? null;
}
