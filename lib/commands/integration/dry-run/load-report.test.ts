import { expect, it } from "vitest";
import { changesBetween, type LoadLine, reportOf } from "./load-report";

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

it("counts everything, shows what needs a look first, and says how many are left off", () => {
  const many = Array.from({ length: 405 }, (_, index) => line("erp.item.v1", `I-${index}`, "SAME"));
  const report = reportOf([...many, line("erp.order.v1", "PO-1", "CREATED"), line("erp.order.v1", "PO-2", "REFUSED")], ["erp.item.v1"], {
    from: "START",
    pages: 3,
    messages: 408,
    stopped: null,
  });
  expect(report.counts).toMatchObject({ SAME: 405, CREATED: 1, REFUSED: 1, KNOWN: 1, PARKED: 0 });
  expect(report.byType.map(({ type, counts }) => [type, counts.SAME, counts.KNOWN])).toEqual([
    ["erp.item.v1", 405, 1],
    ["erp.order.v1", 0, 0],
  ]);
  expect(report.lines.slice(0, 2).map(({ subject }) => subject)).toEqual(["PO-2", "PO-1"]);
  expect([report.lines.length, report.leftOff]).toEqual([400, 7]);
});
