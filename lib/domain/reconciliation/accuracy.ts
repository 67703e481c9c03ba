import { type Decimal, max, min, ONE, r2, r6, ZERO } from "@/lib/domain/shared/decimal";
import type { Parts } from "./explain";

/** §8.3 reconciliation accuracy: `1 − Σ |unexplained value| ÷ Σ value`, as a share, not below zero; null where nothing of value was compared. */
export function accuracy(unexplainedValue: Decimal, value: Decimal): Decimal | null {
  return value.isZero() ? null : max(ZERO, ONE.minus(r6(unexplainedValue.div(value))));
}

type Compared = Parts & { readonly ours: Decimal; readonly theirs: Decimal };

/** Values in the currency of the site, never below zero; all null where no cost of the thing is known. */
export type Worth = { readonly [Name in "value" | `${keyof Parts}Value`]: Decimal | null };

/**
 * What a figure is worth on the side that says more, and each part of its difference. `valued` is a figure of the same pieces that has its value already:
 * only what goes beyond it counts, so that pieces which differ for one reason are valued once.
 */
export function worth(figure: Compared, unitValue: Decimal | null, valued: Compared | null = null): Worth {
  if (unitValue === null) return { value: null, inTransitValue: null, rejectedValue: null, timingValue: null, unexplainedValue: null };
  const held = valued === null ? heldOf(figure) : max(ZERO, heldOf(figure).minus(heldOf(valued)));
  const part = (name: keyof Parts): Decimal =>
    r2(
      figure[name]
        .abs()
        .minus(valued === null ? ZERO : sameOf(figure[name], valued[name]))
        .times(unitValue),
    );
  return {
    value: r2(held.times(unitValue)),
    inTransitValue: part("inTransit"),
    rejectedValue: part("rejected"),
    timingValue: part("timing"),
    unexplainedValue: part("unexplained"),
  };
}

function heldOf({ ours, theirs }: Compared): Decimal {
  return max(ours.abs(), theirs.abs());
}

/** What two differences have in common: nothing where one side says more of the one and less of the other. */
function sameOf(one: Decimal, other: Decimal): Decimal {
  return one.isNegative() === other.isNegative() ? min(one.abs(), other.abs()) : ZERO;
}
