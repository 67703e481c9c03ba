import fc from "fast-check";
import { expect, it } from "vitest";
import { SAME_WORDS, inOurWords, inTheirWords, wordsOf, WORD_KINDS } from "./words";

const words = wordsOf(
  [
    { kind: "UOM", ours: "EA", theirs: "Stk" },
    { kind: "WORK_CENTRE", ours: "FILL-1", theirs: "AP-4711" },
    { kind: "REASON", ours: "DIM", theirs: "0007" },
    { kind: "LOCATION", ours: "STORE", theirs: "0001" },
  ],
  [{ kind: "UOM", ours: "EA", theirs: "PC" }],
);

it("understands the delivered word beside the connection's own, and says the own one", () => {
  expect([words.ours("UOM", "Stk"), words.ours("UOM", "PC"), words.ours("UOM", "KGM")]).toEqual(["EA", "EA", "KGM"]);
  expect([words.theirs("UOM", "EA"), words.theirs("UOM", "KGM")]).toEqual(["Stk", "KGM"]);
});

it("replaces words wherever a field of the contract holds one, and nothing else", () => {
  const data = {
    order: "EA",
    quantity: { uom: "EA", good: "1" },
    workUnit: "FILL-1",
    scrapReasons: [{ code: "DIM", qty: "1" }],
    stock: [{ location: "STORE", qty: "4" }],
    code: "DIM",
  };
  const theirs = {
    order: "EA",
    quantity: { uom: "Stk", good: "1" },
    workUnit: "AP-4711",
    scrapReasons: [{ code: "0007", qty: "1" }],
    stock: [{ location: "0001", qty: "4" }],
    code: "DIM",
  };
  expect(inTheirWords({ id: "EA", data }, words)).toEqual({ id: "EA", data: theirs });
  expect(inOurWords(theirs, words)).toEqual(data);
});

it("says the same both ways for any table without double words", () => {
  const pair = fc.record({ kind: fc.constantFrom(...WORD_KINDS), ours: fc.string({ minLength: 1 }), theirs: fc.string({ minLength: 1 }) });
  const table = fc
    .uniqueArray(pair, { selector: ({ kind, theirs }) => `${kind} ${theirs}` })
    .map((pairs) => pairs.filter((one, index) => pairs.findIndex((other) => other.kind === one.kind && other.ours === one.ours) === index));
  fc.assert(
    fc.property(table, (pairs) => {
      const both = wordsOf(pairs);
      for (const { kind, ours } of pairs) expect(both.ours(kind, both.theirs(kind, ours))).toBe(ours);
    }),
  );
  expect(SAME_WORDS.ours("UOM", "EA")).toBe("EA");
});
