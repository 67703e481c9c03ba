import { describe, expect, it } from "vitest";
import { earlier, endOfDay, instantText, localText, microsOf, wentBackSeconds } from "./zone";

describe("times of a site without a zone of their own", () => {
  it.each([
    ["UTC", "2026-03-16T06:15:02.482Z", "2026-03-16 06:15:02"],
    ["Europe/Berlin", "2026-03-16T05:15:02Z", "2026-03-16 06:15:02"],
    ["Europe/Berlin", "2026-07-16T05:15:02Z", "2026-07-16 07:15:02"],
    ["Asia/Kolkata", "2026-03-16T00:45:02Z", "2026-03-16 06:15:02"],
    ["America/New_York", "2026-12-31T23:30:00Z", "2026-12-31 18:30:00"],
  ])("%s: %s is %s, and back", (zone, instant, local) => {
    expect(localText(zone, new Date(instant))).toBe(local);
    expect(microsOf(zone, local)).toBe(Math.floor(Date.parse(instant) / 1000) * 1_000_000);
  });

  it("keeps microseconds, and takes a day alone as its beginning", () => {
    expect(microsOf("UTC", "2026-03-16 06:15:02.482113")).toBe(Date.parse("2026-03-16T06:15:02Z") * 1000 + 482_113);
    expect(instantText("Europe/Berlin", "2026-03-16")).toBe("2026-03-15T23:00:00.000Z");
    expect(microsOf("UTC", "soon")).toBeNull();
  });

  it.each([
    ["the hour that comes twice is the first", "2026-10-25 02:30:00", "2026-10-25T00:30:00.000Z"],
    ["the hour after it", "2026-10-25 03:00:00", "2026-10-25T02:00:00.000Z"],
    ["the hour that is left out lies before the jump", "2026-03-29 02:30:00", "2026-03-29T00:30:00.000Z"],
    ["the hour after the jump", "2026-03-29 03:00:00", "2026-03-29T01:00:00.000Z"],
  ])("Europe/Berlin: %s", (_, local, instant) => expect(instantText("Europe/Berlin", local)).toBe(instant));

  it("ends a day where the next begins, also when it has 23 hours", () => {
    expect(endOfDay("Europe/Berlin", "2026-03-29")).toBe("2026-03-29T22:00:00.000Z");
    expect(endOfDay("UTC", "no day")).toBeNull();
  });

  it("reaches back by the hour that has just come twice, and only then", () => {
    expect(wentBackSeconds("Europe/Berlin", new Date("2026-10-25T01:30:00Z"))).toBe(3600);
    expect(wentBackSeconds("Europe/Berlin", new Date("2026-10-25T04:00:00Z"))).toBe(0);
    expect(wentBackSeconds("Europe/Berlin", new Date("2026-03-29T01:30:00Z"))).toBe(0);
    expect(earlier("2026-03-16 00:00:01.000012", 3)).toBe("2026-03-15 23:59:58.000012");
  });
});
