import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type LoadedState, type LoadedUnit, activityOf, machinePieces } from "./machine-activity";

const HOUR = 3600;
const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 5, 6) + Math.round(seconds * 1000));
const span = (from: number, to: number) => ({ from: at(from), to: at(to) });
const told = (state: LoadedState, from: number, to: number) => ({ ...span(from, to), state });

const QUIET: LoadedUnit = { said: [], states: [], stops: [], microStopSeconds: 120, unscheduled: [], plannedDowntime: [], attended: [] };
const said = (activity: "SETUP" | "RUN" | "DELAY", to = 2 * HOUR) => [{ ...span(0, to), activity, reason: activity === "DELAY" ? "MAT-WAIT" : null }];

/** Seconds by activity and reason of two hours; what no order pays for as `nobody`. */
function paid(unit: Partial<LoadedUnit>, making: "RUN" | "REWORK" = "RUN"): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { activity, reason, seconds } of machinePieces({ ...QUIET, ...unit }, span(0, 2 * HOUR), making)) {
    const key = activity === null ? "nobody" : `${activity}${reason === null ? "" : ` ${reason}`}`;
    sums[key] = (sums[key] ?? 0) + seconds;
  }
  return sums;
}

describe("C-05 what a loaded order pays for of the time of its machine", () => {
  it.each<[LoadedState, number, string]>([
    ["SETUP", 600, "SETUP"],
    ["HELD", 119, "RUN"],
    ["DOWN", 120, "DELAY"],
  ])("%s of %i s is %s", (state, seconds, activity) => expect(activityOf({ state, seconds }, "RUN", 120)).toBe(activity));

  it.each<LoadedState>(["PLANNED_DOWN", "NOT_SCHEDULED", "STANDBY"])("an hour of %s within a run of two is no order's", (state) => {
    expect(paid({ said: said("RUN"), states: [told(state, 0.5 * HOUR, 1.5 * HOUR)] })).toEqual({ RUN: HOUR, nobody: HOUR });
    expect(paid({ said: said("RUN"), states: [told(state, 0.5 * HOUR, 1.5 * HOUR)] }, "REWORK")).toEqual({ REWORK: HOUR, nobody: HOUR });
  });

  it("ST-01 a machine that falls silent in its planned downtime costs its order nothing, and a delay outside of it", () => {
    const silent = { said: said("RUN"), states: [told("UNKNOWN", 0, HOUR)], stops: [{ ...span(0, HOUR), reason: null, seconds: HOUR }] };
    expect(paid({ ...silent, plannedDowntime: [span(0, 0.5 * HOUR)] })).toMatchObject({ nobody: 0.5 * HOUR, DELAY: 0.5 * HOUR });
  });

  it("an hour of a trial is a delay, unless it was planned", () => {
    const trial = { said: said("RUN"), states: [told("ENGINEERING", 0, HOUR)], stops: [{ ...span(0, HOUR), reason: null, seconds: HOUR }] };
    expect(paid(trial)).toEqual({ DELAY: HOUR, RUN: HOUR });
    expect(paid({ ...trial, plannedDowntime: [span(0, 0.5 * HOUR)] })).toEqual({ nobody: 0.5 * HOUR, DELAY: 0.5 * HOUR, RUN: HOUR });
  });

  it("a stop of a run is a delay with its reason; a micro-stop stays in the run", () => {
    const states = [told("DOWN", 0, 600), told("HELD", 1000, 1100), told("MICRO_STOP", 2000, 2050)];
    expect(paid({ said: said("RUN"), states, stops: [{ ...span(0, 600), reason: "BRK-MECH", seconds: 600 }] })).toEqual({ "DELAY BRK-MECH": 600, RUN: 2 * HOUR - 600 });
  });

  it("ST-01 a setup or a pause that people told stays what it is, whatever the machine stands in, but for planned downtime", () => {
    expect(paid({ said: said("SETUP"), states: [told("STANDBY", 0, HOUR)] })).toEqual({ SETUP: 2 * HOUR });
    expect(paid({ said: said("DELAY"), states: [told("STANDBY", 0, HOUR), told("PRODUCING", HOUR, 2 * HOUR)] })).toEqual({ "DELAY MAT-WAIT": 2 * HOUR });
    expect(paid({ said: said("SETUP"), states: [told("PLANNED_DOWN", 0, HOUR)] })).toEqual({ nobody: HOUR, SETUP: HOUR });
    expect(paid({ said: said("DELAY"), states: [told("PLANNED_DOWN", 0, HOUR)] })).toEqual({ nobody: HOUR, "DELAY MAT-WAIT": HOUR });
  });
});

