import { expect, it } from "vitest";
import { timeTicks } from "./time-ticks";

it("marks midnights and round hours of the site", () => {
  const ticks = timeTicks("2026-11-02T05:00:00Z", "2026-11-03T11:00:00Z", { timeZone: "Europe/Berlin" });
  expect(ticks.filter((tick) => tick.day).map((tick) => tick.label)).toEqual(["Tue"]);
  expect(ticks.filter((tick) => !tick.day).map((tick) => tick.label)).toEqual(["08:00", "12:00", "16:00", "20:00", "04:00", "08:00"]);
});

it("keeps full hours in a zone of half hours", () => {
  const ticks = timeTicks("2026-11-02T00:10:00Z", "2026-11-02T04:00:00Z", { timeZone: "Asia/Kolkata" });
  expect(ticks.map((tick) => tick.label)).toEqual(["06:00", "07:00", "08:00", "09:00"]);
});

it.each([
  ["forward", "2026-03-28T21:00:00Z", "2026-03-29T04:00:00Z", ["22:00", "23:00", "Sun", "01:00", "03:00", "04:00", "05:00"]],
  ["back", "2026-10-24T20:00:00Z", "2026-10-25T05:00:00Z", ["22:00", "23:00", "Sun", "01:00", "02:00", "02:00", "03:00", "04:00", "05:00"]],
])("marks each hour of the night in which the clocks go %s, an hour apart", (_, from, to, labels) => {
  const ticks = timeTicks(from, to, { timeZone: "Europe/Berlin" });
  expect(ticks.map(({ label }) => label)).toEqual(labels);
  expect(ticks.map(({ at }) => Date.parse(at))).toEqual(labels.map((__, index) => Date.parse(from) + index * 3_600_000));
});
