import { expect, it } from "vitest";
import { niceTicks, roundTicks, waterfallBars } from "./waterfall-scale";

it("starts each bar where the last one ended", () => {
  expect(waterfallBars([100, -30, 10])).toEqual([
    { low: 0, high: 100, after: 100 },
    { low: 70, high: 100, after: 70 },
    { low: 70, high: 80, after: 80 },
  ]);
});

it("marks round figures and zero", () => {
  expect(niceTicks(0, 691.77)).toEqual([0, 200, 400, 600]);
  expect(niceTicks(-40, 100)).toContain(0);
  expect(niceTicks(0, 0)).toEqual([0]);
});

it("marks round figures of what lies far from zero, within its bounds", () => {
  expect(roundTicks(17.4, 25.6)).toEqual([20, 25]);
  expect(roundTicks(138, 182)).toEqual([140, 160, 180]);
  expect(roundTicks(5, 5)).toEqual([5]);
});

it.each([
  [0, 5e-324],
  [0, 1.5e-323],
  [-1.7e308, 1.7e308],
])("marks what no float lies between, %s and %s", (bottom, top) => {
  expect(roundTicks(bottom, top)).toEqual([bottom]);
});
