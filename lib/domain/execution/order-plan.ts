import { type Decimal, ONE, roundUp } from "@/lib/domain/shared/decimal";

export type PlannedStep = { readonly opNo: number; readonly yield: Decimal };
export type PlannedInput = {
  readonly opNo: number;
  /** `q`: per processed unit of its operation; `s` adds (§4.2). */
  readonly quantityPer: Decimal;
  readonly scrapFactor: Decimal;
  readonly decimals: number;
};

/** `CY_k`: product of the planned yields from an operation to the last. Operations in any order. */
export function yieldFrom(opNo: number, steps: readonly PlannedStep[]): Decimal {
  return steps.filter((step) => step.opNo >= opNo).reduce((product, step) => product.times(step.yield), ONE);
}

/** First-pass quantity that an operation must process so that `quantity` arrives at the end: `quantity ÷ CY`, rounded up to the order's decimals. */
export function requiredAt(opNo: number, quantity: Decimal, decimals: number, steps: readonly PlannedStep[]): Decimal {
  return roundUp(quantity.div(yieldFrom(opNo, steps)), decimals);
}

/** What the order needs of a component: `quantity × q × (1 + s) ÷ CY` of its operation, rounded up to the component's decimals. */
export function requiredOf(input: PlannedInput, quantity: Decimal, steps: readonly PlannedStep[]): Decimal {
  // Multiplied before it is divided: a quotient without end would round up what is whole.
  const needed = quantity.times(input.quantityPer).times(ONE.plus(input.scrapFactor));
  return roundUp(needed.div(yieldFrom(input.opNo, steps)), input.decimals);
}
