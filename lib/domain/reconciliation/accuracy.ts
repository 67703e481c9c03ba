import { type Decimal, max, ONE, r2, r6, ZERO } from "@/lib/domain/shared/decimal";

/** §8.3 reconciliation accuracy: `1 − Σ |unexplained value| ÷ Σ value`, as a share, not below zero; null where nothing of value was compared. */
export function accuracy(unexplainedValue: Decimal, value: Decimal): Decimal | null {
  return value.isZero() ? null : max(ZERO, ONE.minus(r6(unexplainedValue.div(value))));
}

/** What a figure is worth on the side that says more, and what of it nobody can explain; null where no cost of the thing is known. */
export function worth(
  figure: { readonly ours: Decimal; readonly theirs: Decimal; readonly unexplained: Decimal },
  unitValue: Decimal | null,
): { readonly value: Decimal | null; readonly unexplainedValue: Decimal | null } {
  if (unitValue === null) return { value: null, unexplainedValue: null };
  return { value: r2(max(figure.ours.abs(), figure.theirs.abs()).times(unitValue)), unexplainedValue: r2(figure.unexplained.abs().times(unitValue)) };
}
