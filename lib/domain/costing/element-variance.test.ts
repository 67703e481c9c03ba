import { describe, expect, it } from "vitest";
import { decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import { COST_ELEMENTS } from "./cost-line";
import { madeComponents } from "./made-components";
import { EXAMPLE_1, EXAMPLE_2 } from "./testing/example-orders";
import { component, operation } from "./testing/example-standard";
import { issue, posting, progress, rate, time } from "./testing/ledger";
import { boughtAt } from "./standard";
import { type Variance, decomposeVariance } from "./variance";

const table = (variance: Variance) =>
  Object.fromEntries(COST_ELEMENTS.map((key) => [key, [variance.elements[key].standard, variance.elements[key].actual].map((each) => each.toFixed(2))]));
const stepsOf = (variance: Variance, key: (typeof COST_ELEMENTS)[number]) =>
  Object.fromEntries(Object.entries(variance.elements[key].steps).flatMap(([step, amount]) => (amount.isZero() ? [] : [[step, amount.toFixed(2)]])));

it("§4.3 shows Example 1 by element, each difference the sum of its steps", () => {
  const variance = decomposeVariance(EXAMPLE_1);
  expect(table(variance)).toEqual({ MATERIAL: ["3244.76", "3248.50"], LABOUR: ["755.71", "763.20"], MACHINE: ["555.57", "567.00"], OVERHEAD: ["185.45", "188.40"] });
  expect(stepsOf(variance, "MATERIAL")).toEqual({ MATERIAL_PRICE: "3.20", MATERIAL_USAGE: "1.70", YIELD_SCRAP: "-1.16" });
  expect(stepsOf(variance, "LABOUR")).toEqual({ LABOUR_RATE: "4.40", LABOUR_EFFICIENCY: "3.20", YIELD_SCRAP: "-0.11" });
});

it("§4.3 shows rework, delay and lot size of Example 2 by element", () => {
  const variance = decomposeVariance(EXAMPLE_2);
  expect(sum(COST_ELEMENTS.map((key) => variance.elements[key].standard)).toFixed(2)).toBe("4528.14"); // credit 4528.13, REMAINING 0.01
  expect(stepsOf(variance, "MATERIAL")).toMatchObject({ MATERIAL_PRICE: "110.50", MATERIAL_USAGE: "17.80", REWORK: "17.00" });
  expect(stepsOf(variance, "LABOUR")).toMatchObject({ REWORK: "93.60", DELAY: "49.00" });
});

describe("§4.2, C-03 a made component", () => {
  // Example R: FG-200 from two SF-20, whose own standard of 1.046191 is 0.696392 material and 0.349799 work.
  const standard = {
    item: "FG-200",
    costingLotSize: decimal(400),
    operations: [
      operation(10, "0.99", { setup: ["0.5", "1.0"], run: ["0.02", "0.04"] }, ["26", "10", "6"]),
      operation(20, "1", { setup: ["0.25", "0.25"], run: ["0.01", "0.01"] }, ["22", "8", "4"]),
    ],
    components: [
      component({ position: 1, item: "SF-20", op: 10, per: "2", price: "1.046191" }, { made: true }),
      component({ position: 2, item: "PK-BOX", op: 20, per: "1", price: "0.62", scrap: "0.01" }),
    ],
  };
  const frozen = { MATERIAL: decimal("2.033053"), LABOUR: decimal("1.521952"), MACHINE: decimal("0.731239"), OVERHEAD: decimal("0.273460") };
  const [op10, op20] = [posting({ op: 10 }), posting({ op: 20 })];
  const ratesOf = (labour: string, machine: string, overhead: string) => [rate("LABOUR", labour, "A"), rate("MACHINE", machine), rate("OVERHEAD", overhead)];
  // 396 good of 400 processed, all times as planned; 810 SF-20 issued where 800 are planned, at their frozen standard.
  const lines = [
    issue(op10, { item: "SF-20", lot: "SF-1", position: 1, quantity: "810", unitCost: "1.046191" }),
    issue(op20, { item: "PK-BOX", lot: "B-1", position: 2, quantity: "399.96", unitCost: "0.62" }),
    ...time(op10, ratesOf("26", "10", "6"), [
      { activity: "SETUP", machine: "0.5", labour: [{ hours: "1", rateClass: "A" }] },
      { activity: "RUN", machine: "8", labour: [{ hours: "16", rateClass: "A" }] },
    ]),
    ...time(op20, ratesOf("22", "8", "4"), [
      { activity: "SETUP", machine: "0.25", labour: [{ hours: "0.25", rateClass: "A" }] },
      { activity: "RUN", machine: "3.96", labour: [{ hours: "3.96", rateClass: "A" }] },
    ]),
  ];
  const progressed = [progress(10, { processed: "400", goodFirst: "396", scrapFirst: "4" }), progress(20, { processed: "396", goodFirst: "396" })];
  const order = { standard, standardUnitCost: decimal("4.559704"), lines, progress: progressed, good: decimal(396), salvage: ZERO };

  it("is material on both sides: ten too many are 10.46 of usage and nothing else", () => {
    const variance = decomposeVariance(order);
    expect(table(variance)).toEqual({
      MATERIAL: ["1084.93", "1095.39"], // 800 × 1.046191 = 836.95, and 247.98 of boxes; 810 × 1.046191 = 847.41
      LABOUR: ["534.31", "534.62"],
      MACHINE: ["118.61", "118.68"],
      OVERHEAD: ["67.80", "67.84"],
    });
    expect(stepsOf(variance, "MATERIAL")).toEqual({ MATERIAL_USAGE: "10.46" });
  });

  it("keeps the work of the level below visible, 279.84 of its 836.95", () => {
    const made = madeComponents(standard, frozen, order.good);
    expect(made?.total.toFixed(2)).toBe("836.95");
    // 396 × 0.172697, 0.431719 and 0.102248 of Example R.
    expect(made?.work && Object.values(made.work).map((each) => each.toFixed(2))).toEqual(["68.39", "170.96", "40.49"]);
  });

  it("says no work where the ERP keeps one figure, and nothing where no component is made", () => {
    expect(madeComponents(standard, boughtAt(decimal("4.559704")), order.good)).toMatchObject({ work: null });
    expect(madeComponents(EXAMPLE_1.standard, frozen, order.good)).toBeNull();
  });
});
