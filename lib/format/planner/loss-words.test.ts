import { describe, expect, it } from "vitest";
import { hoursLost, lateHours } from "./loss-words";
import { listed } from "./listed";

describe("words for losses", () => {
  it.each([
    [57_600, "16\u00a0h"],
    [9_000, "2.5\u00a0h"],
    [2_400, "40\u00a0min"],
    [0, "0\u00a0min"],
  ])("%i s of capacity are %s", (seconds, words) => expect(hoursLost(seconds)).toBe(words));
  it.each<[string | null, string]>([
    ["2026-03-16T21:00:00Z", "18\u00a0h"],
    ["2026-03-16T05:31:45Z", "2:31\u00a0h"],
    [null, "no end"],
  ])("projected %s, due 03:00, is late by %s", (projectedAt, words) => expect(lateHours("2026-03-16T03:00:00Z", projectedAt)).toBe(words));
  it("lists as people do", () => expect([listed([]), listed(["L1"]), listed(["L1", "L2", "L3"])]).toEqual(["", "L1", "L1, L2 and L3"]));
});
