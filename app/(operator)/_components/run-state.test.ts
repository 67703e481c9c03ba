import { expect, it } from "vitest";
import { standsWithoutReason, stateOf } from "./run-state";

const AT = "2026-03-02T10:00:00.000Z";
const machine = (state: string, reason: string | null = null) => ({ state, since: AT, reason, reasonName: reason });

it("says the pause of a person before the machine, and the machine before an operation that should run", () => {
  const own = { since: AT, reason: "Waiting for quality" };
  expect(stateOf("PAUSED", machine("DOWN"), own)).toEqual({ panel: "PAUSED", detail: "Waiting for quality", since: AT });
  expect(stateOf("RUNNING", machine("DOWN", "BRK-MECH"), own)).toMatchObject({ panel: "DOWN", detail: "BRK-MECH" });
  expect(stateOf("RUNNING", machine("PRODUCING"), own)).toMatchObject({ panel: "PRODUCING", since: AT });
  expect(stateOf("RUNNING", null, own).panel).toBe("PRODUCING");
  expect(stateOf(null, null)).toMatchObject({ free: true });
});

it("S10 asks for a reason from the threshold on: 120 s is a stop, 119 s is not", () => {
  const after = (seconds: number) => Date.parse(AT) + seconds * 1000;
  expect(standsWithoutReason(machine("DOWN"), 120, after(119))).toBe(false);
  expect(standsWithoutReason(machine("DOWN"), 120, after(120))).toBe(true);
  expect(standsWithoutReason(machine("DOWN", "PM"), 120, after(900))).toBe(false);
  expect(standsWithoutReason(machine("PRODUCING"), 120, after(900))).toBe(false);
});
