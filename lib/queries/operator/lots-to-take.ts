import "server-only";
import { and, asc, eq, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { freeOf, heldStockOf } from "@/db/held-stock";
import { issueOrder } from "@/db/issue-order";
import { isReachable } from "@/db/reachable";
import { lot, lotStock } from "@/db/schema/materials";
import { equipment, item, itemVersion } from "@/db/schema/reference";
import { effectiveStatus, type QualityStatus } from "@/lib/domain/materials/lot-check";
import type { IssueOrder } from "@/lib/domain/materials/lot-order";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import { groupBy } from "@/lib/domain/shared/group-by";
import type { FloorReader } from "./floor-reader";

/** A lot in stock and within reach, in the order in which it should be taken. */
export type LotToTake = {
  readonly lotId: string;
  readonly number: string;
  readonly item: string;
  readonly itemName: string;
  /** The trade item, 14 digits, as the ERP told it. Absent in what a tablet kept before it knew. */
  readonly gtin?: string | null;
  /** Where most of what is within reach lies. */
  readonly location: string;
  readonly onHand: string;
  /** Of it what is neither reserved elsewhere nor held. */
  readonly free: string;
  /** EX-14: what quality holds of the lot, which may be used otherwise. Absent where it holds none of it, and in what a tablet kept before it knew. */
  readonly held?: string;
  readonly expiresAt: string | null;
  readonly status: QualityStatus;
  /** Why a scan of it would be refused, or null when it may be taken (EX-10). */
  readonly blocked: "STATUS" | "EXPIRED" | "HELD" | "RESERVED" | null;
};

const DAY_MS = 86_400_000;

/** Where the lots are needed, and until when what is taken now has to last. */
type Need = { readonly siteId: string; readonly workUnitId: string | null; readonly usedUntil: Date };

/**
 * EX-10: lots with stock of these items within reach of the work unit, as a scan there finds them, at most `most` of each item and those of `always`; in the order of
 * the site, those that may not be taken last; by item code.
 */
export async function lotsToTake(
  { db }: FloorReader,
  need: Need,
  itemCodes: readonly string[],
  { most, always = [] }: { readonly most: number; readonly always?: readonly string[] },
): Promise<ReadonlyMap<string, readonly LotToTake[]>> {
  if (itemCodes.length === 0) return new Map();
  const stock = stockInReach(db, need, itemCodes, await issueOrder(db, need.siteId));
  const rows = await db
    .select()
    .from(stock)
    .where(or(lte(stock.rank, most), inArray(stock.lotId, [...always])))
    .orderBy(asc(stock.item), asc(stock.rank));
  const found = rows.map(({ lotId, number, item: code, itemName, gtin, location, expiresAt, minDays, erpStatus, mesStatus, ...row }): LotToTake => {
    const status = effectiveStatus(erpStatus, mesStatus);
    const [free, held] = [decimal(row.free), decimal(row.held)];
    const until = new Date(need.usedUntil.getTime() + (minDays ?? 0) * DAY_MS);
    return {
      lotId,
      number,
      item: code,
      itemName: itemName ?? "",
      gtin,
      location,
      onHand: decimal(row.onHand).toFixed(),
      free: free.toFixed(),
      ...(held.isZero() ? {} : { held: held.toFixed() }),
      expiresAt: expiresAt?.toISOString() ?? null,
      status,
      blocked: blockedBy(status, expiresAt, until, { free, held }),
    };
  });
  return groupBy(found, (one) => one.item);
}

/** How much of these items lies free within reach of the work unit, of lots that may be taken; by item code, those without any left out. */
export async function freeInReach({ db }: FloorReader, need: Need, itemCodes: readonly string[]): Promise<ReadonlyMap<string, Decimal>> {
  if (itemCodes.length === 0) return new Map();
  const stock = stockInReach(db, need, itemCodes, "FEFO");
  const rows = await db
    .select({ item: stock.item, free: sql<string>`sum(${stock.free})` })
    .from(stock)
    .where(eq(stock.blocked, false))
    .groupBy(stock.item);
  return new Map(rows.map((row) => [row.item, decimal(row.free)]));
}

/** Lots of these items with what lies of each within reach; `rank` counts them within their item, those that may be taken first. */
function stockInReach(db: FloorReader["db"], { siteId, workUnitId, usedUntil }: Need, itemCodes: readonly string[], order: IssueOrder) {
  const free = freeOf(sql`${lot.id}`, sql`sum(${lotStock.onHand} - ${lotStock.reserved})`);
  const until = sql`${usedUntil.toISOString()}::timestamptz + coalesce(${itemVersion.minRemainingLifeDays}, 0) * interval '24 hours'`;
  const blocked = sql<boolean>`(${lot.erpStatus} <> 'RELEASED' or ${lot.mesStatus} <> 'RELEASED' or coalesce(${lot.expiresAt} <= ${until}, false) or ${free} <= 0)`;
  // The order of `lotOrder` in the kernel; nulls come last.
  const age = order === "FIFO" ? sql`coalesce(${lot.receivedAt}, ${lot.madeAt})` : sql`${lot.expiresAt}, coalesce(${lot.madeAt}, ${lot.receivedAt})`;
  return db
    .select({
      lotId: lot.id,
      number: lot.number,
      erpStatus: lot.erpStatus,
      mesStatus: lot.mesStatus,
      expiresAt: lot.expiresAt,
      item: item.code,
      itemName: itemVersion.description,
      gtin: itemVersion.gtin,
      minDays: itemVersion.minRemainingLifeDays,
      location: sql<string>`(array_agg(${equipment.name} order by ${lotStock.onHand} desc, ${lotStock.locationId}))[1]`.as("location"),
      onHand: sql<string>`sum(${lotStock.onHand})`.as("in_reach"),
      free: free.as("free"),
      held: heldStockOf(sql`${lot.id}`).as("held"),
      blocked: blocked.as("blocked"),
      rank: sql<number>`row_number() over (partition by ${item.code} order by ${blocked}, ${age}, ${lot.id})`.as("rank"),
    })
    .from(lotStock)
    .innerJoin(lot, eq(lot.id, lotStock.lotId))
    .innerJoin(item, eq(item.id, lot.itemId))
    .innerJoin(equipment, eq(equipment.id, lotStock.locationId))
    .leftJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .where(
      and(
        eq(lot.siteId, siteId),
        eq(lotStock.siteId, siteId),
        inArray(item.code, [...itemCodes]),
        // As the index of what is in stock says it.
        sql`${lotStock.onHand} > 0`,
        isReachable(sql`${lotStock.locationId}`, workUnitId),
      ),
    )
    .groupBy(lot.id, item.code, itemVersion.description, itemVersion.gtin, itemVersion.minRemainingLifeDays)
    .as("stock_in_reach");
}

function blockedBy(status: QualityStatus, expiresAt: Date | null, usedUntil: Date, { free, held }: { free: Decimal; held: Decimal }): LotToTake["blocked"] {
  if (status !== "RELEASED") return "STATUS";
  if (expiresAt !== null && expiresAt <= usedUntil) return "EXPIRED";
  if (free.gt(0)) return null;
  return held.gt(0) ? "HELD" : "RESERVED";
}
