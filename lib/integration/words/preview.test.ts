import { describe, expect, it } from "vitest";
import { wordsOf } from "@/lib/erp/words";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { previewOf } from "./preview";
import { seenWords } from "./seen-words";

const item = example1("SITE-A").find(({ type }) => type === "erp.item.v1");
const pair = { kind: "UOM" as const, ours: "EA", theirs: "Stk" };

describe("a real message with an edited table", () => {
  it("shows what the ERP said, what is read of it today and what would be read", () => {
    const preview = previewOf("IN", item, wordsOf([pair]), wordsOf([{ ...pair, ours: "H87" }]));
    expect(preview).toEqual({ direction: "IN", problem: null, fields: [{ path: "baseUom", kind: "UOM", original: "Stk", today: "EA", edited: "H87" }] });
  });

  it("says whether what could not be read can be read now", () => {
    const raw = { ...item, data: { ...item?.data, baseUom: "Stück" } };
    expect(previewOf("IN", raw, wordsOf([]), wordsOf([])).problem).toContain("UN/ECE");
    expect(previewOf("IN", raw, wordsOf([]), wordsOf([{ ...pair, theirs: "Stück" }]))).toMatchObject({
      problem: null,
      fields: [{ original: "Stück", today: "Stück", edited: "EA" }],
    });
  });

  it("shows what the ERP is told today and would be told", () => {
    const told = { id: "x", data: { reason: "DIM", uom: "EA" } };
    expect(previewOf("OUT", told, wordsOf([]), wordsOf([pair, { kind: "REASON", ours: "DIM", theirs: "0007" }])).fields).toEqual([
      { path: "reason", kind: "REASON", original: "DIM", today: "DIM", edited: "0007" },
      { path: "uom", kind: "UOM", original: "EA", today: "EA", edited: "Stk" },
    ]);
  });
});

it("suggests the words that have no line: first what nobody here understands, then the rest, and never free text", () => {
  const messages = [
    { direction: "IN" as const, payload: { data: { uom: "PC", workCentre: "AP-1" } } },
    { direction: "IN" as const, payload: { data: { uom: "EA", workCentre: "MACH" } } },
    { direction: "IN" as const, payload: { data: { uom: "EA", workCentre: "AP-1" } } },
    { direction: "OUT" as const, payload: { data: { uom: "EA", reason: "DIM" } } },
    { direction: "OUT" as const, payload: { data: { reason: "It fell off the table." } } },
    { direction: "OUT" as const, payload: "not a message" },
  ];
  const words = seenWords(messages, {
    lines: [pair],
    delivered: [{ kind: "UOM", ours: "KGM", theirs: "KG" }],
    ours: { UOM: ["EA", "KGM"], WORK_CENTRE: ["MACH"], REASON: ["DIM"], LOCATION: [] },
  });
  expect(words).toEqual([
    { kind: "UOM", theirs: "PC", ours: null, messages: 1, understood: false },
    { kind: "WORK_CENTRE", theirs: "AP-1", ours: null, messages: 2, understood: false },
    { kind: "REASON", theirs: null, ours: "DIM", messages: 1, understood: true },
    { kind: "WORK_CENTRE", theirs: "MACH", ours: null, messages: 1, understood: true },
  ]);
});
