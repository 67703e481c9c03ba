import { describe, expect, it } from "vitest";
import { noTimes, notProjectable, projectionBasis, readOf } from "./projection-words";

describe("words for what a projection rests on", () => {
  it("§6.1 names rates, what takes no time, and lines without a calendar", () => {
    expect(projectionBasis({ shiftRates: false, withoutCalendar: [] })).toEqual([
      "Rates are the ERP’s: no shift has told its own yet.",
      "Inspection and transport count as no time.",
    ]);
    expect(projectionBasis({ shiftRates: true, withoutCalendar: ["L1", "L2"] })).toEqual([
      "Rates are the ERP’s, or those of the last 30 shifts where they are lower.",
      "Inspection and transport count as no time.",
      "L1 and L2 without a calendar from the ERP: taken as round the clock.",
    ]);
  });

  it("says what was left out, and nothing where all was read", () => {
    expect(readOf(2_000, 2_341, "open orders by due date")).toEqual(["The first 2,000 of 2,341 open orders by due date are projected."]);
    expect(readOf(16, 16, "open orders by due date")).toEqual([]);
  });

  it("says which steps have no times, and how many orders that leaves without a date", () => {
    expect([noTimes([20]), noTimes([20, 30])]).toEqual(["op 20 has no times in the routing", "op 20 and 30 have no times in the routing"]);
    expect([notProjectable(0), notProjectable(1), notProjectable(2)]).toEqual([
      [],
      ["1 order is not projectable: the routing has no times."],
      ["2 orders are not projectable: the routing has no times."],
    ]);
  });
});
