import { expect, it } from "vitest";
import type { NotReady, Waiting } from "@/lib/queries/operator/dispatch-list";
import { type DispatchChoice, selectionOf } from "./dispatch-choice";

const waits = (order: string, ...notReady: NotReady[]): Waiting => ({
  operationId: `${order}/10`,
  orderId: order,
  order,
  opNo: 10,
  name: "Machining",
  item: "HOUS-03",
  description: "Housing",
  quantity: "200",
  good: "0",
  uom: "EA",
  decimals: 0,
  dueAt: "2026-03-20T12:00:00.000Z",
  plannedStartAt: "2026-03-17T06:00:00.000Z",
  setupHours: "0",
  skippable: false,
  notReady,
});

const held = waits("C", { kind: "TOOL", guard: "TOOL_BLOCKED", tools: ["T-1"] });
const list = [waits("A", { kind: "PERSON", personId: "another", capabilities: ["CNC"] }), waits("B", { kind: "MATERIAL", items: ["CAST-01"] }), held];
const choose = (choice?: DispatchChoice) => {
  const selection = selectionOf(list, choice, "me");
  return [selection.selected?.order, selection.held];
};

it("selects the first that can start for whoever is there, until another one is chosen", () => {
  expect(choose()).toEqual(["A", undefined]);
  expect(choose({ operationId: "B/10" })).toEqual(["B", undefined]);
  expect(choose({ operationId: "gone" })).toEqual(["A", undefined]);
});

it("UI-07 an order that was scanned is selected if it can start, and nothing is selected in its place if it cannot", () => {
  expect(choose({ order: "B" })).toEqual(["B", undefined]);
  expect(choose({ order: "C" })).toEqual([undefined, { order: "C", waiting: held }]);
  expect(choose({ order: "gone" })).toEqual([undefined, { order: "gone", waiting: undefined }]);
});
