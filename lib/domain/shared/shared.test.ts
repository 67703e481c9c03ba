import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, r2, r6, roundDown, roundUp } from "./decimal";
import { intersect, overlaps, secondsBetween } from "./interval";
import { amountOfTime } from "./money";
import { fitsUom } from "./quantity";

const at = (minutes: number) => new Date(Date.UTC(2026, 0, 1, 0, minutes));

describe("rounding", () => {
  it.each([
    ["2.345", "2.35"],
    ["-2.345", "-2.35"],
    ["2.344999", "2.34"],
  ])("r2(%s) is %s: ties away from zero", (value, rounded) => expect(r2(decimal(value)).toFixed(2)).toBe(rounded));
  it("keeps six decimals of a unit cost", () => expect(r6(decimal("16.2237955")).toFixed()).toBe("16.223796"));
  it("rounds limits down and up", () => expect([roundDown(decimal("203.99"), 0).toFixed(), roundUp(decimal("190.01"), 0).toFixed()]).toEqual(["203", "191"]));
  it("refuses a fraction that was a float", () => expect(() => decimal(0.1)).toThrow(/pass fractions as text/));
  it("rounds time once: 6 h 24 min at 29.00", () => expect(amountOfTime(decimal(15_840), decimal(29)).toFixed(2)).toBe("127.60"));
  it("tells what a unit can express", () =>
    expect([fitsUom(decimal("1.5"), { code: "EA", decimals: 0 }), fitsUom(decimal("1.50"), { code: "KGM", decimals: 1 })]).toEqual([false, true]));
});

describe("half-open intervals", () => {
  it("touching ones do not overlap", () => expect(overlaps({ from: at(0), to: at(10) }, { from: at(10), to: at(20) })).toBe(false));
  it("an open one overlaps whatever comes later", () => expect(overlaps({ from: at(0), to: null }, { from: at(10), to: at(20) })).toBe(true));
  it("what two share is shared both ways, and only if they overlap", () => {
    const span = fc.tuple(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 100 })).map(([from, length]) => ({ from: at(from), to: at(from + length) }));
    fc.assert(
      fc.property(span, span, (a, b) => {
        expect(intersect(a, b)).toEqual(intersect(b, a));
        expect(intersect(a, b) !== null).toBe(overlaps(a, b));
      }),
    );
  });
  it("counts whole seconds", () => expect(secondsBetween(at(0), at(95))).toBe(5700));
});