describe("C-05 outside of a shift", () => {
  const unscheduled = [span(HOUR, 2 * HOUR)];
  const attended = [span(0, 2 * HOUR)];

  it("what waits is no order's: a pause, a stop and a run that everybody left", () => {
    expect(paid({ said: said("DELAY"), unscheduled, attended })).toEqual({ "DELAY MAT-WAIT": HOUR, nobody: HOUR });
    const down = { states: [told("DOWN", 0, 2 * HOUR)], stops: [{ ...span(0, 2 * HOUR), reason: null, seconds: 2 * HOUR }] };
    expect(paid({ said: said("RUN"), unscheduled, attended, ...down })).toEqual({ DELAY: HOUR, nobody: HOUR });
    expect(paid({ said: said("RUN"), unscheduled, attended: [span(0, HOUR)] })).toEqual({ RUN: HOUR, nobody: HOUR });
    expect(paid({ said: said("SETUP"), unscheduled })).toEqual({ SETUP: HOUR, nobody: HOUR });
  });

  it("ST-01 what really works is the order's: a machine that produces, and people at a setup or at a machine that tells nothing", () => {
    expect(paid({ said: said("RUN"), unscheduled, states: [told("PRODUCING", 0, 2 * HOUR)] })).toEqual({ RUN: 2 * HOUR });
    expect(paid({ said: said("RUN"), unscheduled, attended })).toEqual({ RUN: 2 * HOUR });
    expect(paid({ said: said("SETUP"), unscheduled, attended, states: [told("STANDBY", 0, 2 * HOUR)] })).toEqual({ SETUP: 2 * HOUR });
  });
});

it("C-04 pieces conserve seconds, whatever is known of the machine", () => {
  const instant = fc.double({ min: -500, max: 9000, noNaN: true });
  const edges = (most: number) => fc.uniqueArray(instant, { maxLength: most }).map((list) => list.toSorted((a, b) => a - b));
  const spans = edges(8).map((list) => list.flatMap((from, index) => (index % 2 === 0 && list[index + 1] !== undefined ? [span(from, list[index + 1] ?? from)] : [])));
  const state = fc.constantFrom<LoadedState[]>("PRODUCING", "MICRO_STOP", "SETUP", "HELD", "DOWN", "UNKNOWN", "ENGINEERING", "STANDBY", "PLANNED_DOWN", "NOT_SCHEDULED");
  const row = <Value>(value: fc.Arbitrary<Value>) => fc.tuple(edges(10), fc.array(value, { minLength: 10, maxLength: 10 }));
  fc.assert(
    fc.property(
      row(state),
      row(fc.constantFrom("SETUP" as const, "RUN" as const, "DELAY" as const)),
      spans,
      spans,
      spans,
      spans,
      (states, activities, stops, unscheduled, plannedDowntime, attended) => {
        const [inner, names] = activities;
        const cuts = [0.25, ...inner.filter((cut) => cut > 0.25 && cut < 7200.75), 7200.75];
        const pieces = machinePieces(
          {
            said: cuts.slice(0, -1).map((from, index) => ({ ...span(from, cuts[index + 1] ?? from), activity: names[index % 10] ?? "RUN", reason: null })),
            states: states[0].slice(0, -1).map((from, index) => ({ ...span(from, states[0][index + 1] ?? from), state: states[1][index] ?? "UNKNOWN" })),
            stops: stops.map((stop) => ({ ...stop, reason: null, seconds: 200 })),
            microStopSeconds: 120,
            unscheduled,
            plannedDowntime,
            attended,
          },
          span(0.25, 7200.75),
          "RUN",
        );
        expect(pieces.reduce((total, { seconds }) => total + seconds, 0)).toBe(7201);
        expect(pieces.every(({ seconds }) => Number.isInteger(seconds) && seconds > 0)).toBe(true);
      },
    ),
  );
});
