import "server-only";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { only } from "@/db/only";
import { orderComponent } from "@/db/schema/execution";
import { lot, lotStock } from "@/db/schema/materials";
import { item, itemVersion } from "@/db/schema/reference";
import { authorise } from "@/lib/auth/authorise";
import { checkLot, effectiveStatus, type ScannedLot } from "@/lib/domain/materials/lot-check";
import { firstExpired } from "@/lib/domain/materials/lot-order";
import { decimal, type Decimal, sum } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { CommandFrame } from "@/lib/commands/define-command";
import type { LockedOperation } from "@/lib/commands/execution/store";
import { lockStock } from "./lock-stock";
import { validSubstitute } from "./substitute";

export type ComponentRow = typeof orderComponent.$inferSelect & { readonly itemCode: string };
type LotRow = typeof lot.$inferSelect;

/** A lot that passed every check, the line that it fills, and where it lies. */
export type FoundLot = {
  readonly lot: LotRow;
  readonly component: ComponentRow;
  /** Units of this item that replace one of the planned item (EX-12); 1 for the planned item. */
  readonly factor: Decimal;
  readonly itemCode: string;
  readonly places: readonly { readonly locationId: string; readonly onHand: Decimal }[];
  readonly available: Decimal;
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

/**
 * EX-10, EX-11, EX-12: finds the scanned lot for one of the operation's lines and checks it, first failure shown. Another lot than the one
 * that expires first needs a reason from somebody who may override (LOT_NOT_FIRST).
 */
export async function findLot(
  frame: CommandFrame,
  locked: LockedOperation,
  number: string,
  quantity: Decimal | null,
  overrideReason: string | undefined,
): Promise<Decision<FoundLot>> {
  const { tx, siteId, at, actor } = frame;
  const components = (await lockComponents(tx, locked.operation.id)).filter((row) => row.tracked);
  const candidates = await tx
    .select({ lot, itemCode: item.code })
    .from(lot)
    .innerJoin(item, eq(item.id, lot.itemId))
    .where(and(eq(lot.siteId, siteId), eq(lot.number, number)));
  const fits = candidates.map((row) => ({ ...row, fit: fitOf(components, row.lot.itemId, row.itemCode, at) }));
  const best = fits.find((row) => row.fit !== null) ?? fits[0];
  if (best !== undefined) await lockStock(tx, siteId, { lotIds: [best.lot.id] });
  const stock = best === undefined ? [] : await tx.select().from(lotStock).where(eq(lotStock.lotId, best.lot.id)).orderBy(asc(lotStock.locationId));
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
          available: sum(stock.map((row) => row.onHand)),
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
  const first = await firstToTake(tx, siteId, best.lot, usedUntil);
  if (first !== null) {
    if (overrideReason === undefined) return refuse("LOT_NOT_FIRST", { lot: number, first: first.number, expiresAt: first.expiresAt?.toISOString() ?? null });
    if (!authorise(actor, "override.approve", siteId)) return refuse("LEAD_REQUIRED", { for: "LOT_OVERRIDE" });
  }
  return accept({
    lot: best.lot,
    component: best.fit.component,
    factor: best.fit.factor,
    itemCode: best.itemCode,
    places: stock.filter((row) => row.onHand.gt(0)),
    available: checked.value.available,
  });
}

/** EX-12: the planned item itself, else a substitute of the order's snapshot that is valid now, in priority order. */
function fitOf(components: readonly ComponentRow[], itemId: string, itemCode: string, at: Date): { component: ComponentRow; factor: Decimal } | null {
  const planned = components.find((row) => row.itemId === itemId && row.state !== "CLOSED") ?? components.find((row) => row.itemId === itemId);
  if (planned !== undefined) return { component: planned, factor: decimal(1) };
  for (const component of components) {
    const valid = validSubstitute(component.substitutes, itemCode, at);
    if (valid !== null) return { component, factor: valid.factor };
  }
  return null;
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

/** The lot of the same item that FEFO would take before this one, or null when this one is the first. */
async function firstToTake(tx: Tx, siteId: string, chosen: LotRow, usedUntil: Date): Promise<LotRow | null> {
  const withStock = tx
    .select({ id: lotStock.lotId })
    .from(lotStock)
    .innerJoin(lot, eq(lot.id, lotStock.lotId))
    .where(and(eq(lot.siteId, siteId), eq(lot.itemId, chosen.itemId)));
  const lots = await tx
    .select({ lot, onHand: lotStock.onHand, reserved: lotStock.reserved })
    .from(lot)
    .innerJoin(lotStock, eq(lotStock.lotId, lot.id))
    .where(and(eq(lot.siteId, siteId), eq(lot.itemId, chosen.itemId), inArray(lot.id, withStock)));
  const eligible = lots
    .filter(
      (row) => row.onHand.gt(row.reserved) && effectiveStatus(row.lot.erpStatus, row.lot.mesStatus) === "RELEASED" && (row.lot.expiresAt === null || row.lot.expiresAt > usedUntil),
    )
    .map((row) => row.lot)
    .sort(firstExpired);
  const [first] = eligible;
  // Lots that expire together may be taken in any order: FEFO protects the shelf life, not the sequence of pallets.
  if (first === undefined || first.id === chosen.id || first.expiresAt?.getTime() === chosen.expiresAt?.getTime()) return null;
  return first;
}
