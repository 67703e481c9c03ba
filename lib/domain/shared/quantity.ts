import { type Decimal, decimal, round, roundDown, roundUp } from "./decimal";

/** A unit of measure: its UN/ECE Recommendation 20 code (EA, KGM, LTR, …) and how many decimals a quantity in it may have. */
export type Uom = { readonly code: string; readonly decimals: number };

/** What can be kept is below it: quantities, and prices of a unit, have twelve digits before the point. */
export const TOO_MUCH = decimal("1e12");

/** Rounds an amount to the decimals of its unit, ties away from zero. */
export function roundToUom(amount: Decimal, uom: Uom): Decimal {
  return round(amount, uom.decimals);
}

/** Rounds an upper limit down to what the unit can express. */
export function floorToUom(amount: Decimal, uom: Uom): Decimal {
  return roundDown(amount, uom.decimals);
}

/** Rounds a lower limit up to what the unit can express. */
export function ceilToUom(amount: Decimal, uom: Uom): Decimal {
  return roundUp(amount, uom.decimals);
}

/** True when the amount has no more decimals than the unit allows. */
export function fitsUom(amount: Decimal, uom: Uom): boolean {
  return amount.decimalPlaces() <= uom.decimals;
}
