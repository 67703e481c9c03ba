import { expect, it } from "vitest";
import { withoutWords } from "@/lib/erp/words";
import { wordFields } from "./word-fields";

const data = {
  order: "PO-1",
  uom: "PC",
  operations: [
    { operation: 10, workCentre: "AP-1" },
    { operation: 20, workCentre: "AP-1" },
  ],
  scrapReasons: [{ code: "0007", qty: "1" }],
  reason: null,
};

it("finds every word of a message with its kind and its place, repeated ones as often as they stand there", () => {
  expect(wordFields(data)).toEqual([
    { path: "uom", kind: "UOM", word: "PC" },
    { path: "operations.0.workCentre", kind: "WORK_CENTRE", word: "AP-1" },
    { path: "operations.1.workCentre", kind: "WORK_CENTRE", word: "AP-1" },
    { path: "scrapReasons.0.code", kind: "REASON", word: "0007" },
  ]);
});

it("what differs in words alone is the same without them, and nothing else is", () => {
  expect(withoutWords({ ...data, uom: "EA" })).toEqual(withoutWords(data));
  expect(withoutWords({ ...data, order: "PO-2" })).not.toEqual(withoutWords(data));
  const item = { item: "CAST-01", baseUom: "EA", decimals: 0, units: [{ uom: "DZN", decimals: 0, numerator: 1, denominator: 12 }] };
  expect(withoutWords({ ...item, baseUom: "H87", decimals: 3 })).toEqual(withoutWords(item));
  expect(withoutWords({ ...item, units: [{ ...item.units[0], denominator: 10 }] })).not.toEqual(withoutWords(item));
});
