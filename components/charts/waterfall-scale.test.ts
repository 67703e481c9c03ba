import { expect, it } from "vitest";
import { niceTicks, waterfallBars } from "./waterfall-scale";

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
