import { expect, it } from "vitest";
import fc from "fast-check";
import { answerWithoutAmounts, wordsWithoutAmounts } from "./amounts-in-words";

it.each([
  ["The posting of 1200 EUR exceeds the value 1000.", "The posting of hidden EUR exceeds the value hidden."],
  ["Price USD 12 differs; cost is 7", "Price USD hidden differs; cost is hidden"],
  ["€1.234,50 or 1,234.50 or 1'234", "€hidden or hidden or hidden"],
  ['{"standard_price":1250,"list_price": "7","qty":3,"id":4711}', '{"standard_price":hidden,"list_price": "hidden","qty":3,"id":4711}'],
  ["<UnitCost>14</UnitCost><Quantity>40</Quantity>", "<UnitCost>hidden</UnitCost><Quantity>40</Quantity>"],
  ["valued at 14.05 each", "valued at hidden each"],
  ["El coste de 14 y el importe: 20", "El coste de hidden y el importe: hidden"],
])("§10.1 hides what may be an amount in the words of an ERP: %s", (words, kept) => expect(wordsWithoutAmounts(words)).toBe(kept));

it.each([
  "Order 1000123 line 20 is closed since 2026-03-31T12:40:33.120Z.",
  "Only 12 EA of lot 0331-2 are on hand, 40 are needed.",
  "Fault 500 of document 4900000012/2026 (31.03.2026, version 14.0.1)",
  "M7/001 ORDER_NOT_RELEASED",
])("keeps what a person repairs by: %s", (words) => expect(wordsWithoutAmounts(words)).toBe(words));

it("hides the numbers of fields that are named after money, and numbers with a fraction anywhere; whole ones of other fields stay", () => {
  const answer = { kind: "rejected", code: "X", status: 409, raw: "cost 5", lines: [{ no: 10, quantity: 2.5, unitCost: "14", Betrag: 3 }], values: [1, "2"], text: null };
  expect(answerWithoutAmounts(answer)).toEqual({
    kind: "rejected",
    code: "X",
    status: 409,
    raw: "cost hidden",
    lines: [{ no: 10, quantity: "hidden", unitCost: "hidden", Betrag: "hidden" }],
    values: ["hidden", "hidden"],
    text: null,
  });
});

it("no amount with cents gets through, however it is said", () => {
  const frames = [
    (x: string) => `The value ${x} is too high`,
    (x: string) => `{"a":${x}}`,
    (x: string) => `<a>${x}</a>`,
    (x: string) => `EUR ${x}`,
    (x: string) => `(${x})`,
    (x: string) => `${x}€`,
  ];
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.constantFrom(...frames), fc.boolean(), (cents, frame, comma) => {
      const amount = (cents / 100).toFixed(2).replace(".", comma ? "," : ".");
      expect(wordsWithoutAmounts(frame(amount))).not.toContain(amount);
    }),
  );
});
