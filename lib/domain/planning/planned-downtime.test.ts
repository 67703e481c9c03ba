import { describe, expect, it } from "vitest";
import { decideDowntime, decideDowntimeCancel, decideDowntimeChange } from "./planned-downtime";

const at = (time: string) => new Date(`2026-03-16T${time}Z`);
const span = (from: string, to: string) => ({ from: at(from), to: at(to) });
const NOW = at("10:00:40");
const OTHER = { unit: "L1.FILLER", ...span("14:00:00", "15:00:00") };

describe("§6.1.1 planned downtime", () => {
  it.each([
    ["takes what lies ahead", span("12:00:00", "13:00:00"), null],
    ["takes what begins in this minute", span("10:00:00", "11:00:00"), null],
    ["refuses what begins a minute before", span("09:59:00", "11:00:00"), "DOWNTIME_PASSED"],
    ["refuses an end at the beginning", span("12:00:00", "12:00:00"), "DOWNTIME_EMPTY"],
    ["takes what ends where another begins", span("13:00:00", "14:00:00"), null],
    ["refuses what overlaps another by a second", span("13:00:00", "14:00:01"), "DOWNTIME_OVERLAPS"],
  ])("%s", (_, asked, code) => {
    const decision = decideDowntime(asked, NOW, [OTHER]);
    expect(decision.ok ? null : decision.code).toBe(code);
  });

  it.each([
    ["moves one that lies ahead", span("12:00:00", "13:00:00"), span("11:00:00", "13:30:00"), null],
    ["does not move one ahead into the past", span("12:00:00", "13:00:00"), span("09:00:00", "13:00:00"), "DOWNTIME_PASSED"],
    ["lengthens one that has begun", span("09:00:00", "11:00:00"), span("09:00:00", "12:00:00"), null],
    ["keeps the beginning of one that has begun", span("09:00:00", "11:00:00"), span("09:30:00", "11:00:00"), "DOWNTIME_BEGUN"],
    ["does not end one before now", span("09:00:00", "11:00:00"), span("09:00:00", "10:00:00"), "DOWNTIME_PASSED"],
    ["does not lengthen into another", span("09:00:00", "11:00:00"), span("09:00:00", "14:30:00"), "DOWNTIME_OVERLAPS"],
    ["leaves one that is over as it was", span("08:00:00", "09:00:00"), span("08:00:00", "12:00:00"), "DOWNTIME_OVER"],
  ])("%s", (_, current, asked, code) => {
    const decision = decideDowntimeChange(current, asked, NOW, [OTHER]);
    expect(decision.ok ? null : decision.code).toBe(code);
  });

  it("calls off: nothing is left of one ahead, what has passed of one that has begun, and one that is over stays", () => {
    expect(decideDowntimeCancel(span("12:00:00", "13:00:00"), NOW)).toEqual({ ok: true, value: null });
    expect(decideDowntimeCancel(span("09:00:00", "13:00:00"), NOW)).toEqual({ ok: true, value: { from: at("09:00:00"), to: NOW } });
    expect(decideDowntimeCancel(span("08:00:00", "09:00:00"), NOW)).toMatchObject({ ok: false, code: "DOWNTIME_OVER" });
  });
});
