import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { controlLimits } from "./control-limits";

const of = (...values: string[]) => {
  const limits = controlLimits(values.map((value) => decimal(value)));
  return limits === null ? null : [limits.lower.toFixed(), limits.mean.toFixed(), limits.upper.toFixed()];
};

describe("control limits", () => {
  it("seven values are too few", () => expect(of("1", "2", "3", "4", "5", "6", "7")).toBeNull());
  // Mean 4.5; the squares sum up to 42, 42 ÷ 7 = 6, σ = 2.449490, 3σ = 7.348469.
  it("mean ± 3σ of eight", () => expect(of("1", "2", "3", "4", "5", "6", "7", "8")).toEqual(["-2.848469", "4.5", "11.848469"]));
  it("a process that does not vary has no room", () => expect(of(...Array.from({ length: 8 }, () => "9.75"))).toEqual(["9.75", "9.75", "9.75"]));

  it("shifts with its values and grows with their spread", () => {
    const cents = fc.array(fc.integer({ min: -10_000, max: 10_000 }), { minLength: 8, maxLength: 30 });
    fc.assert(
      fc.property(cents, fc.integer({ min: -500, max: 500 }), (values, shift) => {
        const plain = controlLimits(values.map((value) => decimal(value)));
        const moved = controlLimits(values.map((value) => decimal(value + shift)));
        if (plain === null || moved === null) throw new Error("eight values have limits");
        expect(moved.upper.minus(plain.upper).minus(shift).abs().lte("0.000001")).toBe(true);
        expect(plain.lower.lte(plain.mean) && plain.mean.lte(plain.upper)).toBe(true);
      }),
    );
  });
});
