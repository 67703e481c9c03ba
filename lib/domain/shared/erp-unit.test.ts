import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Decimal, decimal, sum, ZERO } from "./decimal";
import { addedInErpUnit, canBeTold, type ErpUnit, heldInBase, inBaseOf, inErpUnit, keepErpUnit, readErpUnit } from "./erp-unit";

const unit = (numerator: number, denominator = 1): ErpUnit => ({ uom: "CS", numerator: decimal(numerator), denominator: decimal(denominator) });
const PIECES = { code: "EA", decimals: 0 };

const bases = fc.integer({ min: 0, max: 6 }).map((decimals) => ({ code: "KGM", decimals }));
const units = fc.tuple(fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 5_000 })).map(([numerator, denominator]) => unit(numerator, denominator));
/** Quantities that the base unit can express. */
const quantitiesOf = (decimals: number, min: number) => fc.integer({ min, max: 5_000_000 }).map((steps) => decimal(steps).div(decimal(10).pow(decimals)));
const told = fc
  .tuple(bases, units)
  .filter(([base, one]) => canBeTold(one, base))
  .chain(([base, one]) => fc.record({ base: fc.constant(base), one: fc.constant(one), entries: fc.array(quantitiesOf(base.decimals, 1), { minLength: 1, maxLength: 30 }) }));

/** The entries one after the other, as the ERP is told them. */
function tellAll(one: ErpUnit, entries: readonly Decimal[]): Decimal[] {
  let total = ZERO;
  return entries.map((entry) => {
    const added = addedInErpUnit(one, total, entry);
    total = total.plus(entry);
    return added;
  });
}

describe("§2.1 an order in another unit than that of its item", () => {
  it("ten pieces of a case of ten are a case, and a case of twelve is told in twelve parts that are one again", () => {
    expect(tellAll(unit(10), [decimal(3), decimal(7)]).map((part) => part.toFixed())).toEqual(["0.3", "0.7"]);
    const parts = tellAll(
      unit(12),
      Array.from({ length: 12 }, () => decimal(1)),
    );
    expect(parts.slice(0, 3).map((part) => part.toFixed())).toEqual(["0.083333", "0.083334", "0.083333"]);
    expect(sum(parts).toFixed()).toBe("1");
  });

  it("whatever is told one by one adds up to what the ERP is told of the total, and each part is above zero", () => {
    fc.assert(
      fc.property(told, ({ one, entries }) => {
        const parts = tellAll(one, entries);
        expect(parts.every((part) => part.gt(ZERO))).toBe(true);
        expect(sum(parts).eq(inErpUnit(one, sum(entries)))).toBe(true);
      }),
    );
  });

  it("what the ERP holds of it then is what was counted here, to the last decimal", () => {
    fc.assert(
      fc.property(told, ({ base, one, entries }) => {
        expect(heldInBase(one, sum(tellAll(one, entries)), base).eq(sum(entries))).toBe(true);
      }),
    );
  });

  it("so it is after up to four of the entries are taken back as they were told", () => {
    fc.assert(
      fc.property(told, fc.array(fc.boolean(), { maxLength: 4 }), ({ base, one, entries }, back) => {
        const parts = tellAll(one, entries);
        const rest = entries.filter((_, place) => back[place] !== true);
        const held = sum(parts.filter((_, place) => back[place] !== true));
        expect(heldInBase(one, held, base).eq(sum(rest))).toBe(true);
      }),
    );
  });

  it("a whole number of its unit comes back as the same number", () => {
    fc.assert(
      fc.property(units, fc.integer({ min: 1, max: 100_000 }), (one, cases) => {
        const exact = inBaseOf(one, decimal(cases), { code: "KGM", decimals: 12 });
        expect(inErpUnit(one, exact).eq(cases)).toBe(true);
      }),
    );
  });

  it.each([
    ["pieces of a case of twelve", unit(12), PIECES, true],
    ["grams of a bag of 30 kg", unit(30), { code: "KGM", decimals: 3 }, true],
    ["grams of a tonne, which six decimals just express", unit(1000), { code: "KGM", decimals: 3 }, true],
    ["milligrams of a tonne", unit(1000), { code: "KGM", decimals: 6 }, false],
    ["grams of 333 kg", unit(333), { code: "KGM", decimals: 3 }, false],
  ])("says of %s whether each of them can be told", (_, one, base, can) => {
    expect(canBeTold(one, base)).toBe(can);
  });

  it("leaves alone what somebody booked there by hand that is no quantity here", () => {
    expect(heldInBase(unit(10), decimal("0.05"), PIECES).toFixed()).toBe("0.5");
    expect(heldInBase(unit(12), decimal("0.083333"), PIECES).toFixed()).toBe("1");
  });

  it("is kept as text and read again", () => {
    expect(readErpUnit(keepErpUnit(unit(12, 7)))).toEqual(unit(12, 7));
    expect(readErpUnit(null)).toBeNull();
  });
});
