import { type Decimal, ONE } from "@/lib/domain/shared/decimal";
import { ceilToUom, floorToUom, type Uom } from "@/lib/domain/shared/quantity";

/** What an order allows beside its quantity: shares, 0.05 is 5 %. */
export type Tolerance = { readonly quantity: Decimal; readonly overPct: Decimal; readonly underPct: Decimal; readonly uom: Uom };

/** EX-07: most good that may be confirmed, rounded down to the unit. */
export function maxGood({ quantity, overPct, uom }: Tolerance): Decimal {
  return floorToUom(quantity.times(ONE.plus(overPct)), uom);
}

/** EX-07: least good with which the order completes without a short close, rounded up to the unit. */
export function minGood({ quantity, underPct, uom }: Tolerance): Decimal {
  return ceilToUom(quantity.times(ONE.minus(underPct)), uom);
}
