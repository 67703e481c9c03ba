import { type Decimal, max, min, roundDown, ZERO } from "@/lib/domain/shared/decimal";

/** Units that a line counted, good and scrap. */
export type CountedUnits = { readonly good: Decimal; readonly scrap: Decimal };

/** What became known of an operation's counts after they were counted. */
export type LateCounts = {
  /** What is proposed to it so far. */
  readonly proposed: CountedUnits;
  /** What was counted while it was on the machine, as is known only now. */
  readonly gained: CountedUnits;
  /** What had been given to it, and was another operation's or nobody's. */
  readonly lost: CountedUnits;
  /** First-pass quantities that people entered in that time. */
  readonly entered: CountedUnits & { readonly rework: Decimal };
  /** What of these was taken off the proposal when it was entered. */
  readonly taken: CountedUnits;
  /** The line counts a total and no good: what people entered as scrap is among what it counted as good. */
  readonly scrapInTotal: boolean;
};

/**
 * KP-03: what is proposed to an operation once it is known what was on the machine. What people entered in that time covers what was counted in it, for the entry is the
 * fact: only what is more is proposed. What it loses was confirmed already or is proposed no longer; neither makes the proposal less than nothing.
 */
export function proposalWithLate({ proposed, gained, lost, entered, taken, scrapInTotal }: LateCounts): CountedUnits {
  const scrap = max(ZERO, entered.scrap.minus(taken.scrap));
  const beyond = scrapInTotal ? max(ZERO, scrap.minus(max(ZERO, gained.scrap))) : ZERO;
  const good = max(ZERO, entered.good.plus(entered.rework).plus(beyond).minus(taken.good));
  return {
    good: proposed.good.plus(uncovered(gained.good, good)).minus(released(lost.good, proposed.good)),
    scrap: proposed.scrap.plus(uncovered(gained.scrap, scrap)).minus(released(lost.scrap, proposed.scrap)),
  };
}

// A line that counts total and good has its scrap from both, and either may come first: what is below zero for a while stays.
const uncovered = (gained: Decimal, by: Decimal): Decimal => (gained.lte(0) ? gained : max(ZERO, gained.minus(by)));

const released = (lost: Decimal, proposed: Decimal): Decimal => (lost.lte(0) ? lost : min(lost, max(ZERO, proposed)));

/**
 * What of a proposal an order may still take as good (EX-07), and what is beyond that: a difference, which nobody can confirm. In steps of `decimals` places of the order's unit, rounded down: a counter of
 * half pieces offers the whole ones, and what is left stays proposed until it makes another.
 */
export function takeable(proposed: Decimal, good: Decimal, most: Decimal, decimals: number): { readonly offered: Decimal; readonly beyond: Decimal } {
  const counted = wholeSteps(proposed, decimals);
  const offered = min(counted, max(ZERO, most.minus(good)));
  return { offered, beyond: counted.minus(offered) };
}

/** What of a count a person can enter: whole steps of the order's unit, and nothing where the count is below zero. */
export function wholeSteps(counted: Decimal, decimals: number): Decimal {
  return roundDown(max(ZERO, counted), decimals);
}
