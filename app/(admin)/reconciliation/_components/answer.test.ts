import { describe, expect, it } from "vitest";
import type { ReconciliationRow } from "@/lib/queries/reconciliation/runs";
import { accuracyWords, leftOutWords, reconciliationAnswer, stateWords } from "./answer";
import { basisAmount, basisSides, basisWords, partWords, sideWords, unitWords, whatWords } from "./difference-words";

const RUN: ReconciliationRow = {
  id: "r",
  siteId: "s",
  site: "SITE-A",
  timeZone: "UTC",
  currency: "USD",
  connectionId: "c",
  connection: "ERP",
  cause: "DAILY",
  state: "DONE",
  onDate: "2026-03-31",
  requestedBy: null,
  startedAt: "2026-03-31T04:00:00.000Z",
  endedAt: "2026-03-31T04:00:09.000Z",
  reason: null,
  retryAt: null,
  readsOrders: true,
  readsStock: true,
  listsOrders: true,
  ordersTotal: 12,
  ordersDone: 12,
  leftOut: 0,
  costsCompared: 12,
  costsRefused: null,
  matched: 80,
  explained: 0,
  unexplained: 0,
  accepted: 0,
  value: "1000",
  unexplainedValue: "0",
  latest: true,
  accuracy: "1",
};

describe("IN-11 the finding in words", () => {
  it.each([
    [{}, "SITE-A and ERP agree in everything"],
    [{ explained: 3 }, "Every difference is explained"],
    [{ unexplained: 1, explained: 3 }, "1 difference has no explanation"],
    [{ unexplained: 2 }, "2 differences have no explanation"],
    [{ state: "FAILED" as const }, "SITE-A and ERP could not be compared"],
    [{ state: "UNSUPPORTED" as const }, "ERP cannot say what it holds"],
  ])("%o", (change, words) => expect(reconciliationAnswer({ ...RUN, ...change })).toBe(words));

  it("never rounds an accuracy up to its goal", () => {
    expect([accuracyWords("0.998999"), accuracyWords("0.9995"), accuracyWords("1"), accuracyWords(null)]).toEqual(["99.89\u00a0%", "99.95\u00a0%", "100.00\u00a0%", "–"]);
  });

  it("says how far it is, and what it leaves out", () => {
    expect(stateWords({ ...RUN, state: "RUNNING", ordersDone: 4 })).toBe("4 of 12 orders");
    expect(stateWords({ ...RUN, state: "RUNNING" })).toBe("Compares the stock");
    expect(leftOutWords(RUN)).toBeNull();
    expect(leftOutWords({ ...RUN, readsStock: false, leftOut: 5 })).toBe("ERP cannot say what it has in stock; 5 orders above the bound of one comparison come with the next.");
    expect(leftOutWords({ ...RUN, costsCompared: 0 })).toBe("ERP does not say what its orders cost.");
    expect(leftOutWords({ ...RUN, costsCompared: 0, costsRefused: "The ERP keeps the cost of PO-1 in EUR" })).toBe("The ERP keeps the cost of PO-1 in EUR.");
  });
});

describe("a difference in words", () => {
  it("writes quantities, hours and states, and nothing for no part", () => {
    const pieces = { measure: "GOOD", uom: "EA" } as const;
    const time = { measure: "MACHINE_TIME", uom: "SEC" } as const;
    const line = { ...pieces, ours: "200", theirs: "192", oursText: null, theirsText: null };
    expect([sideWords(line, "ours"), sideWords(line, "theirs"), partWords("8", pieces), partWords("0", pieces)]).toEqual(["200", "192", "+8", ""]);
    expect([sideWords({ ...line, ...time, ours: "5400" }, "ours"), partWords("-1800", time), unitWords(time)]).toEqual(["1:30", "−0:30\u00a0h", "h"]);
    expect(sideWords({ ...line, theirsText: "UNKNOWN" }, "theirs")).toBe("not there");
    const none = { item: null, lot: null, activity: null, element: null, period: null };
    expect(whatWords({ ...none, measure: "COMPONENT", item: "SEAL-02", lot: "S-1" })).toBe("Component used: SEAL-02, lot S-1");
    expect(whatWords({ ...none, measure: "MACHINE_TIME", activity: "REWORK" })).toBe("Machine time: rework");
  });

  it("C-17 writes a cost as money, with its element and month", () => {
    const cost = { measure: "COST", uom: "USD" } as const;
    expect(sideWords({ ...cost, ours: "436.8", theirs: "0", oursText: null, theirsText: null }, "ours")).toBe("436.80");
    expect([partWords("-15.6", cost), partWords("0.000000", cost), unitWords(cost)]).toEqual(["−15.60", "", "USD"]);
    const none = { item: null, lot: null, activity: null };
    expect(whatWords({ ...none, measure: "COST", element: "MACHINE", period: "2026-03" })).toBe("Cost: machine, 2026-03");
    expect(whatWords({ ...none, measure: "COST", element: "CREDIT", period: null })).toBe("Cost: receipts, taken off");
  });

  it("C-17 says where a cost differs, with what both sides count and charge", () => {
    const none = { item: null, lot: null, operation: null, activity: null, rate: "0", quantity: "0", unexplained: "0" };
    const run = {
      ...none,
      operation: 10,
      activity: "RUN" as const,
      uom: "SEC",
      ours: { qty: "37440", rate: "42" },
      theirs: { qty: "36000", rate: "43.5" },
      rate: "-15",
      quantity: "16.8",
    };
    expect([basisWords(run), basisAmount(run), basisSides(run)]).toEqual(["Operation 10, run", "−15.00 rate, +16.80 quantity", "10:24\u00a0h at 42.00 · 10:00\u00a0h at 43.50"]);
    const credit = { ...none, item: "FG-100", lot: "F-1", uom: "EA", ours: { qty: "-200", rate: "23.707469" }, theirs: { qty: null, rate: null }, unexplained: "58.51" };
    expect([basisWords(credit), basisAmount(credit), basisSides(credit)]).toEqual(["FG-100, lot F-1", "+58.51 unexplained", "−200\u00a0EA at 23.707469 · no quantity"]);
    expect(basisWords({ ...credit, item: null, lot: null })).toBe("The whole");
  });
});
