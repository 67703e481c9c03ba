import { type Decimal, type DecimalInput, decimal, r2 } from "@/lib/domain/shared/decimal";

/** `numerator ÷ denominator`, unrounded; null when there is nothing to divide by: no value, not 0 % (§5). */
export function ratio(numerator: DecimalInput, denominator: DecimalInput): Decimal | null {
  const divisor = decimal(denominator);
  return divisor.isZero() ? null : decimal(numerator).div(divisor);
}

/** A ratio as percent with two decimals: the one place where a KPI is rounded. */
export function percent(value: Decimal | null): Decimal | null {
  return value === null ? null : r2(value.times(100));
}
