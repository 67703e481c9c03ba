import { describe, expect, it } from "vitest";
import fc from "fast-check";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { fromPlaces, splitByNeed } from "./split-issue";

const line = (id: string, needed: string) => ({ id, needed: decimal(needed) });
const amounts = fc.integer({ min: 1, max: 100_000 }).map((thousandths) => decimal(thousandths).div(1000));
const needs = fc.integer({ min: -5_000, max: 50_000 }).map((thousandths) => decimal(thousandths).div(1000));
const linesOf = fc.array(needs, { minLength: 1, maxLength: 6 }).map((all) => all.map((needed, index) => ({ id: `${index}`, needed })));

describe("EX-08 an issue of an item that several lines plan", () => {
  it.each([
    ["less than the first needs", "3", ["a 3"]],
    ["just what the first needs", "4", ["a 4"]],
    ["more than that", "5.5", ["a 4", "b 1.5"]],
    ["what all need, past one that has all", "10", ["a 4", "b 6"]],
    ["more than anybody needs", "12", ["a 6", "b 6"]],
  ])("%s", (_, quantity, expected) => {
    const shares = splitByNeed(decimal(quantity), [line("a", "4"), line("full", "0"), line("over", "-1"), line("b", "6")]);
    expect(shares.map((share) => `${share.line.id} ${share.quantity.toFixed()}`)).toEqual(expected);
  });

  it("stays with the first where nobody needs any", () => {
    expect(splitByNeed(decimal("2"), [line("a", "0"), line("b", "-3")]).map((share) => [share.line.id, share.quantity.toFixed()])).toEqual([["a", "2"]]);
  });

  it("is conserved, gives no line but the first more than it needs, and fills them in their order", () => {
    fc.assert(
      fc.property(amounts, linesOf, (quantity, lines) => {
        const [first, ...others] = lines;
        if (first === undefined) return;
        const shares = splitByNeed(quantity, [first, ...others]);
        expect(sum(shares.map((share) => share.quantity)).eq(quantity)).toBe(true);
        const of = (id: string) => shares.find((share) => share.line.id === id)?.quantity ?? decimal("0");
        for (const one of others) expect(of(one.id).lte(one.needed.gt(0) ? one.needed : decimal("0"))).toBe(true);
        for (const [index, one] of lines.entries()) if (of(one.id).lt(one.needed)) for (const later of lines.slice(index + 1)) expect(of(later.id).eq(0)).toBe(true);
      }),
    );
  });

  it("takes of each place what was found there, and gives each line its share", () => {
    fc.assert(
      fc.property(fc.array(amounts, { minLength: 1, maxLength: 5 }), linesOf, (places, lines) => {
        const [first, ...others] = lines;
        if (first === undefined) return;
        const found = places.map((quantity, index) => ({ locationId: `${index}`, quantity }));
        const shares = splitByNeed(sum(places), [first, ...others]);
        const parts = fromPlaces(shares, found);
        expect(parts.every((part) => part.quantity.gt(0))).toBe(true);
        for (const place of found) expect(sum(parts.filter((part) => part.place === place).map((part) => part.quantity)).eq(place.quantity)).toBe(true);
        for (const share of shares) expect(sum(parts.filter((part) => part.line === share.line).map((part) => part.quantity)).eq(share.quantity)).toBe(true);
      }),
    );
  });

  it("is a fault where places and shares differ", () => {
    expect(() => fromPlaces(splitByNeed(decimal("2"), [line("a", "2")]), [{ quantity: decimal("1") }])).toThrow("differs");
  });
});
