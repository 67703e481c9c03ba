import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalSeparator, formatDifference, formatMeasured, formatPercent, formatQuantity, formatQuantityWithUnit, formatTyped, unitSymbol } from "./quantity";

describe("formatQuantity", () => {
  it.each([
    ["3312", {}, "3,312"],
    ["3312.5", { locale: "de-DE" }, "3.312,5"],
    ["-91.12", {}, "\u221291.12"],
    ["-0.001", { decimals: 2 }, "0.00"],
    ["2.345", { decimals: 2 }, "2.35"],
    ["-2.345", { decimals: 2 }, "\u22122.35"],
    ["12345678901234567890.123456", {}, "12,345,678,901,234,567,890.123456"],
    ["1.50", {}, "1.50"],
    ["1e3", {}, "1,000"],
    ["1.5e-3", {}, "0.0015"],
  ])("writes %s with %j as %s", (value, options, text) => {
    expect(formatQuantity(value, options)).toBe(text);
  });

  it("refuses what is not a decimal number", () => {
    expect(() => formatQuantity("12,5")).toThrow(RangeError);
    expect(() => formatQuantity("")).toThrow(RangeError);
    expect(() => formatQuantity("NaN")).toThrow(RangeError);
  });

  it("never loses a digit, whatever the size", () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.integer({ min: 0, max: 999_999 }), (whole, fraction) => {
        const digits = `${whole < 0n ? -whole : whole}.${String(fraction).padStart(6, "0")}`;
        expect(formatQuantity(digits).replaceAll(",", "")).toBe(digits);
      }),
    );
  });
});

describe("formatMeasured", () => {
  it.each([
    ["3.3333333333333335e-5", "0.0000333333"],
    ["2.1e-314", "2.1E\u2212314"],
    [`0.${"0".repeat(323)}5`, "5E\u2212324"],
    ["-0.0000012345678", "\u22120.00000123457"],
    ["0", "0"],
    ["-0", "0"],
    ["2.5", "2.5"],
    ["99.99999", "100"],
    ["1234567.891", "1,234,568"],
    ["1.7976931348623157e308", "1.79769E308"],
  ])("writes %s as %s", (value, text) => {
    expect(formatMeasured(value)).toBe(text);
  });

  it("writes whatever a float can be", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(formatMeasured(String(value), { locale: "de-DE" }).length).toBeLessThan(25);
        expect(() => formatQuantity(String(value))).not.toThrow();
      }),
    );
  });
});

describe("formatDifference", () => {
  it.each([
    ["28", "+28"],
    ["-28", "\u221228"],
    ["0", "0"],
    ["0.00", "0.00"],
    ["3.621850", "+3.621850"],
  ])("writes %s as %s", (value, text) => {
    expect(formatDifference(value)).toBe(text);
  });
});

it("writes units as people know them", () => {
  expect(unitSymbol("CEL")).toBe("°C");
  expect(unitSymbol("EA")).toBe("EA");
  expect(["en-GB", "de-DE", "es-ES"].map((locale) => unitSymbol("C62", locale))).toEqual(["EA", "Stk", "ud"]);
  expect(formatQuantityWithUnit("2358", "EA", { locale: "de-DE" })).toBe("2.358\u00a0Stk");
  expect(formatQuantityWithUnit("12.5", "KGM", { locale: "de-DE" })).toBe("12,5\u00a0kg");
  expect(formatPercent("13.236")).toBe("13.24\u00a0%");
});

it("follows what is typed, separator included", () => {
  expect(decimalSeparator("de-DE")).toBe(",");
  expect(formatTyped("")).toBe("0");
  expect(formatTyped("1234.", "de-DE")).toBe("1.234,");
  expect(formatTyped("1234.50")).toBe("1,234.50");
});
