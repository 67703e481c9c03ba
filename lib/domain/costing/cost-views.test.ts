import { describe, expect, it } from "vitest";
import { ZERO, decimal, sum } from "@/lib/domain/shared/decimal";
import { abnormalCost } from "./abnormal-cost";
import { totalAmount } from "./cost-line";
import { orderCost } from "./order-cost";
import { scrapCost } from "./scrap-cost";
import { EXAMPLE_1, EXAMPLE_2 } from "./testing/example-orders";
import { FG_100_PRICE, FG_100_UNIT_COST } from "./testing/example-standard";
import { actualUnitCost, marginOf } from "./unit-cost";

const yields = new Map([
  [10, decimal("0.98")],
  [20, decimal(1)],
]);

describe("C-08 scrap cost", () => {
  it("Example 1: one operation with scrap", () => {
    const [first] = scrapCost(EXAMPLE_1.lines, EXAMPLE_1.progress).operations;
    expect(first?.accumulated?.toFixed(6)).toBe("18.839706");
    expect(first?.cost.toFixed(2)).toBe("75.36");
  });

  it("Example 2: clean cost, scrap, rework and delay add up to what was charged", () => {
    const scrap = scrapCost(EXAMPLE_2.lines, EXAMPLE_2.progress);
    expect(scrap.operations.map((each) => [each.accumulated?.toFixed(6), each.cost.toFixed(2)])).toEqual([
      ["19.643902", "216.08"],
      ["24.508866", "73.53"],
    ]);
    expect(scrap.cleanCost.toFixed(2)).toBe("4681.19");
    const { byActivity, total } = orderCost(EXAMPLE_2.lines);
    expect(sum([scrap.cleanCost, scrap.total, byActivity.REWORK, byActivity.DELAY]).eq(total)).toBe(true);
  });

  it("has no unit cost while nothing was processed", () => {
    expect(scrapCost(EXAMPLE_1.lines, []).operations.every((each) => each.accumulated === null && each.cost.isZero())).toBe(true);
  });
});

describe("C-09 normal and abnormal", () => {
  it("Example 2: delay 143.50, scrap 135.54 and 73.53", () => {
    const abnormal = abnormalCost(EXAMPLE_2.lines, EXAMPLE_2.progress, yields);
    expect(abnormal.scrap.map((each) => [each.quantity.toFixed(1), each.cost.toFixed(2)])).toEqual([
      ["6.9", "135.54"],
      ["3.0", "73.53"],
    ]);
    expect(abnormal.delay.toFixed(2)).toBe("143.50");
    expect(abnormal.rework.isZero()).toBe(true);
    expect(abnormal.inventoriable.plus(abnormal.total).eq(abnormal.fullyLoaded)).toBe(true);
  });

  it("Example 1: scrap within the planned yield is normal", () => {
    expect(abnormalCost(EXAMPLE_1.lines, EXAMPLE_1.progress, yields).total.isZero()).toBe(true);
  });
});

describe("C-10 actual unit cost and margin", () => {
  it.each([
    ["Example 1", EXAMPLE_1, "23.835500", "7.664500", "24.33"],
    ["Example 2", EXAMPLE_2, "27.329319", "4.170681", "13.24"],
  ])("%s", (_, order, unitCost, perUnit, percent) => {
    const actual = actualUnitCost(totalAmount(order.lines), order.salvage, order.good);
    expect(actual?.toFixed(6)).toBe(unitCost);
    const margin = marginOf(FG_100_PRICE, actual ?? ZERO);
    expect([margin.perUnit.toFixed(6), margin.percent?.toFixed(2)]).toEqual([perUnit, percent]);
  });

  it("the standard promises 24.74 %", () => {
    const margin = marginOf(FG_100_PRICE, FG_100_UNIT_COST);
    expect([margin.perUnit.toFixed(6), margin.percent?.toFixed(2)]).toEqual(["7.792531", "24.74"]);
  });

  it("has no unit cost when nothing good came out", () => {
    expect(actualUnitCost(decimal(100), ZERO, ZERO)).toBeNull();
  });
});
