import { expect, it } from "vitest";
import { worstOf } from "./worst-of";

const minute = (at: number) => Date.parse("2026-03-02T06:00:00Z") + at * 60_000;
const instant = (at: number) => new Date(minute(at)).toISOString();
const point = (at: number, min: number, max: number) => ({ at: minute(at), min, max, last: max });
const limits = { low: 18, high: 25, stepMs: 5 * 60_000 };

it("TR-04 marks what is furthest outside in each breach, above or below", () => {
  const points = [point(0, 20, 21), point(5, 20, 27), point(10, 20, 26), point(15, 20, 21), point(20, 12, 20)];
  const breaches = [
    { from: instant(4), to: instant(14), missing: false },
    { from: instant(19), to: null, missing: false },
  ];
  expect(worstOf({ ...limits, points, breaches })).toEqual([
    { at: minute(5), value: 27 },
    { at: minute(20), value: 12 },
  ]);
});

it("TR-04 marks a breach whose values lie in a stretch that began before it", () => {
  expect(worstOf({ ...limits, points: [point(0, 20, 27), point(5, 20, 21)], breaches: [{ from: instant(2), to: instant(4), missing: false }] })).toEqual([
    { at: minute(0), value: 27 },
  ]);
});

it("TR-04 marks a stretch once, also where two breaches lie in it", () => {
  const breaches = [
    { from: instant(1), to: instant(2), missing: false },
    { from: instant(3), to: instant(4), missing: false },
  ];
  expect(worstOf({ ...limits, points: [point(0, 20, 27), point(5, 20, 21)], breaches })).toEqual([{ at: minute(0), value: 27 }]);
});

it("TR-04 marks nothing where nobody knows", () => {
  expect(worstOf({ ...limits, points: [point(0, 20, 27)], breaches: [{ from: instant(0), to: null, missing: true }] })).toEqual([]);
});
