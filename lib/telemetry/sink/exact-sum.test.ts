import { Decimal as DecimalJs } from "decimal.js";
import fc from "fast-check";
import { expect, it } from "vitest";
import { ExactSum } from "./exact-sum";

/** Wide enough for the sum of the largest and the smallest double. */
const Wide = DecimalJs.clone({ precision: 1400 });
function summing(values: readonly number[]): ExactSum {
  const sum = new ExactSum();
  for (const value of values) sum.add(value);
  return sum;
}
const summed = (values: readonly number[]): string => new Wide(summing(values).toString()).toFixed();
const wanted = (values: readonly number[]): string => values.reduce((total, value) => total.plus(String(value)), new Wide(0)).toFixed();

it("TR-03 sums without rounding, in whatever order and parts: what machines say, and what no machine says", () => {
  const reading = fc.integer({ min: -1e9, max: 1e9 }).chain((whole) => fc.integer({ min: 0, max: 6 }).map((places) => whole / 10 ** places));
  const value = fc.oneof(reading, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0.1, 0.2, 1e308, 5e-324, 9_007_199_254_740_991, 0.000_000_001));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 40 }), fc.nat(40), (values, cut) => {
      const exact = wanted(values);
      expect(summed(values)).toBe(exact);
      expect(summed(values.toReversed())).toBe(exact);
      const [first, second] = [summing(values.slice(0, cut)), summing(values.slice(cut))];
      const both = first.copy();
      both.addAll(second);
      expect(new Wide(both.toString()).toFixed()).toBe(exact);
      expect(new Wide(first.toString()).toFixed()).toBe(wanted(values.slice(0, cut)));
    }),
  );
  expect(summed([0.1, 0.2])).toBe("0.3");
});

it("refuses what has no sum", () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => new ExactSum().add(value)).toThrow(RangeError);
});
