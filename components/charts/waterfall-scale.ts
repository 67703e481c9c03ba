/** One bar from `low` to `high`, and where the running sum stands after it. */
export type Bar = { readonly low: number; readonly high: number; readonly after: number };

/** Bars that start where the last one ended, from zero; and the total, from zero again. Pixels only: the labels carry the exact figures. */
export function waterfallBars(values: readonly number[]): readonly Bar[] {
  let sum = 0;
  return values.map((value) => {
    const before = sum;
    sum += value;
    return { low: Math.min(before, sum), high: Math.max(before, sum), after: sum };
  });
}

/** Round marks that cover `low` to `high`, zero always among them: steps of 1, 2 or 5 times a power of ten. */
export function niceTicks(low: number, high: number, count = 4): readonly number[] {
  return roundTicks(Math.min(0, low), Math.max(0, high), count);
}

/** Round marks between `bottom` and `top`, for what has no natural zero. */
export function roundTicks(bottom: number, top: number, count = 4): readonly number[] {
  const rough = (top - bottom) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  // Bounds so near or so far that a float has no step between them.
  if (!(rough > 0) || power === 0 || !Number.isFinite(power)) return [bottom];
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const first = Math.ceil(bottom / step);
  const last = Math.floor(top / step);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}
