import { expect, it } from "vitest";
import { inputValue, kpiName, kpiValue } from "./kpi-words";

const figure = (name: string, unit: "RATIO" | "SECONDS" | "PER_HOUR", value: string | null, percent: string | null = null) => kpiValue({ name, unit, value, percent });

it("§5 reads a share in percent, a time as a clock, a rate by the hour, and says why there is none", () => {
  expect(figure("oee", "RATIO", "0.675000", "67.50")).toBe("67.50\u00a0%");
  expect(figure("mttr", "SECONDS", "754.4")).toBe("0:12:34");
  expect(figure("throughputPerBusyHour", "PER_HOUR", "1234.56")).toBe("1,234.6\u00a0/h");
  expect([figure("mtbf", "SECONDS", null), figure("oee", "RATIO", null)]).toEqual(["no failures", "no value"]);
});

it("tells times from counts in a formula", () => {
  const input = (symbol: string, value: string) => inputValue({ symbol, value, of: null });
  expect([input("PBT", "25200"), input("GQ 10", "1234"), input("FE", "3"), input("Σ PRI×GQ", "60.5")]).toEqual(["7:00:00", "1,234", "3", "0:01:00"]);
});

it("names ISO's effectiveness as people do", () => {
  expect([kpiName("effectiveness"), kpiName("of-tomorrow")]).toEqual(["Performance", "of-tomorrow"]);
});
