import { type Decimal, decimal, r6, sum } from "@/lib/domain/shared/decimal";

/** Below this many values a spread says nothing about the process. */
export const LEAST_FOR_LIMITS = 8;

/** What the process does by itself: mean, and mean ± three standard deviations of the sample; six decimals. */
export type ControlLimits = { readonly mean: Decimal; readonly lower: Decimal; readonly upper: Decimal };

/** Control limits of the last values, or null where there are fewer than eight. */
export function controlLimits(values: readonly Decimal[]): ControlLimits | null {
  if (values.length < LEAST_FOR_LIMITS) return null;
  const mean = sum(values).div(values.length);
  const squares = sum(values.map((value) => value.minus(mean).pow(2)));
  const sigma = squares.div(decimal(values.length - 1)).sqrt();
  return { mean: r6(mean), lower: r6(mean.minus(sigma.times(3))), upper: r6(mean.plus(sigma.times(3))) };
}
