import { describe, expect, it } from "vitest";
import { Day } from "./values";
import { dayIn, endOfDay, startOfDay } from "./zone";

describe("calendar days of a zone", () => {
  it.each([
    ["UTC", "2026-11-25", "2026-11-25T00:00:00.000Z", "2026-11-26T00:00:00.000Z"],
    ["Europe/Berlin", "2026-11-25", "2026-11-24T23:00:00.000Z", "2026-11-25T23:00:00.000Z"],
    ["Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
    ["Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"],
    ["America/New_York", "2026-12-31", "2026-12-31T05:00:00.000Z", "2027-01-01T05:00:00.000Z"],
  ])("%s %s", (zone, day, start, end) => {
    expect(startOfDay(zone, new Day(day)).toISOString()).toBe(start);
    expect(endOfDay(zone, new Day(day)).toISOString()).toBe(end);
    expect(dayIn(zone, new Date(start)).iso).toBe(day);
    expect(dayIn(zone, new Date(Date.parse(end) - 1)).iso).toBe(day);
  });
});
