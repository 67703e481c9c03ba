import { expect, it } from "vitest";
import { expectedEnd, minutesLeft, plannedBy, plannedEnd, scrapShare } from "./pace";

const at = (time: string) => Date.parse(`2026-03-02T${time}:00Z`);
// 780 an hour, 4,800 to make: the plan began at 05:55:46 and ends at 12:05.
const run = { planPerHour: "780", planFrom: "2026-03-02T05:55:46.154Z", target: "4800", decimals: 0, good: "3312", perHour: "768" };

it("knows what the plan has by now, and when it ends", () => {
  expect(plannedBy(run, at("10:12"))).toBe("3331");
  expect(plannedBy(run, at("04:00"))).toBe("0");
  expect(plannedBy(run, at("23:00"))).toBe("4800");
  expect(plannedEnd(run)).toBe("2026-03-02T12:05:00.000Z");
  expect(plannedBy({ ...run, planPerHour: null }, at("10:12"))).toBeUndefined();
});

it("expects the end at the present rate, else at the planned one", () => {
  expect(expectedEnd(run, at("10:12"))).toBe("2026-03-02T12:08:15.000Z");
  expect(expectedEnd({ ...run, perHour: null, good: "4020" }, at("10:12"))).toBe("2026-03-02T11:12:00.000Z");
  expect(expectedEnd({ ...run, good: "4800" }, at("10:12"))).toBeUndefined();
});

it("knows how long a mounted lot lasts", () => {
  expect(minutesLeft("230", "1.01", "768")).toBe(17);
  expect(minutesLeft("230", "1.01", null)).toBeUndefined();
});

it("writes scrap as a share of what was processed", () => {
  expect(scrapShare("21", "3341")).toBe("0.6");
  expect(scrapShare("0", "0")).toBeUndefined();
});
