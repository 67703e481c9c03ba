import { expect, it } from "vitest";
import { changesBetween, LoadCounter, type LoadLine } from "./load-report";

const line = (type: string, subject: string, outcome: LoadLine["outcome"]): LoadLine => ({
  type,
  subject,
  version: 1,
  outcome,
  changes: [],
  missing: [],
  code: null,
  reason: null,
});

it("names what came, what went and what is another, and nothing that stayed", () => {
  expect(changesBetween({ Quantity: "200", Due: "1 May", Lot: "L-1" }, { Quantity: "220", Due: "1 May", Customer: "C-1" })).toEqual([
    { field: "Quantity", from: "200", to: "220" },
    { field: "Customer", from: null, to: "C-1" },
    { field: "Lot", from: "L-1", to: null },
  ]);
});

it("counts everything piece by piece, shows what needs a look first, and says how many are left off", () => {
  const counter = new LoadCounter();
  counter.add([...Array.from({ length: 405 }, (_, index) => line("erp.item.v1", `I-${index}`, "SAME")), line("erp.order.v1", "PO-1", "CREATED")], ["erp.item.v1"]);
  const before = counter.report({ from: "START", pages: 2, messages: 407, pieces: 1, stopped: null });
  counter.add([line("erp.order.v1", "PO-2", "REFUSED"), line("erp.order.v1", "PO-3", "FOLLOWS")], []);
  const report = counter.report({ from: "START", pages: 3, messages: 409, pieces: 2, stopped: null });
  expect(report.counts).toMatchObject({ SAME: 405, CREATED: 1, REFUSED: 1, FOLLOWS: 1, KNOWN: 1, PARKED: 0 });
  expect(report.byType.map(({ type, counts }) => [type, counts.SAME, counts.KNOWN])).toEqual([
    ["erp.item.v1", 405, 1],
    ["erp.order.v1", 0, 0],
  ]);
  expect(report.lines.slice(0, 3).map(({ subject }) => subject)).toEqual(["PO-2", "PO-1", "PO-3"]);
  expect([report.lines.length, report.leftOff]).toEqual([400, 8]);
  // A report that was told is not changed by what comes after it.
  expect([before.counts.REFUSED, before.leftOff]).toEqual([0, 6]);
});

it("what waits for something that comes in a later piece follows, and so does what waits for that; what nothing brings still waits", () => {
  const counter = new LoadCounter();
  const waits = (subject: string, missing: string): LoadLine => ({ ...line("erp.order.v1", subject, "PARKED"), missing: [missing] });
  const [second, first, never] = [waits("PO-2", "order/PO-1"), waits("PO-1", "item/I-1"), waits("PO-3", "item/I-9")];
  const here = new Set<string>();
  counter.add([second, first, never], [], new Map([[first, "order/PO-1"]]));
  counter.follow(here);
  const parked = () => counter.report({ from: "START", pages: 1, messages: 3, pieces: 1, stopped: null });
  expect(parked().counts).toMatchObject({ PARKED: 3, FOLLOWS: 0 });
  counter.follow(here.add("item/I-1"));
  expect(parked()).toMatchObject({ counts: { PARKED: 1, FOLLOWS: 2 }, byType: [{ counts: { PARKED: 1, FOLLOWS: 2 } }] });
  expect(parked().lines.map(({ subject, outcome }) => [subject, outcome])).toEqual([
    ["PO-3", "PARKED"],
    ["PO-1", "FOLLOWS"],
    ["PO-2", "FOLLOWS"],
  ]);
});
