import { expect, it } from "vitest";
import { wordFields, withoutWords } from "./word-fields";

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
});
