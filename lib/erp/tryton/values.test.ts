import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { Day, Instant, Seconds, type Value, decimalOf, decode, encode, instantOf, microseconds } from "./values";

describe("values of the wire", () => {
  it.each<[string, unknown, Value]>([
    ["decimal", { __class__: "Decimal", decimal: "4.10" }, decimal("4.10")],
    ["date", { __class__: "date", year: 2026, month: 11, day: 5 }, new Day("2026-11-05")],
    ["datetime", { __class__: "datetime", year: 2026, month: 11, day: 22, hour: 12, minute: 33, second: 59, microsecond: 811092 }, new Instant("2026-11-22T12:33:59.811092Z")],
    ["timedelta", { __class__: "timedelta", seconds: -5400 }, new Seconds(-5400)],
    ["bytes", { __class__: "bytes", base64: "eyJvayI6dHJ1ZX0=" }, new Uint8Array(Buffer.from('{"ok":true}'))],
    ["nested", [{ "product.": { id: 1, price: { __class__: "Decimal", decimal: "1" } } }], [{ "product.": { id: 1, price: decimal(1) } }]],
  ])("%s is read", (_, json, value) => {
    expect(decode(json)).toEqual(value);
  });

  it("what is written is read back the same", () => {
    const leaf = fc.oneof(
      fc.constant(null),
      fc.boolean(),
      fc.string(),
      fc.integer(),
      fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }).map((n) => decimal(n).div(10 ** 6)),
      fc.integer({ min: -1_000_000, max: 1_000_000 }).map((s) => new Seconds(s)),
      fc.integer({ min: 0, max: 4_000_000_000 }).map((s) => new Day(new Date(s * 1000).toISOString().slice(0, 10))),
      fc.integer({ min: 0, max: 4_000_000_000_000_000 }).map((m) => instantOf(m)),
    );
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.stringMatching(/^[a-z.]{1,8}$/), leaf)), (value) => {
        expect(decode(JSON.parse(JSON.stringify(encode(value))))).toEqual(value.map((row) => ({ ...row })));
      }),
    );
  });

  it("microseconds survive the way there and back", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 4_000_000_000_000_000 }), (m) => microseconds(instantOf(m)) === m));
  });

  it("a JSON number is the decimal that its text says", () => {
    expect(decimalOf(22.8).toFixed()).toBe("22.8");
    expect(decimalOf(0.1).plus(decimalOf(0.2)).toFixed()).toBe("0.3");
  });
});
