import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FrozenSubstitute, validSubstitutes } from "./substitutes";

const at = new Date("2026-05-10T00:00:00Z");
const one = (item: string, priority: number, rest: Partial<FrozenSubstitute> = {}): FrozenSubstitute => ({ itemId: `id-${item}`, item, factor: "1", priority, ...rest });
const items = (...list: readonly FrozenSubstitute[]) => validSubstitutes(list, at).map(({ item }) => item);

describe("EX-12 substitutes", () => {
  it("go by their priority, those of one priority by code", () => expect(items(one("C", 2), one("B", 1), one("A", 2))).toEqual(["B", "A", "C"]));
  it("are not there before they are valid nor from their end on", () =>
    expect(items(one("A", 1, { validFrom: "2026-05-11T00:00:00Z" }), one("B", 2, { validTo: "2026-05-10T00:00:00Z" }), one("C", 3, { validFrom: "2026-05-10T00:00:00Z" }))).toEqual(
      ["C"],
    ));
  it("are there once each, by the entry that goes first", () =>
    expect(validSubstitutes([one("A", 2, { factor: "3" }), one("A", 1, { factor: "2" })], at).map(({ factor }) => factor.toFixed())).toEqual(["2"]));
  it("come in one order, however the ERP listed them", () => {
    const listed = fc.uniqueArray(fc.record({ item: fc.stringMatching(/^[A-Z]{1,3}$/), priority: fc.integer({ min: 1, max: 3 }) }), { selector: ({ item }) => item });
    fc.assert(
      fc.property(
        listed.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length, maxLength: list.length }))),
        ([list, shuffled]) => {
          const all = (entries: readonly { item: string; priority: number }[]) => items(...entries.map(({ item, priority }) => one(item, priority)));
          expect(all(shuffled)).toEqual(all(list));
        },
      ),
    );
  });
});
