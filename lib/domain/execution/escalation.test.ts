import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escalatedTo, ESCALATIONS, type Escalating, LEVELS, mayComeTo, NAMED_CLASSES, nextEscalation, SHIFT_CLASSES } from "./escalation";

const at = (minutes: number): Date => new Date(Date.UTC(2026, 2, 17, 6) + minutes * 60_000);
const raised: Escalating = { class: "MATERIAL_SHORT", state: "RAISED", level: 0, raisedAt: at(0), takenAt: null, shiftEnd: at(480) };
const next = (more: Partial<Escalating>) => nextEscalation({ ...raised, ...more });

describe("§2.5 escalate after", () => {
  it.each<[string, number, number, string]>([
    ["LINE_DOWN", 0, 10, "PLANNER"],
    ["LINE_DOWN", 1, 30, "SITE_HEAD"],
    ["QUALITY_FAIL", 0, 15, "LEAD"],
    ["MATERIAL_SHORT", 0, 15, "PLANNER"],
    ["BACKFLUSH_SHORT", 0, 15, "PLANNER"],
    ["HELP_CALL", 0, 15, "PLANNER"],
    ["SAFETY_CALL", 0, 2, "SITE_HEAD"],
    ["ORDER_CHANGE_CONFLICT", 0, 30, "SITE_HEAD"],
    ["MESSAGE_DEAD", 0, 30, "SITE_HEAD"],
    ["SEQUENCE_GAP", 0, 30, "SITE_HEAD"],
    ["OVERDUE_ORDER", 0, 240, "SITE_HEAD"],
    ["AT_RISK_COMMITMENT", 0, 240, "SITE_HEAD"],
    // The shift ends at 480 min.
    ["COUNT_MISMATCH", 0, 480, "PLANNER"],
    ["COUNTER_SUSPECT", 0, 480, "PLANNER"],
    ["FLOW_SUSPECT", 0, 480, "PLANNER"],
    ["LOT_TOLD_LATE", 0, 480, "PLANNER"],
    ["TIME_SUSPECT", 0, 480, "PLANNER"],
  ])("%s, level %i: %i min after it was raised to %s", (kind, level, minutes, to) => {
    expect(next({ class: kind, level })).toEqual({ level: level + 1, at: at(minutes), to });
  });

  it("counts eight hours where no shift was planned", () => {
    expect(next({ class: "TIME_SUSPECT", shiftEnd: null, raisedAt: at(30) })?.at).toEqual(at(510));
  });

  it("stops when somebody has taken it; a line that is down escalates until it runs", () => {
    expect(next({ state: "ACKNOWLEDGED", takenAt: at(3) })).toBeNull();
    expect(next({ class: "LINE_DOWN", state: "IN_PROGRESS", takenAt: at(3) })).toMatchObject({ level: 1, at: at(10) });
    expect(next({ class: "LINE_DOWN", state: "RESOLVED" })).toBeNull();
    expect(next({ class: "LINE_DOWN", state: "CLOSED" })).toBeNull();
    // It came back within 15 min, and nobody had taken it.
    expect(next({ state: "IN_PROGRESS" })).toMatchObject({ at: at(15) });
  });

  it("ends with its last level, and never begins for what has no clock", () => {
    expect(next({ class: "LINE_DOWN", level: 2 })).toBeNull();
    expect(next({ level: 1 })).toBeNull();
    expect(next({ class: "STOCK_MISMATCH" })).toBeNull();
  });

  it("adds an owner with each level; the head of the site is told and takes none", () => {
    expect([escalatedTo("LINE_DOWN", 0), escalatedTo("LINE_DOWN", 1), escalatedTo("LINE_DOWN", 2)]).toEqual([[], ["PLANNER"], ["PLANNER"]]);
    expect(escalatedTo("STOCK_MISMATCH", 3)).toEqual([]);
  });

  it("tells whose business a class is or may become; what is not named is the lead's alone", () => {
    expect(NAMED_CLASSES.filter((kind) => mayComeTo(["MAINTENANCE"], kind))).toEqual(["LINE_DOWN"]);
    expect(mayComeTo(["PLANNER"], "MATERIAL_SHORT")).toBe(true);
    expect(mayComeTo(["QUALITY"], "MATERIAL_SHORT")).toBe(false);
    expect([mayComeTo(["LEAD"], "STOCK_MISMATCH"), mayComeTo(["PLANNER"], "STOCK_MISMATCH")]).toEqual([true, false]);
  });

  it("goes up level by level, later each time, and the table of levels names each of them once", () => {
    const kinds = fc.constantFrom(...Object.keys(ESCALATIONS), "OTHER");
    fc.assert(
      fc.property(kinds, fc.nat(100_000), fc.option(fc.nat(1_000)), (kind, begin, shift) => {
        const exception: Escalating = { ...raised, class: kind, raisedAt: at(begin), shiftEnd: shift === null ? null : at(begin + shift) };
        let before: Date | null = null;
        let level = 0;
        for (let step = nextEscalation(exception); step !== null; step = nextEscalation({ ...exception, level })) {
          expect(step.level).toBe(level + 1);
          if (before !== null) expect(step.at > before).toBe(true);
          expect(LEVELS.filter((one) => one.class === kind && one.level === level)).toHaveLength(1);
          before = step.at;
          level = step.level;
        }
        expect(level).toBe(ESCALATIONS[kind]?.steps.length ?? 0);
        if (SHIFT_CLASSES.includes(kind)) expect(before).toEqual(exception.shiftEnd ?? new Date(exception.raisedAt.getTime() + 8 * 3_600_000));
      }),
    );
  });
});
