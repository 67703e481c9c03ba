import { describe, expect, it } from "vitest";
import { typeInto } from "./type-into";

const two = { decimals: 2, maxDigits: 6 };

function typed(keys: readonly string[], limits = two): string {
  return keys.reduce((value, key) => typeInto(value, key, limits), "");
}

describe("typeInto", () => {
  it.each([
    [["1", "2"], "12"],
    [["0", "7"], "7"],
    [[".", "5"], "0.5"],
    [["1", ".", ".", "5"], "1.5"],
    [["1", ".", "2", "3", "4"], "1.23"],
    [["1", "2", "3", "4", "5", "6", "7"], "123456"],
    [["1", "2", "Backspace"], "1"],
    [["Backspace"], ""],
    [["x"], ""],
  ])("after %j it reads %s", (keys, text) => {
    expect(typed(keys)).toBe(text);
  });

  it("keeps every zero of a code", () => {
    expect(typeInto("0", "0", { decimals: 0, maxDigits: 6, keepZeros: true })).toBe("00");
  });

  it("takes nothing behind a separator where whole numbers are counted: 1.5 is not 15", () => {
    expect(typed(["1", ".", "5"], { decimals: 0, maxDigits: 6 })).toBe("1.");
    expect(typeInto("1.", "Backspace", { decimals: 0, maxDigits: 6 })).toBe("1");
    expect(typeInto("1", ".", { decimals: 0, maxDigits: 6, keepZeros: true })).toBe("1");
    // A measured value: a zero before and behind the separator counts.
    expect(["0", "9", ".", "8", "0"].reduce((value, key) => typeInto(value, key, { decimals: 3, maxDigits: 9, keepZeros: true }), "")).toBe("09.80");
  });
});
