import { describe, expect, it } from "vitest";
import { ZERO, decimal, sum } from "@/lib/domain/shared/decimal";
import { analyticLines } from "./analytic-cost";
import { marginList } from "./margin-list";
import { orderCost } from "./order-cost";
import { postingDate } from "./posting-date";
import { priceMaterial } from "./price-material";
import { priceTime } from "./price-time";
import { rateAt } from "./rates";
import { MACH_RATES } from "./testing/example-standard";
import { issue, posting, rate, time } from "./testing/ledger";
import { unassignedMachineCost, unconfirmedLabour } from "./unconfirmed-time";

describe("C-01, C-04 pricing of time", () => {
  it("makes one labour line per person and rate, one machine and one overhead line per activity, rounded once", () => {
    const result = priceTime(
      posting(),
      [
        {
          activity: "RUN",
          machineSeconds: 5760,
          labour: [
            { personId: "P-0417", rateClass: "A", seconds: 3000 },
            { personId: "P-0417", rateClass: "A", seconds: 2761 },
            { personId: "P-0533", rateClass: "B", seconds: 5760 },
          ],
          valuation: "ABNORMAL",
          reasonCode: null,
        },
      ],
      MACH_RATES,
    );
    if (!result.ok) throw new Error(result.code);
    expect(result.value.map((line) => [line.element, line.personId, line.quantity.toFixed(0), line.amount.toFixed(2), line.valuation])).toEqual([
      ["LABOUR", "P-0417", "5761", "44.81", "NORMAL"],
      ["LABOUR", "P-0533", "5760", "46.40", "NORMAL"],
      ["MACHINE", null, "5760", "67.20", "NORMAL"],
      ["OVERHEAD", null, "5760", "19.20", "NORMAL"],
    ]);
  });

  it("charges overhead on labour hours where that is the driver", () => {
    const rates = [rate("LABOUR", "28"), rate("MACHINE", "42"), { ...rate("OVERHEAD", "12"), basis: "LABOUR_H" as const }];
    const lines = time(posting(), rates, [
      {
        activity: "RUN",
        machine: "1",
        labour: [
          { hours: "1.5", rateClass: "A" },
          { hours: "0.5", rateClass: "A" },
        ],
      },
    ]);
    expect(lines.find((line) => line.element === "OVERHEAD")?.amount.toFixed(2)).toBe("24.00");
  });

  it("takes the rate at the event time and refuses to invent one", () => {
    const change = new Date("2026-04-01T00:00:00Z");
    const versions = [
      { ...rate("LABOUR", "28", "A"), to: change },
      { ...rate("LABOUR", "30", "A"), from: change },
    ];
    const at = (instant: string, rateClass: string) => rateAt(versions, { element: "LABOUR", rateClass, at: new Date(instant) });
    expect(at("2026-03-31T23:59:59Z", "A")).toMatchObject({ ok: true, value: { rate: decimal(28) } });
    expect(at("2026-04-01T00:00:00Z", "A")).toMatchObject({ ok: true, value: { rate: decimal(30) } });
    expect(at("2026-04-01T00:00:00Z", "B")).toMatchObject({ ok: false, code: "RATE_MISSING" });
  });
});

it("EX-24 a late fact is posted to the first open day", () => {
  expect(postingDate("2026-03-31", "2026-04-01")).toBe("2026-04-01");
  expect(postingDate("2026-04-02", "2026-04-01")).toBe("2026-04-02");
});

