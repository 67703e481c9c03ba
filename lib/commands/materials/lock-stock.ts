import "server-only";
import { and, asc, eq, inArray, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { only } from "@/db/only";
import { lot, lotStock } from "@/db/schema/materials";

/** What a command is going to take from or add to: all lots of items, named lots, and one lot by its number. */
export type StockToLock = { readonly itemIds?: readonly string[]; readonly lotIds?: readonly string[]; readonly numbered?: { readonly itemId: string; readonly number: string } };

/**
 * Locks all stock that a command will touch, at once and in one order for everybody. Two orders that take the same lots in opposite order, or
 * one that receives what the other takes, would otherwise wait for each other until the database gives one of them up.
 */
export async function lockStock(tx: Tx, siteId: string, { itemIds = [], lotIds = [], numbered }: StockToLock): Promise<void> {
  const wanted = [
    // Lots that are used up stay out: nothing is taken from them, and there are more of them every day.
    ...(itemIds.length === 0 ? [] : [and(inArray(lot.itemId, [...itemIds]), sql`${lotStock.onHand} > 0`)]),
    ...(lotIds.length === 0 ? [] : [inArray(lot.id, [...lotIds])]),
    ...(numbered === undefined ? [] : [and(eq(lot.itemId, numbered.itemId), eq(lot.number, numbered.number))]),
  ];
  if (wanted.length === 0) return;
  await tx
    .select({ lotId: lotStock.lotId })
    .from(lotStock)
    .innerJoin(lot, eq(lot.id, lotStock.lotId))
    .where(and(eq(lot.siteId, siteId), or(...wanted)))
    .orderBy(asc(lotStock.lotId), asc(lotStock.locationId))
    .for("no key update", only(lotStock));
}
