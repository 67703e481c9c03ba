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
  it.each<[number | null, string]>([
    [64_800, "18\u00a0h"],
    [9_000, "2:30\u00a0h"],
    [null, "no end"],
  ])("%s s late are %s", (seconds, words) => expect(lateHours(seconds)).toBe(words));
  it("lists as people do", () => expect([listed([]), listed(["L1"]), listed(["L1", "L2", "L3"])]).toEqual(["", "L1", "L1, L2 and L3"]));
});
