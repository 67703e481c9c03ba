import { expect, it } from "vitest";
import { instantInZone, wallClock } from "./instant-in-zone";

const BERLIN = "Europe/Berlin";

it.each([
  ["winter", "2026-01-15T00:00", "2026-01-14T23:00:00.000Z"],
  ["summer", "2026-04-01T00:00", "2026-03-31T22:00:00.000Z"],
  ["the hour that comes twice, first", "2026-10-25T02:30", "2026-10-25T00:30:00.000Z"],
  ["the hour that is skipped", "2026-03-29T02:30", "2026-03-29T01:30:00.000Z"],
  ["an offset of its own", "2026-04-01T06:00:00+02:00", "2026-04-01T04:00:00.000Z"],
])("reads %s", (_, text, expected) => {
  expect(instantInZone(text, BERLIN)?.toISOString()).toBe(expected);
});

it.each(["", "yesterday", "2026-13-01T00:00", "2026-04-01"])("does not guess %j", (text) => {
  expect(instantInZone(text, BERLIN)).toBeNull();
});

it("writes what it reads", () => {
  expect(wallClock(new Date("2026-03-31T22:00:00Z"), BERLIN)).toBe("2026-04-01T00:00");
});