it.each([
  ["in thirds of a cent", "10", "0.125", ["3", "3", "4"], ["-0.37", "-0.38", "-0.50"]],
  ["all at once", "10", "0.125", ["10"], ["-1.25"]],
  ["piece by piece", "3", "0.333", ["1", "1", "1"], ["-0.33", "-0.34", "-0.33"]],
])("C-03 what goes back %s leaves no cent behind", (_, quantity, cost, parts, amounts) => {
  const fact = { item: "A", lotId: null, position: 10, unitCost: decimal(cost), activity: "RUN", valuation: "NORMAL", reasonCode: null } as const;
  let stood = decimal(quantity);
  const lines = parts.map((part) => {
    const line = priceMaterial(posting(), { ...fact, quantity: decimal(part).negated(), stood });
    stood = stood.minus(part);
    return line.amount;
  });
  expect(lines.map((amount) => amount.toFixed(2))).toEqual(amounts);
  expect(sum([priceMaterial(posting(), { ...fact, quantity: decimal(quantity) }).amount, ...lines]).toFixed(2)).toBe("0.00");
});

describe("C-03 analytic view", () => {
  const base = (closed: boolean) => ({
    orderId: "BASE",
    closed,
    salvage: ZERO,
    good: decimal(100),
    lines: [issue(posting({ orderId: "BASE" }), { item: "RM", lot: "RM-1", position: 1, quantity: "120", unitCost: "1.00" })],
  });
  const parent = {
    orderId: "TOP",
    closed: false,
    salvage: ZERO,
    good: decimal(10),
    lines: [issue(posting({ orderId: "TOP" }), { item: "SF", lot: "SF-1", position: 1, quantity: "50", unitCost: "1.00" })],
  };

  it("replaces a frozen standard by the producing order's actual unit cost once that is closed", () => {
    expect(orderCost(analyticLines(parent, new Map([["SF-1", base(false)]]))).total.toFixed(2)).toBe("50.00");
    expect(orderCost(analyticLines(parent, new Map([["SF-1", base(true)]]))).total.toFixed(2)).toBe("60.00");
  });

  it("ends in a rework loop", () => {
    const loop = { ...base(true), lines: [...base(true).lines, issue(posting({ orderId: "BASE" }), { item: "FG", lot: "FG-1", position: null, quantity: "1", unitCost: "5.00" })] };
    const top = { ...parent, closed: true };
    const producers = new Map([
      ["SF-1", loop],
      ["FG-1", top],
    ]);
    expect(orderCost(analyticLines(top, producers)).total.toFixed(2)).toBe("62.50");
  });
});

describe("C-15 time that nobody confirmed", () => {
  const shift = (personId: string, bookedSeconds: number) => ({ personId, shiftId: "S", attendedSeconds: 28_800, breakSeconds: 0, bookedSeconds, rate: decimal(26) });

  it("1.65 h cost 42.90", () => {
    const result = unconfirmedLabour([shift("P-0417", 26_460), shift("P-0533", 25_200)]);
    expect([result.seconds / 3600, result.amount.toFixed(2)]).toEqual([1.65, "42.90"]);
  });

  it("an overbooked shift is an exception and reduces nobody else's time", () => {
    const result = unconfirmedLabour([shift("P-0417", 30_000), shift("P-0533", 25_200)]);
    expect([result.seconds, result.overbooked.map((each) => each.personId)]).toEqual([3600, ["P-0417"]]);
  });

  it("prices a machine that ran without an order", () => {
    expect(unassignedMachineCost(5400, decimal(42)).toFixed(2)).toBe("63.00");
  });
});

it("C-14 lists the widest gap first and flags what the standard hides", () => {
  const sale = (sku: string, actual: string) => ({
    sku,
    quantity: decimal(100),
    netPrice: decimal("31.50"),
    standardUnitCost: decimal("23.707469"),
    actualUnitCost: decimal(actual),
  });
  const list = marginList([sale("FINE", "23.835500"), sale("LEAKING", "27.329319")], decimal(10));
  expect(list.map((each) => [each.sku, each.standardPercent?.toFixed(2), each.actualPercent?.toFixed(2), each.gap.toFixed(2), each.flagged])).toEqual([
    ["LEAKING", "24.74", "13.24", "362.18", true],
    ["FINE", "24.74", "24.33", "12.80", false],
  ]);
});
