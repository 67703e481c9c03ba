import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { clockJson, clockOf, dayJson, dayLiteral, dayOf, flag, guidLiteral, instantOf, instantOfStamp, literal, minutesJson, offsetLiteral, quantityJson, stampOf } from "./edm";
import { partKey, shortKey, textKey } from "./keys";
import { endOfDay, instantIn, localOf } from "./zone";

describe("literals of a URL", () => {
  it.each([
    [literal("O'Brien"), "'O''Brien'"],
    [literal(""), "''"],
    [guidLiteral("6f1d0c9e-4a43-4c0e-9d0a-2f4f4a1b7c11"), "guid'6f1d0c9e-4a43-4c0e-9d0a-2f4f4a1b7c11'"],
    [dayLiteral("2026-03-16"), "datetime'2026-03-16T00:00:00'"],
    // Function imports take the date without seconds.
    [dayLiteral("2026-03-16", "without"), "datetime'2026-03-16T00:00'"],
    [offsetLiteral(new Date("2026-03-16T05:15:02Z")), "datetimeoffset'2026-03-16T05:15:02Z'"],
    [offsetLiteral(new Date("2026-03-16T05:15:02.125Z")), "datetimeoffset'2026-03-16T05:15:02.125Z'"],
  ])("%s", (made, wanted) => expect(made).toBe(wanted));
});

describe("values in JSON", () => {
  it("writes a day as midnight in UTC and reads it back, whatever the zone", () => {
    expect(dayJson("2026-03-16")).toBe("/Date(1773619200000)/");
    expect(dayOf("/Date(1773619200000)/")).toBe("2026-03-16");
    expect(dayOf(null)).toBeNull();
    expect(dayOf("/Date(253402214400000)/")).toBe("9999-12-31");
    expect(() => dayOf("2026-03-16")).toThrow(RangeError);
  });
  it("reads instants with an offset as the milliseconds that they say", () => expect(instantOf("/Date(1612150635000+0000)/").toISOString()).toBe("2021-02-01T03:37:15.000Z"));
  it.each([
    ["PT14H05M12S", "14:05:12"],
    ["PT6H", "06:00:00"],
    [null, "00:00:00"],
  ])("reads the time %s as %s", (json, clock) => expect(clockOf(json)).toBe(clock));
  it("writes times and stamps", () => {
    expect(clockJson("14:05:12")).toBe("PT14H05M12S");
    expect(stampOf(new Date("2026-03-16T05:15:02Z"))).toBe("20260316051502");
    expect(instantOfStamp("20260316051502")?.toISOString()).toBe("2026-03-16T05:15:02.000Z");
    expect(instantOfStamp("")).toBeNull();
  });
  it("writes quantities with three decimals at most, and seconds as minutes with three", () => {
    expect([quantityJson(decimal("48")), quantityJson(decimal("0.0005")), quantityJson(decimal("0.0004"))]).toEqual(["48", "0.001", "0"]);
    expect([minutesJson(6630), minutesJson(0), minutesJson(1)]).toEqual(["110.500", "0.000", "0.017"]);
  });
  it.each([
    [true, true],
    ["X", true],
    ["", false],
    [null, false],
  ])("reads the flag %j as %s", (value, wanted) => expect(flag(value)).toBe(wanted));
});

describe("the plant's clock", () => {
  it("says day and time of an instant, and the instant again", () => {
    expect(localOf("Europe/Berlin", new Date("2026-03-15T23:30:00Z"))).toEqual({ day: "2026-03-16", clock: "00:30:00" });
    expect(instantIn("Europe/Berlin", "2026-03-16", "00:30:00").toISOString()).toBe("2026-03-15T23:30:00.000Z");
    // The night on which the clock goes forward.
    expect(instantIn("Europe/Berlin", "2026-03-29", "03:00:00").toISOString()).toBe("2026-03-29T01:00:00.000Z");
    expect(endOfDay("Europe/Berlin", "2026-03-29").toISOString()).toBe("2026-03-29T22:00:00.000Z");
  });
});

describe("keys", () => {
  const id = "6f1d0c9e-4a43-4c0e-9d0a-2f4f4a1b7c11";
  it("keeps the message's id for its first document and derives the others, the same each time", () => {
    expect(partKey(id, 1)).toBe(id);
    expect(partKey(id, 2)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5/);
    expect(partKey(id, 2)).toBe(partKey(id, 2));
    expect(new Set([1, 2, 3].map((part) => partKey(id, part))).size).toBe(3);
  });
  it("fits SAP's fields", () => {
    expect(shortKey(id)).toMatch(/^M[0-9A-Z]{15}$/);
    expect(shortKey(id, 20)).toMatch(/^M[0-9A-Z]{19}$/);
    expect(textKey(id, 24)).toBe("MES 6f1d0c9e4a434c0e9d0a2f4f");
    expect(shortKey(id)).not.toBe(shortKey("0b7c2e55-91de-4a0a-8f0f-5f5e1f0e7a02"));
  });
});
