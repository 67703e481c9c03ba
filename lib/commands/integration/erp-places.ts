import "server-only";
import { and, eq, inArray, notInArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import { newId } from "@/lib/platform/ids";

/** The first of these codes that names something else than a place, or null. */
export async function notAPlace(tx: Tx, siteId: string, codes: readonly string[]): Promise<string | null> {
  if (codes.length === 0) return null;
  const [row] = await tx
    .select({ code: equipment.code })
    .from(equipment)
    .where(and(eq(equipment.siteId, siteId), inArray(equipment.code, [...codes]), notInArray(equipment.type, ["STORAGE_ZONE", "STORAGE_UNIT"])))
    .limit(1);
  return row?.code ?? null;
}

/** A place is a storage zone; those that the ERP named carry its version, which tells them from line-side ones. */
export async function ensureLocation(tx: Tx, siteId: string, code: string, erpVersion: number): Promise<string> {
  const [row] = await tx
    .insert(equipment)
    .values({ id: newId(), siteId, code, name: code, level: "WORK_CENTRE", type: "STORAGE_ZONE", erpVersion })
    .onConflictDoUpdate({ target: [equipment.siteId, equipment.code], set: { erpVersion: sql`coalesce(${equipment.erpVersion}, ${erpVersion})` } })
    .returning({ id: equipment.id });
  if (row === undefined) throw new Error(`location ${code} was not written`);
  return row.id;
}
