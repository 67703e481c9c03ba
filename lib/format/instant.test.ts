import { expect, it } from "vitest";
import { formatDate, formatDay, formatDayTime, formatDayTimeWithSeconds, formatTime, formatTimeWithSeconds, formatWeekdayTime, hourAt } from "./instant";

const berlin = { timeZone: "Europe/Berlin" };

it("reads an instant on the site's clock, summer and winter", () => {
  expect(formatTime("2026-03-28T11:00:00Z", berlin)).toBe("12:00");
  expect(formatTime("2026-03-29T11:00:00Z", berlin)).toBe("13:00");
  expect(formatTimeWithSeconds("2026-11-02T09:12:31Z", berlin)).toBe("10:12:31");
  expect(formatTime("2026-11-01T23:05:00Z", berlin)).toBe("00:05");
});

it("names the day", () => {
  expect(formatWeekdayTime("2026-11-02T09:00:00Z", berlin)).toBe("Mon 10:00");
  expect(formatWeekdayTime("2026-11-02T09:00:00Z", { ...berlin, locale: "de-DE" })).toBe("Mo 10:00");
  expect(formatDay("2026-03-17T12:05:00Z", berlin)).toBe("17 Mar");
  expect(formatDayTime("2026-03-17T12:05:00Z", berlin)).toBe("17 Mar 13:05");
  expect(formatDayTimeWithSeconds("2026-03-17T12:05:02Z", berlin)).toBe("17 Mar 13:05:02");
  expect(formatDate("2026-03-19T12:05:00Z", berlin)).toBe("19 Mar 2026");
});

it("knows the hour of an axis mark", () => {
  expect(hourAt("2026-11-01T23:05:00Z", "Europe/Berlin")).toBe(0);
});
