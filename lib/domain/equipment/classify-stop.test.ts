import { describe, expect, it } from "vitest";
import { decideClassification, type StopReason } from "./classify-stop";
import type { EquipmentState } from "./equipment-state";

const broken: StopReason = { code: "BRK-MECH", class: "FAILURE", requiresComment: false, comment: null };
const waiting: StopReason = { code: "MAT-WAIT", class: "MATERIAL", requiresComment: false, comment: null };
const other: StopReason = { code: "OTHER", class: "OTHER", requiresComment: true, comment: null };

describe("ST-01, ST-04, ST-05 naming the reason of a stop", () => {
  it.each<[EquipmentState, string, StopReason, EquipmentState]>([
    ["HELD", "HELD", broken, "DOWN"],
    ["UNKNOWN", "UNKNOWN", broken, "DOWN"],
    ["HELD", "HELD", waiting, "HELD"],
    ["DOWN", "DOWN", waiting, "DOWN"],
    ["STARVED", "STARVED", broken, "STARVED"],
    // A failure named by mistake becomes what the machine said it was.
    ["DOWN", "HELD", waiting, "HELD"],
    // A stop with a reason is no micro-stop (§2.3).
    ["MICRO_STOP", "HELD", waiting, "HELD"],
  ])("%s, reported as %s, with %o", (state, rawState, reason, expected) => {
    expect(decideClassification({ state, rawState, superseded: false }, reason)).toEqual({ ok: true, value: expected });
  });

  it.each<[string, EquipmentState, boolean, StopReason]>([
    ["STOP_CHANGED", "HELD", true, broken],
    ["NOT_A_STOP", "PRODUCING", false, broken],
    ["NOT_A_STOP", "SETUP", false, broken],
    ["COMMENT_REQUIRED", "HELD", false, other],
    ["COMMENT_REQUIRED", "HELD", false, { ...other, comment: "  " }],
  ])("refuses with %s", (code, state, superseded, reason) => {
    expect(decideClassification({ state, rawState: state, superseded }, reason)).toMatchObject({ ok: false, code });
  });

  it("ST-03 takes a reason that needs words with its words", () => {
    expect(decideClassification({ state: "HELD", rawState: "HELD", superseded: false }, { ...other, comment: "belt slipped" }).ok).toBe(true);
  });
});
