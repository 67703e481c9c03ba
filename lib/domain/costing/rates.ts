import type { Decimal } from "@/lib/domain/shared/decimal";
import { type Decision, accept, refuse } from "@/lib/domain/shared/decision";
import type { TimeElement } from "./cost-line";

/** What an overhead rate is charged on. */
export type OverheadBasis = "LABOUR_H" | "MACHINE_H";

/** One version of an hourly rate of a work centre, valid in `[from, to)`. `rateClass` distinguishes labour; null applies to every class. */
export type RateVersion = {
  readonly element: TimeElement;
  readonly rateClass: string | null;
  readonly basis: OverheadBasis;
  /** Per hour, six decimals. */
  readonly rate: Decimal;
  readonly from: Date;
  readonly to: Date | null;
};

function isValid(version: RateVersion, at: Date): boolean {
  return version.from.getTime() <= at.getTime() && (version.to === null || at.getTime() < version.to.getTime());
}

/**
 * C-04: the rate in force at the event time. Labour takes the rate of the person's class and falls back on the work centre's
 * rate for every class. Refuses with RATE_MISSING: a cost is never invented.
 */
export function rateAt(
  versions: readonly RateVersion[],
  wanted: { readonly element: TimeElement; readonly rateClass: string | null; readonly at: Date },
): Decision<RateVersion, "RATE_MISSING"> {
  const valid = versions.filter((version) => version.element === wanted.element && isValid(version, wanted.at));
  const found = valid.find((version) => version.rateClass === wanted.rateClass) ?? valid.find((version) => version.rateClass === null);
  if (found === undefined) {
    return refuse("RATE_MISSING", { element: wanted.element, rateClass: wanted.rateClass, at: wanted.at.toISOString() });
  }
  return accept(found);
}
