import type { Decimal } from "./decimal";

/** Limits of a measured value; a side without one is open. */
export type Limits = { readonly lowerLimit: Decimal | null; readonly upperLimit: Decimal | null };

/** `lsl ≤ x ≤ usl` passes, limits inclusive (§2.1, S24); a side without a limit is open. */
export function isWithin(value: Decimal, { lowerLimit, upperLimit }: Limits): boolean {
  return (lowerLimit === null || value.gte(lowerLimit)) && (upperLimit === null || value.lte(upperLimit));
}
