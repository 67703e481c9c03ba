import "server-only";
import { and, eq, gt, isNull, lte, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { uomConversion } from "@/db/schema/reference";
import { type Decimal, decimal, ONE } from "@/lib/domain/shared/decimal";
import { roundToUom, TOO_MUCH } from "@/lib/domain/shared/quantity";
import type { Applied } from "./applier";
import type { KnownItem } from "./references";

/** `numerator` of the item's base unit are `denominator` of another unit. */
export type Conversion = { readonly numerator: Decimal; readonly denominator: Decimal };

/** How a unit of an item stands to its base unit at an instant, exactly as the ERP gave it; null where it gave nothing. */
export async function baseConversion(tx: Tx, item: Pick<KnownItem, "id" | "baseUom">, uom: string, at: Date): Promise<Conversion | null> {
  if (uom === item.baseUom) return { numerator: ONE, denominator: ONE };
  const [row] = await tx
    .select()
    .from(uomConversion)
    .where(
      and(
        eq(uomConversion.itemId, item.id),
        eq(uomConversion.fromUom, uom),
        eq(uomConversion.toUom, item.baseUom),
        lte(uomConversion.validFrom, at),
        or(isNull(uomConversion.validTo), gt(uomConversion.validTo, at)),
      ),
    );
  return row === undefined ? null : { numerator: decimal(row.numerator), denominator: decimal(row.denominator) };
}

export type InBaseUnit =
  | { readonly kind: "quantity"; readonly quantity: Decimal; readonly conversion: Conversion }
  | { readonly kind: "refused"; readonly refusal: Applied & { readonly outcome: "REFUSED" } };

/**
 * What the ERP told of an item in whatever unit, in the item's base unit: exact, then rounded to its decimals (§2.1). What is told in the base unit stays
 * as it is. UOM_NOT_BASE where the ERP gave no conversion, or where nothing would be left of something; INVALID_QUANTITY where it is more than can be kept.
 */
export async function inBaseUnit(tx: Tx, item: KnownItem, told: { readonly subject: string; readonly qty: string; readonly uom: string }, at: Date): Promise<InBaseUnit> {
  const { subject, uom } = told;
  const [amount, conversion] = [decimal(told.qty), await baseConversion(tx, item, uom, at)];
  if (conversion === null) {
    return refused(
      "UOM_NOT_BASE",
      `${subject} is in ${uom}, ${item.code} is kept in ${item.baseUom} and the ERP gave no conversion. Give the item the unit ${uom} in the ERP, or tell ${subject} in ${item.baseUom}.`,
    );
  }
  if (uom === item.baseUom) return { kind: "quantity", quantity: amount, conversion };
  const quantity = roundToUom(amount.times(conversion.numerator).div(conversion.denominator), { code: item.baseUom, decimals: item.decimals });
  if (quantity.isZero() && !amount.isZero()) {
    return refused("UOM_NOT_BASE", `${told.qty} ${uom} of ${item.code} are less than the least that can be kept of it in ${item.baseUom}. Tell ${subject} in ${item.baseUom}.`);
  }
  if (quantity.gte(TOO_MUCH)) {
    return refused(
      "INVALID_QUANTITY",
      `${told.qty} ${uom} of ${item.code} are ${quantity.toFixed()} ${item.baseUom}: more than can be kept. Correct the quantity of ${subject} in the ERP.`,
    );
  }
  return { kind: "quantity", quantity, conversion };
}

function refused(code: "UOM_NOT_BASE" | "INVALID_QUANTITY", reason: string): InBaseUnit {
  return { kind: "refused", refusal: { outcome: "REFUSED", code, reason } };
}
