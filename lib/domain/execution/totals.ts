import { type Decimal, sum, ZERO } from "@/lib/domain/shared/decimal";

/** What an operation made so far (§2.1): `processed = goodFirst + scrapFirst + reworkIn`. */
export type OperationTotals = {
  readonly processed: Decimal;
  readonly goodFirst: Decimal;
  readonly scrapFirst: Decimal;
  readonly reworkIn: Decimal;
  readonly reworkedGood: Decimal;
  readonly reworkScrap: Decimal;
};

/** One increment of an operation; quantities of a reversal are negative. `rework` of REWORK failed again and goes round once more (EX-13). */
export type QuantityEntry = { readonly activity: "RUN" | "REWORK"; readonly good: Decimal; readonly scrap: Decimal; readonly rework: Decimal };

export const NO_TOTALS: OperationTotals = { processed: ZERO, goodFirst: ZERO, scrapFirst: ZERO, reworkIn: ZERO, reworkedGood: ZERO, reworkScrap: ZERO };

/** Usable output: first-pass good and what rework made good. */
export function goodOf(totals: Pick<OperationTotals, "goodFirst" | "reworkedGood">): Decimal {
  return totals.goodFirst.plus(totals.reworkedGood);
}

/** Rework that has neither become good nor scrap. */
export function openRework(totals: OperationTotals): Decimal {
  return totals.reworkIn.minus(totals.reworkedGood).minus(totals.reworkScrap);
}

/**
 * What entries of this activity add up to so far: a caller that knows it has seen them all (EX-05). `again`: what failed again in rework, which moves no total
 * but is an entry like any other.
 */
export function countedIn(totals: OperationTotals, activity: QuantityEntry["activity"], again: Decimal): Decimal {
  return activity === "REWORK" ? totals.reworkedGood.plus(totals.reworkScrap).plus(again) : totals.processed;
}

/** EX-13: what these entries sent round again out of rework. */
export function failedAgain(entries: readonly QuantityEntry[]): Decimal {
  return sum(entries.filter(({ activity }) => activity === "REWORK").map(({ rework }) => rework));
}

/** EX-13: output of rework never counts again in processed or first-pass figures; what goes round once more stays open. */
export function addEntry(totals: OperationTotals, entry: QuantityEntry): OperationTotals {
  if (entry.activity === "REWORK") {
    return { ...totals, reworkedGood: totals.reworkedGood.plus(entry.good), reworkScrap: totals.reworkScrap.plus(entry.scrap) };
  }
  return {
    ...totals,
    processed: totals.processed.plus(entry.good).plus(entry.scrap).plus(entry.rework),
    goodFirst: totals.goodFirst.plus(entry.good),
    scrapFirst: totals.scrapFirst.plus(entry.scrap),
    reworkIn: totals.reworkIn.plus(entry.rework),
  };
}
