import { type Decimal, ZERO } from "@/lib/domain/shared/decimal";
import { countMismatch } from "./counter-delta";

/** Units of an operation up to an instant: what its line counted, and what was confirmed of it. */
export type Reckoned = { readonly counted: Decimal; readonly confirmed: Decimal };

/** What a shift counted of an operation and confirmed of it, and whether that differs beyond the tolerance. */
export type ShiftReckoning = Reckoned & { readonly differs: boolean };

/**
 * KP-03: what of count and entry does not agree at an instant. While the operation is in work, what is counted and not confirmed waits to be, and differs from nothing;
 * what is confirmed beyond the count does at once, and all of it once the operation has ended.
 */
function openDifference({ counted, confirmed }: Reckoned, ended: boolean): Decimal {
  const difference = counted.minus(confirmed);
  return ended || difference.lt(0) ? difference : ZERO;
}

/**
 * KP-03 for one shift of an operation, from what was reckoned up to its begin and up to its end: the difference that came up in it, as a count to be held against
 * what was confirmed in it. Differences of its shifts add up to that of the whole operation, so that none is told twice and none gets lost.
 */
export function reckonShift(before: Reckoned, after: Reckoned, ended: boolean): ShiftReckoning {
  const confirmed = after.confirmed.minus(before.confirmed);
  const counted = confirmed.plus(openDifference(after, ended)).minus(openDifference(before, false));
  return { counted, confirmed, differs: countMismatch(counted, confirmed) };
}
