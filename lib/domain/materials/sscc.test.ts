import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { readCode } from "./gs1";
import { ssccOf } from "./sscc";

describe("SSCC", () => {
  it.each([
    ["the example of the GS1 General Specifications", "7610425", 3_002_123_456n, "376104250021234569"],
    ["the first of a prefix of 7 digits", "4012345", 1n, "040123450000000016"],
    ["the last digits of a prefix of 12", "401234567890", 12_345n, "140123456789023458"],
  ])("%s", (_, prefix, serial, expected) => {
    expect(ssccOf(prefix, serial)).toBe(expected);
  });

  it("is none when the serial has outgrown its digits", () => {
    expect(ssccOf("401234567890", 99_999n)).not.toBeNull();
    expect(ssccOf("401234567890", 100_000n)).toBeNull();
  });

  it("is read again from any label, differs for each serial, and no digit of it can be mistaken", () => {
    const prefixes = fc.integer({ min: 6, max: 12 }).chain((length) => fc.stringMatching(new RegExp(`^[0-9]{${length}}$`)));
    fc.assert(
      fc.property(
        prefixes,
        fc.bigInt({ min: 1n, max: 99_999n }),
        fc.bigInt({ min: 1n, max: 99_999n }),
        fc.nat(17),
        fc.integer({ min: 1, max: 9 }),
        (prefix, serial, other, at, by) => {
          const sscc = ssccOf(prefix, serial) ?? "";
          expect(sscc).toMatch(/^\d{18}$/);
          expect(readCode(`]C100${sscc}`, { year: 2026 })).toMatchObject({ kind: "GS1", elements: { sscc } });
          expect(ssccOf(prefix, other) === sscc).toBe(other === serial);
          const wrong = `${sscc.slice(0, at)}${(Number(sscc.charAt(at)) + by) % 10}${sscc.slice(at + 1)}`;
          expect(readCode(`]C100${wrong}`, { year: 2026 })).toMatchObject({ kind: "BROKEN", problem: "BAD_CHECK_DIGIT" });
        },
      ),
    );
  });
});
