import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { item, itemVersion, uomConversion } from "@/db/schema/reference";
import { gtin14 } from "@/lib/domain/materials/gs1";
import type { ItemData } from "@/lib/messages/erp-item.v1";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { ensureUom } from "./units-of-measure";

/** An item as it now is: closes the open version and opens the next. Running orders keep their snapshot (OWN-03). */
export const applyItem: Applier<"erp.item.v1"> = async ({ tx, siteId, recordedAt, changedAt }, data) => {
  await ensureUom(tx, data.baseUom, data.decimals);
  for (const unit of data.units) await ensureUom(tx, unit.uom, unit.decimals);
  const [made] = await tx.insert(item).values({ id: newId(), siteId, code: data.item }).onConflictDoNothing().returning({ id: item.id });
  const [found] =
    made === undefined
      ? await tx
          .select({ id: item.id })
          .from(item)
          .where(and(eq(item.siteId, siteId), eq(item.code, data.item)))
      : [made];
  if (found === undefined) throw new Error(`item ${data.item} is neither there nor made`);
  const [open] = await tx
    .select()
    .from(itemVersion)
    .where(and(eq(itemVersion.itemId, found.id), isNull(itemVersion.validTo)))
    .for("update");
  const stale = staleAgainst(open, data.erpVersion);
  if (stale !== null) return stale;
  const from = open === undefined ? earlier(changedAt, recordedAt) : later(recordedAt, new Date(open.validFrom.getTime() + 1));
  if (open !== undefined) await tx.update(itemVersion).set({ validTo: from }).where(eq(itemVersion.id, open.id));
  await tx.insert(itemVersion).values({
    id: newId(),
    siteId,
    itemId: found.id,
    erpVersion: data.erpVersion,
    validFrom: from,
    description: data.text,
    kind: data.kind,
    baseUom: data.baseUom,
    decimals: data.decimals,
    tracking: data.tracking,
    shelfLifeDays: data.shelfLifeDays,
    minRemainingLifeDays: data.minRemainingDays,
    needsRelease: data.requiresRelease,
    active: data.status === "ACTIVE",
    gtin: data.gtin == null ? null : gtin14(data.gtin),
  });
  await applyUnits(tx, { siteId, itemId: found.id, from }, data);
  return DONE;
};

/** Conversions that are still the same go on; the others are closed, and what takes their place counts from then on (§2.1). */
async function applyUnits(
  tx: Tx,
  { siteId, itemId, from }: { readonly siteId: string; readonly itemId: string; readonly from: Date },
  { units, baseUom }: ItemData,
): Promise<void> {
  // `numerator` of the unit are `denominator` of the base unit, so one of the unit is denominator ÷ numerator of the base.
  const told = units.map((unit) => ({ fromUom: unit.uom, toUom: baseUom, numerator: BigInt(unit.denominator), denominator: BigInt(unit.numerator) }));
  const open = await tx
    .select()
    .from(uomConversion)
    .where(and(eq(uomConversion.itemId, itemId), isNull(uomConversion.validTo)));
  const over = open.filter((row) => !told.some((one) => isSame(row, one)));
  for (const { fromUom, toUom } of over) {
    await tx
      .update(uomConversion)
      .set({ validTo: from })
      .where(and(eq(uomConversion.itemId, itemId), eq(uomConversion.fromUom, fromUom), eq(uomConversion.toUom, toUom), isNull(uomConversion.validTo)));
  }
  const fresh = told.filter((one) => !open.some((row) => isSame(row, one)));
  if (fresh.length > 0) await tx.insert(uomConversion).values(fresh.map((one) => ({ siteId, itemId, validFrom: from, ...one })));
}

type Conversion = Pick<typeof uomConversion.$inferSelect, "fromUom" | "toUom" | "numerator" | "denominator">;

function isSame(one: Conversion, other: Conversion): boolean {
  return one.fromUom === other.fromUom && one.toUom === other.toUom && one.numerator === other.numerator && one.denominator === other.denominator;
}

function earlier(a: Date, b: Date): Date {
  return a < b ? a : b;
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}
