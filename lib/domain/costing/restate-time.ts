import type { Decimal } from "@/lib/domain/shared/decimal";
import type { CostActivity, TimeElement, Valuation } from "./cost-line";

/** What a ledger line of time says; `seconds` whole, `unitCost` per hour. */
export type TimeOfLine = {
  readonly element: TimeElement;
  readonly activity: CostActivity;
  readonly reasonCode: string | null;
  readonly valuation: Valuation;
  readonly personId: string | null;
  readonly rateClass: string | null;
  readonly seconds: number;
  readonly unitCost: Decimal;
};

/** Which lines that stand are reversed, and which are posted in their place. */
export type Restated<Old, New> = { readonly reverse: readonly Old[]; readonly post: readonly New[] };

/**
 * C-01: brings the lines that stand for the time of one entry to what the same time is reckoned as now. Each line that says the same stays as it is, so that
 * nothing is posted where nothing changed, and doing it again changes nothing; whatever else stands is reversed whole.
 */
export function restateTime<Old extends TimeOfLine, New extends TimeOfLine>(standing: readonly Old[], reckoned: readonly New[]): Restated<Old, New> {
  const missing = [...reckoned];
  const reverse = standing.filter((line) => {
    const same = missing.findIndex((one) => saysTheSame(one, line));
    if (same >= 0) missing.splice(same, 1);
    return same < 0;
  });
  return { reverse, post: missing };
}

function saysTheSame(a: TimeOfLine, b: TimeOfLine): boolean {
  return (
    a.element === b.element &&
    a.activity === b.activity &&
    a.reasonCode === b.reasonCode &&
    a.valuation === b.valuation &&
    a.personId === b.personId &&
    a.rateClass === b.rateClass &&
    a.seconds === b.seconds &&
    a.unitCost.eq(b.unitCost)
  );
}
