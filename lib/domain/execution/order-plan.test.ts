import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, roundUp } from "@/lib/domain/shared/decimal";
import { requiredAt, requiredOf, yieldFrom } from "./order-plan";

const steps = [
  { opNo: 10, yield: decimal("0.98") },
  { opNo: 20, yield: decimal(1) },
];
const input = (opNo: number, q: string, s: string, decimals = 0) => ({ opNo, quantityPer: decimal(q), scrapFactor: decimal(s), decimals });

describe("order plan", () => {
  it("needs of Example 1: 205 castings through op10, 200 pieces and 408 seals at op20", () => {
    expect(requiredAt(10, decimal(200), 0, steps).toFixed()).toBe("205");
    expect(requiredAt(20, decimal(200), 0, steps).toFixed()).toBe("200");
    expect(requiredOf(input(10, "1", "0"), decimal(200), steps).toFixed()).toBe("205");
    expect(requiredOf(input(20, "2", "0.02"), decimal(200), steps).toFixed()).toBe("408");
  });

  it("does not round up what is whole", () => {
    const third = [{ opNo: 10, yield: decimal("0.3") }];
    expect(requiredOf(input(10, "0.15", "0", 6), decimal(20), third).toFixed()).toBe("10");
    expect(requiredAt(10, decimal("29.4"), 0, [{ opNo: 10, yield: decimal("0.98") }]).toFixed()).toBe("30");
  });

  const yields = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 5 });

  it("always suffices: what is required, times the yield from there, reaches the quantity; a step less does not", () => {
    fc.assert(
      fc.property(yields, fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: 0, max: 3 }), (millionths, quantity, decimals) => {
        const route = millionths.map((millionth, index) => ({ opNo: (index + 1) * 10, yield: decimal(millionth).div(1_000_000) }));
        const asked = decimal(quantity);
        const required = requiredAt(10, asked, decimals, route);
        const step = roundUp(decimal(1).div(10 ** decimals), decimals);
        return required.times(yieldFrom(10, route)).gte(asked) && required.minus(step).times(yieldFrom(10, route)).lt(asked);
      }),
    );
  });
});
