import { type Decimal, r2, r6 } from "@/lib/domain/shared/decimal";

/** C-10: `r6((total actual − salvage) ÷ good)`; null when nothing good came out, then all is loss. */
export function actualUnitCost(totalActual: Decimal, salvage: Decimal, good: Decimal): Decimal | null {
  return good.isZero() ? null : r6(totalActual.minus(salvage).div(good));
}

/** Margin of one unit; `percent` is of the price, two decimals, null without a price. */
export type Margin = { readonly perUnit: Decimal; readonly percent: Decimal | null };

/** Margin of one unit at a price and a unit cost (§4.4). */
export function marginOf(price: Decimal, unitCost: Decimal): Margin {
  const perUnit = price.minus(unitCost);
  return { perUnit, percent: price.isZero() ? null : r2(perUnit.div(price).times(100)) };
}
