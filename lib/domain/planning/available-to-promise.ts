import { type Decimal, ZERO, max, min } from "@/lib/domain/shared/decimal";
import type { Commitment } from "./commitments";
import type { Supply } from "./supply";

/** One item at one instant. */
export type Atp = {
  readonly at: Date;
  /** On hand + projected receipts − commitments before that instant; negative when over-promised. */
  readonly cumulative: Decimal;
  /** What can still be promised for it without taking from a later commitment; never below 0. */
  readonly promisable: Decimal;
};

/**
 * §6.1.6: available-to-promise of one item at the ends of periods, ascending. `onHand` excludes held, quarantined and expired stock.
 * A receipt or commitment counts in the period that it falls into; the end itself belongs to the next.
 */
export function availableToPromise(
  onHand: Decimal,
  supply: readonly Pick<Supply, "quantity" | "at">[],
  commitments: readonly Pick<Commitment, "quantity" | "due">[],
  ends: readonly Date[],
): Atp[] {
  const changes = [
    ...supply.flatMap(({ at, quantity }) => (at === null ? [] : [{ at: at.getTime(), quantity }])),
    ...commitments.map(({ due, quantity }) => ({ at: due.getTime(), quantity: quantity.neg() })),
  ].toSorted((a, b) => a.at - b.at);
  let cumulative = onHand;
  let next = 0;
  const running = ends.map((end) => {
    for (let change = changes[next]; change !== undefined && change.at < end.getTime(); change = changes[next]) {
      cumulative = cumulative.plus(change.quantity);
      next += 1;
    }
    return { at: end, cumulative };
  });
  const result: Atp[] = [];
  let lowest: Decimal | null = null;
  for (const each of running.toReversed()) {
    lowest = lowest === null ? each.cumulative : min(lowest, each.cumulative);
    result.unshift({ ...each, promisable: max(ZERO, lowest) });
  }
  return result;
}
