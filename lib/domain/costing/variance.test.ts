import { describe, expect, it } from "vitest";
import { ONE, ZERO, decimal, sum } from "@/lib/domain/shared/decimal";
import { orderCost } from "./order-cost";
import { component, FG_100, operation } from "./testing/example-standard";
import { EXAMPLE_1, EXAMPLE_2 } from "./testing/example-orders";
import { issue, posting, progress } from "./testing/ledger";
import { type Variance, VARIANCE_CATEGORIES, decomposeVariance } from "./variance";
import type { VarianceInput } from "./variance-stages";

const nonZero = (variance: Variance) =>
  Object.fromEntries(VARIANCE_CATEGORIES.filter((category) => !variance.categories[category].isZero()).map((category) => [category, variance.categories[category].toFixed(2)]));

describe("§4.3 Example 1", () => {
  const variance = decomposeVariance(EXAMPLE_1);
  it("C-01 sums the posted amounts", () => {
    const cost = orderCost(EXAMPLE_1.lines);
    expect(Object.values(cost.byElement).map((each) => each.toFixed(2))).toEqual(["3248.50", "763.20", "567.00", "188.40"]);
    expect(cost.total.toFixed(2)).toBe("4767.10");
  });
  it("decomposes 25.61", () => {
    expect(variance.credit.toFixed(2)).toBe("4741.49");
    expect(variance.total.toFixed(2)).toBe("25.61");
    expect(nonZero(variance)).toEqual({
      MATERIAL_PRICE: "3.20",
      MATERIAL_USAGE: "1.70",
      LABOUR_RATE: "4.40",
      LABOUR_EFFICIENCY: "3.20",
      MACHINE_EFFICIENCY: "11.60",
      OVERHEAD_EFFICIENCY: "3.00",
      YIELD_SCRAP: "-1.49",
    });
    expect(variance.remainingAlarm).toBe(false);
  });
});

describe("§4.3 Example 2", () => {
  const variance = decomposeVariance(EXAMPLE_2);
  it("C-06, C-07 sums delay and rework cost", () => {
    const cost = orderCost(EXAMPLE_2.lines);
    expect(Object.values(cost.byElement).map((each) => each.toFixed(2))).toEqual(["3392.70", "943.40", "682.80", "226.20"]);
    expect(cost.total.toFixed(2)).toBe("5245.10");
    expect(cost.byActivity.REWORK.toFixed(2)).toBe("130.80");
    expect(cost.byActivity.DELAY.toFixed(2)).toBe("143.50");
  });
  it("decomposes 691.77", () => {
    expect(variance.credit.toFixed(2)).toBe("4528.13");
    expect(variance.total.toFixed(2)).toBe("691.77");
    expect(nonZero(variance)).toEqual({
      MATERIAL_PRICE: "110.50",
      MATERIAL_USAGE: "17.80",
      LABOUR_RATE: "8.20",
      LABOUR_EFFICIENCY: "48.08",
      MACHINE_EFFICIENCY: "42.20",
      OVERHEAD_EFFICIENCY: "13.44",
      REWORK: "129.80",
      DELAY: "143.50",
      YIELD_SCRAP: "173.03",
      LOT_SIZE: "5.21",
      REMAINING: "0.01",
    });
    expect(variance.remainingAlarm).toBe(false);
  });
});

const noTime = { setup: ["0", "0"] as [string, string], run: ["0", "0"] as [string, string] };
const assembled = (overrides: Partial<VarianceInput>): VarianceInput => ({
  standard: { ...FG_100, operations: [operation(20, "1", noTime, ["0", "0", "0"])], components: FG_100.components.slice(1) },
  standardUnitCost: decimal("1.734"),
  lines: [],
  progress: [progress(20, { processed: "200", goodFirst: "200" })],
  good: decimal(200),
  salvage: ZERO,
  ...overrides,
});
const at20 = posting({ op: 20 });

describe("§4.4 micro-examples", () => {
  it("splits a substitution into price, mix and usage", () => {
    const lines = [
      issue(at20, { item: "SEAL-02", lot: "S-1", position: 2, quantity: "300", unitCost: "0.86" }),
      issue(at20, { item: "SEAL-02A", lot: "S-9", position: 2, quantity: "104", unitCost: "0.95" }),
    ];
    const variance = decomposeVariance(assembled({ lines }));
    expect(nonZero(variance)).toEqual({ MATERIAL_PRICE: "6.12", MATERIAL_MIX: "7.28", MATERIAL_USAGE: "-3.40" });
    expect(variance.total.toFixed(2)).toBe("10.00");
  });

  it("splits a mix group into mix and usage", () => {
    const standard = {
      item: "BLEND",
      costingLotSize: ONE,
      operations: [operation(20, "1", noTime, ["0", "0", "0"])],
      components: [
        component({ position: 1, item: "A", op: 20, per: "60", price: "5.00" }, { mixGroup: "M" }),
        component({ position: 2, item: "B", op: 20, per: "40", price: "8.00" }, { mixGroup: "M" }),
      ],
    };
    const lines = [
      issue(at20, { item: "A", lot: "LA", position: 1, quantity: "70", unitCost: "5.00" }),
      issue(at20, { item: "B", lot: "LB", position: 2, quantity: "35", unitCost: "8.00" }),
    ];
    const variance = decomposeVariance(assembled({ standard, lines, standardUnitCost: decimal(620), good: ONE, progress: [progress(20, { processed: "1", goodFirst: "1" })] }));
    expect(nonZero(variance)).toEqual({ MATERIAL_MIX: "-21.00", MATERIAL_USAGE: "31.00" });
    expect(variance.total.toFixed(2)).toBe("10.00");
  });
});

describe("§4.3 special cases", () => {
  it("books an approved deviation wholly as usage", () => {
    const planned = issue(at20, { item: "SEAL-02", lot: "S-1", position: 2, quantity: "408", unitCost: "0.85" });
    const deviation = { ...issue(at20, { item: "GLUE", lot: "G-1", position: null, quantity: "2", unitCost: "4.50" }), standardUnitCost: decimal("4.00") };
    const variance = decomposeVariance(assembled({ lines: [planned, deviation] }));
    expect(nonZero(variance)).toEqual({ MATERIAL_PRICE: "1.00", MATERIAL_USAGE: "8.00" });
  });

  it("shows what a skipped operation saved as efficiency", () => {
    const skipped = { ...progress(20, {}), skipped: true };
    const variance = decomposeVariance({ ...EXAMPLE_1, lines: EXAMPLE_1.lines.filter((line) => line.op === 10), progress: [...EXAMPLE_1.progress.slice(0, 1), skipped] });
    // Saved: setup 26.00 and run 200 × 0.08 × 26.00 = 416.00; op 10 spent 8.40 beyond its standard.
    expect(variance.categories.LABOUR_EFFICIENCY.toFixed(2)).toBe("-433.60");
    expect(variance.categories.LOT_SIZE.toFixed(2)).toBe("0.00");
    expect(sum(Object.values(variance.categories)).eq(variance.total)).toBe(true);
  });

  it("does not show the setup of an operation that has not begun as a saving", () => {
    const running = { ...EXAMPLE_1, good: ZERO, lines: EXAMPLE_1.lines.filter((line) => line.op === 10), progress: EXAMPLE_1.progress.slice(0, 1) };
    const { categories } = decomposeVariance(running);
    expect(categories.LABOUR_EFFICIENCY.toFixed(2)).toBe("8.40");
    expect(categories.LOT_SIZE.toFixed(2)).toBe("82.00");
  });
});
