import { type Decimal, ZERO, decimal, roundDown, sum } from "./decimal";

/**
 * Divides an amount by weights so that the parts add up to it exactly: each part is rounded down to `places` decimals and the units
 * that are left go to the largest remainders, the earlier one first. With all weights zero the first part takes everything; without weights nothing is
 * divided. Weights are not negative; an amount with more decimals than `places` keeps the excess on its first part.
 */
export function allocate(amount: Decimal, weights: readonly Decimal[], places = 2): Decimal[] {
  const total = sum(weights);
  if (total.isZero()) return weights.map((_, index) => (index === 0 ? amount : ZERO));
  const exact = weights.map((weight) => amount.times(weight).div(total));
  const parts = exact.map((share) => roundDown(share, places));
  const unit = decimal(1).div(decimal(10).pow(places));
  const missing = amount.minus(sum(parts));
  let units = missing.div(unit).floor().toNumber();
  const byRemainder = exact.map((share, index) => ({ index, remainder: share.minus(parts[index] ?? ZERO) })).toSorted((a, b) => b.remainder.cmp(a.remainder) || a.index - b.index);
  for (const { index } of byRemainder) {
    if (units === 0) break;
    parts[index] = (parts[index] ?? ZERO).plus(unit);
    units -= 1;
  }
  const excess = amount.minus(sum(parts));
  return parts.map((part, index) => (index === 0 ? part.plus(excess) : part));
}
