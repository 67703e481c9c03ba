import { expect, it } from "vitest";
import { breachExposure } from "./breach-exposure";

const at = (time: string) => new Date(`2026-05-04T${time}:00Z`);
const span = (from: string, to: string) => ({ from: at(from), to: at(to) });

// Example T of the capper: P05 to P07.
const PIECES = [
  { id: "P05", ...span("09:30", "10:20") },
  { id: "P06", ...span("10:45", "11:35") },
  { id: "P07", ...span("11:35", "12:30") },
];

it("TR-03 a breach exposes what was being made in it, pieces whole, and counts no time in which nothing was", () => {
  const { stretches, seconds, pieceIds } = breachExposure(PIECES, [
    { ...span("10:20", "10:45"), missing: true },
    { ...span("11:20", "12:05"), missing: false },
  ]);
  expect(stretches).toEqual([{ ...span("11:20", "12:05"), missing: false }]);
  expect(seconds).toBe(45 * 60);
  expect([...pieceIds]).toEqual(["P06", "P07"]);
});

it("TR-03 one that began before and one that goes on are cut to the pieces", () => {
  const { stretches, seconds, pieceIds } = breachExposure(PIECES, [span("08:00", "09:31"), { from: at("12:29"), to: null }]);
  expect(stretches).toEqual([span("09:30", "09:31"), span("12:29", "12:30")]);
  expect(seconds).toBe(120);
  expect([...pieceIds]).toEqual(["P05", "P07"]);
});

it("TR-03 what ends as a piece begins touches it not; without pieces there is nothing", () => {
  expect(breachExposure(PIECES, [span("10:20", "10:45")])).toEqual({ stretches: [], seconds: 0, pieceIds: new Set() });
  expect(breachExposure([], [span("10:20", "10:45")]).stretches).toEqual([]);
});
