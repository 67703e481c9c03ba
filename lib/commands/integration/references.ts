import "server-only";
import { and, eq, inArray, isNull, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment, item, itemVersion } from "@/db/schema/reference";
import { type ReferenceKey, itemKey, workCentreKey } from "@/lib/integration/inbox/reference-key";

export type KnownItem = {
  readonly id: string;
  readonly code: string;
  readonly baseUom: string;
  readonly decimals: number;
  readonly tracking: "NONE" | "LOT" | "SERIAL";
  readonly kind: string;
};
export type KnownWorkCentre = { readonly id: string; readonly code: string; readonly workUnitId: string | null };

/** Items of a site by code, each as it is now. */
export async function findItems(tx: Tx, siteId: string, codes: readonly string[]): Promise<ReadonlyMap<string, KnownItem>> {
  if (codes.length === 0) return new Map();
  const rows = await tx
    .select({ id: item.id, code: item.code, baseUom: itemVersion.baseUom, decimals: itemVersion.decimals, tracking: itemVersion.tracking, kind: itemVersion.kind })
    .from(item)
    .innerJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .where(and(eq(item.siteId, siteId), inArray(item.code, [...new Set(codes)])));
  return new Map(rows.map((row) => [row.code, row]));
}

/** Work centres of a site by code, each with the unit that work is planned on: its constraint. */
export async function findWorkCentres(tx: Tx, siteId: string, codes: readonly string[]): Promise<ReadonlyMap<string, KnownWorkCentre>> {
  if (codes.length === 0) return new Map();
  const rows = await tx
    .select({ id: equipment.id, code: equipment.code, workUnitId: equipment.constraintUnitId })
    .from(equipment)
    .where(and(eq(equipment.siteId, siteId), eq(equipment.level, "WORK_CENTRE"), ne(equipment.type, "STORAGE_ZONE"), inArray(equipment.code, [...new Set(codes)])));
  return new Map(rows.map((row) => [row.code, row]));
}

/** Keys of the items that are not known, without repetition. */
export function missingItems(site: string, codes: readonly string[], known: ReadonlyMap<string, unknown>): ReferenceKey[] {
  return [...new Set(codes)].filter((code) => !known.has(code)).map((code) => itemKey(site, code));
}

export function missingWorkCentres(site: string, codes: readonly string[], known: ReadonlyMap<string, unknown>): ReferenceKey[] {
  return [...new Set(codes)].filter((code) => !known.has(code)).map((code) => workCentreKey(site, code));
}

/** What must be there. Asked for after the missing ones were looked for, so an absence is a fault. */
export function known<Value>(map: ReadonlyMap<string, Value>, code: string): Value {
  const value = map.get(code);
  if (value === undefined) throw new Error(`reference ${code} vanished`);
  return value;
}
