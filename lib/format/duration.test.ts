import { describe, expect, it } from "vitest";
import { formatAge, formatStopwatch, secondsBetween } from "./duration";
import { clockSecondsBetween, formatHoursDifference } from "./time-difference";

it("counts whole seconds between instants", () => {
  expect(secondsBetween("2026-11-02T10:00:00Z", "2026-11-02T10:02:12.900Z")).toBe(132);
  expect(secondsBetween("2026-11-02T10:00:01Z", "2026-11-02T10:00:00Z")).toBe(-1);
});

describe("formatStopwatch", () => {
  it.each([
    [132, false, "2:12"],
    [5076, false, "1:24:36"],
    [372, true, "0:06:12"],
    [-5, false, "0:00"],
  ])("writes %d s (hours %s) as %s", (seconds, hours, text) => {
    expect(formatStopwatch(seconds, { hours })).toBe(text);
  });
});

describe("formatAge", () => {
  it.each([
    [3, "3\u00a0s"],
    [59.9, "59\u00a0s"],
    [2760, "46\u00a0min"],
    [4200, "1:10\u00a0h"],
    [1_036_800, "12\u00a0d"],
  ])("writes %d s as %s", (seconds, text) => {
    expect(formatAge(seconds)).toBe(text);
  });
});

it.each([
  ["cuts the seconds that the clock does not show", "2026-03-16T03:00:00Z", "2026-03-16T05:31:45Z", "+2:31\u00a0h"],
  ["of what is early as well", "2026-03-16T03:00:00Z", "2026-03-16T02:28:15Z", "\u22120:32\u00a0h"],
  ["of both clocks", "2026-03-16T03:00:50Z", "2026-03-16T03:02:10Z", "+0:02\u00a0h"],
])("tells two clocks apart by what they show: %s", (_, from, to, text) => {
  expect(formatHoursDifference(clockSecondsBetween(from, to))).toBe(text);
});

it("signs lateness", () => {
  expect(formatHoursDifference(64_800)).toBe("+18:00\u00a0h");
  expect(formatHoursDifference(-3300)).toBe("\u22120:55\u00a0h");
  expect(formatHoursDifference(20)).toBe("0:00\u00a0h");
});
