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

it.each([
  ["the first time where both are still to come", "2026-10-25T00:29:00Z", "2026-10-25T00:30:00.000Z"],
  ["the first time at its very instant", "2026-10-25T00:30:00Z", "2026-10-25T00:30:00.000Z"],
  ["the second time where the first has passed", "2026-10-25T00:31:00Z", "2026-10-25T01:30:00.000Z"],
  ["the first time again once both have passed", "2026-10-25T01:31:00Z", "2026-10-25T00:30:00.000Z"],
])("reads a wall clock that comes twice as %s", (_, since, expected) => {
  expect(instantInZone("2026-10-25T02:30", BERLIN, new Date(since))?.toISOString()).toBe(expected);
});

it("reads one that comes once as that, though it has passed", () => {
  expect(instantInZone("2026-10-25T01:30", BERLIN, new Date("2026-10-25T01:00:00Z"))?.toISOString()).toBe("2026-10-24T23:30:00.000Z");
});

it.each(["", "yesterday", "2026-13-01T00:00", "2026-04-01"])("does not guess %j", (text) => {
  expect(instantInZone(text, BERLIN)).toBeNull();
});

it("writes what it reads", () => {
  expect(wallClock(new Date("2026-03-31T22:00:00Z"), BERLIN)).toBe("2026-04-01T00:00");
});
