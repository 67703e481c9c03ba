import fc from "fast-check";
import { expect, it } from "vitest";
import { decimal, round } from "@/lib/domain/shared/decimal";
import { compare, larger, minus, plus, quotient, smaller, times } from "./exact";

const decimals = fc.record({ units: fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }), places: fc.integer({ min: 0, max: 9 }) }).map(({ units, places }) =>
  decimal(units)
    .div(decimal(10n ** BigInt(places)))
    .toFixed(places),
);

it("adds, takes away, multiplies and compares as the kernel does", () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      expect(decimal(plus(a, b)).eq(decimal(a).plus(b))).toBe(true);
      expect(decimal(minus(a, b)).eq(decimal(a).minus(b))).toBe(true);
      expect(decimal(times(a, b)).eq(decimal(a).times(b))).toBe(true);
      expect(compare(a, b)).toBe(decimal(a).cmp(b));
      expect([smaller(a, b), larger(a, b)].map((one) => decimal(one).toFixed())).toEqual(
        [a, b]
          .map(decimal)
          .toSorted((x, y) => x.cmp(y))
          .map((one) => one.toFixed()),
      );
    }),
  );
});

it("divides with one rounding, half away from zero as the kernel does, or towards zero", () => {
  fc.assert(
    fc.property(decimals, decimals, fc.integer({ min: 0, max: 6 }), (a, b, places) => {
      fc.pre(!decimal(b).isZero());
      expect(decimal(quotient(a, b, places)).eq(round(decimal(a).div(b), places))).toBe(true);
      expect(decimal(quotient(a, b, 0, "down")).eq(decimal(a).div(b).trunc())).toBe(true);
    }),
  );
  expect(quotient("1", "8", 2)).toBe("0.13");
  expect(quotient("-1", "8", 2)).toBe("-0.13");
  expect(quotient("1", "-8", 2)).toBe("-0.13");
  expect(() => quotient("1", "0", 2)).toThrow(RangeError);
});

it("writes plain texts without zeros at their end, and reads nothing else", () => {
  expect(plus()).toBe("0");
  expect(plus("0.10", "0.20")).toBe("0.3");
  expect(minus("0.05", "0.1")).toBe("-0.05");
  expect(minus("100", "0")).toBe("100");
  expect(plus(".5", "5.")).toBe("5.5");
  for (const text of ["", "-", ".", "1e3", "1,5", "NaN", " 1"]) expect(() => plus(text)).toThrow("is not a decimal");
});
