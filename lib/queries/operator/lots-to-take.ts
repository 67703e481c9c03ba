import "server-only";
import { and, eq, gt, inArray, isNull, sql } from "drizzle-orm";
import { issueOrder } from "@/db/issue-order";
import { isReachable } from "@/db/reachable";
import { lot, lotStock } from "@/db/schema/materials";
import { equipment, item, itemVersion } from "@/db/schema/reference";
import { effectiveStatus, type QualityStatus } from "@/lib/domain/materials/lot-check";
import { lotOrder } from "@/lib/domain/materials/lot-order";
import { type Decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import { groupBy } from "@/lib/domain/shared/group-by";
import type { FloorReader } from "./floor-reader";

/** A lot in stock and within reach, in the order in which it should be taken. */
export type LotToTake = {
  readonly lotId: string;
  readonly number: string;
  readonly item: string;
  readonly itemName: string;
  /** Where most of what is within reach lies. */
  readonly location: string;
  readonly onHand: string;
  /** Of it what is not reserved elsewhere. */
  readonly free: string;
  readonly expiresAt: string | null;
  readonly status: QualityStatus;
  /** Why a scan of it would be refused, or null when it may be taken (EX-10). */
  readonly blocked: "STATUS" | "EXPIRED" | "RESERVED" | null;
};

const DAY_MS = 86_400_000;
const MOST = 400;

/**
 * EX-10: lots with stock of these items within reach of the work unit, as a scan there finds them; in the order of the site, those that may not be taken last; by
 * item code. `usedUntil` is the planned end of use.
 */
export async function lotsToTake(
  { db }: FloorReader,
  { siteId, workUnitId }: { readonly siteId: string; readonly workUnitId: string | null },
  itemCodes: readonly string[],
  usedUntil: Date,
): Promise<ReadonlyMap<string, readonly LotToTake[]>> {
  if (itemCodes.length === 0) return new Map();
  const byLot = lotOrder(await issueOrder(db, siteId));
  const rows = await db
    .select({
      lot,
      item: item.code,
      itemName: itemVersion.description,
      minDays: itemVersion.minRemainingLifeDays,
      onHand: lotStock.onHand,
      reserved: lotStock.reserved,
      location: equipment.name,
    })
    .from(lotStock)
    .innerJoin(lot, eq(lot.id, lotStock.lotId))
    .innerJoin(item, eq(item.id, lot.itemId))
    .innerJoin(equipment, eq(equipment.id, lotStock.locationId))
    .leftJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .where(and(eq(lot.siteId, siteId), inArray(item.code, [...itemCodes]), gt(lotStock.onHand, ZERO), isReachable(sql`${lotStock.locationId}`, workUnitId)))
    .limit(MOST);
  const found = [...groupBy(rows, (row) => row.lot.id).values()].flatMap((places) => {
    const [first] = places.toSorted((a, b) => b.onHand.comparedTo(a.onHand));
    if (first === undefined) return [];
    const status = effectiveStatus(first.lot.erpStatus, first.lot.mesStatus);
    const until = new Date(usedUntil.getTime() + (first.minDays ?? 0) * DAY_MS);
    const free = sum(places.map((place) => place.onHand.minus(place.reserved)));
    const shown: LotToTake = {
      lotId: first.lot.id,
      number: first.lot.number,
      item: first.item,
      itemName: first.itemName ?? "",
      location: first.location,
      onHand: sum(places.map((place) => place.onHand)).toFixed(),
      free: free.toFixed(),
      expiresAt: first.lot.expiresAt?.toISOString() ?? null,
      status,
      blocked: blockedBy(status, first.lot.expiresAt, until, free),
    };
    return [{ shown, age: first.lot }];
  });
  const sorted = found.sort((a, b) => Number(a.shown.blocked !== null) - Number(b.shown.blocked !== null) || byLot(a.age, b.age)).map((one) => one.shown);
  return groupBy(sorted, (one) => one.item);
}

function blockedBy(status: QualityStatus, expiresAt: Date | null, usedUntil: Date, free: Decimal): LotToTake["blocked"] {
  if (status !== "RELEASED") return "STATUS";
  if (expiresAt !== null && expiresAt <= usedUntil) return "EXPIRED";
  return free.lte(0) ? "RESERVED" : null;
}
