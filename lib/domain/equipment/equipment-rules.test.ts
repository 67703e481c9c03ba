import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breachWindows, isWithin } from "./breach-window";
import { EQUIPMENT_STATES, type EquipmentState, withReason } from "./equipment-state";
import { lineChanges } from "./line-down";
import { fromPackml, PACKML_STATES, packmlState } from "./packml";
import { withPrecedence } from "./precedence";
import type { StateInterval } from "./state-interval";
import { timeClass, type TimeClassContext } from "./time-class";

const at = (minutes: number): Date => new Date(Date.UTC(2026, 0, 5, 11) + minutes * 60_000);
const interval = (from: number, to: number | null, state: EquipmentState, reason: string | null = null): StateInterval => ({
  from: at(from),
  to: to === null ? null : at(to),
  state,
  rawState: state,
  reason,
  source: "PLC",
});
const context: TimeClassContext = { orderLoaded: true, planned: false, microStopMode: "PERFORMANCE_LOSS" };

describe("timeClass", () => {
  it("adds up example O1: APT 353, ASUT 25, ADET 72, outside PBT 30 minutes", () => {
    const spans: [EquipmentState, number][] = [
      ["SETUP", 25],
      ["PRODUCING", 105],
      ["DOWN", 38],
      ["PRODUCING", 72],
      ["PLANNED_DOWN", 30],
      ["PRODUCING", 95],
      ["STARVED", 12],
      ["PRODUCING", 63],
      ["DOWN", 22],
      ["PRODUCING", 18],
    ];
    const minutes = new Map<string, number>();
    for (const [state, length] of spans) minutes.set(timeClass(state, context), (minutes.get(timeClass(state, context)) ?? 0) + length);
    expect(Object.fromEntries(minutes)).toEqual({ APT: 353, ASUT: 25, ADET: 72, OUTSIDE_PBT: 30 });
  });

  it.each(["STARVED", "BLOCKED", "HELD", "UNKNOWN", "DOWN"] as const)("ST-04 %s without an order counts as ADOT", (state) => {
    expect(timeClass(state, { ...context, orderLoaded: false })).toBe("ADOT");
  });

  it("ST-01 a machine that nobody hears from in its planned downtime stands as planned, whatever is loaded; one that says something is what it says", () => {
    for (const orderLoaded of [true, false]) expect(timeClass("UNKNOWN", { ...context, orderLoaded, planned: true })).toBe("OUTSIDE_PBT");
    expect(timeClass("STANDBY", { ...context, orderLoaded: false, planned: true })).toBe("ADOT");
    expect(timeClass("PRODUCING", { ...context, planned: true })).toBe("APT");
  });

  it.each([
    [true, true, "OUTSIDE_PBT"],
    [true, false, "OUTSIDE_PBT"],
    [false, true, "ADET"],
    [false, false, "ADET"],
  ] as const)("ST-02 ENGINEERING, planned %s, order loaded %s, counts as %s", (planned, orderLoaded, expected) => {
    expect(timeClass("ENGINEERING", { ...context, planned, orderLoaded })).toBe(expected);
  });

  it("KP-01 moves micro-stops between producing and delay", () => {
    expect(timeClass("MICRO_STOP", context)).toBe("APT");
    expect(timeClass("MICRO_STOP", { ...context, microStopMode: "AVAILABILITY_LOSS" })).toBe("ADET");
  });

  it("knows a class for every state", () => {
    expect(EQUIPMENT_STATES.every((state) => timeClass(state, context) !== undefined)).toBe(true);
  });
});

describe("withReason", () => {
  it("ST-04 turns HELD and UNKNOWN into DOWN for a failure, nothing else", () => {
    expect(withReason("HELD", "FAILURE")).toBe("DOWN");
    expect(withReason("UNKNOWN", "FAILURE")).toBe("DOWN");
    expect(withReason("STARVED", "FAILURE")).toBe("STARVED");
    expect(withReason("HELD", "MATERIAL")).toBe("HELD");
  });
});

describe("fromPackml", () => {
  it.each([
    ["Execute", "PRODUCING"],
    ["Suspended", "STARVED"],
    ["Held", "HELD"],
    ["Aborted", "DOWN"],
    ["Clearing", "DOWN"],
    ["Idle", "STANDBY"],
    ["Complete", "STANDBY"],
  ] as const)("maps %s to %s in production", (state, expected) => expect(fromPackml(state, "Production")).toBe(expected));

  it("lets the mode speak first", () => {
    expect(PACKML_STATES.every((state) => fromPackml(state, "Maintenance") === "PLANNED_DOWN")).toBe(true);
    expect(fromPackml("Execute", "Setup")).toBe("SETUP");
    expect(fromPackml("Execute", "Manual")).toBe("ENGINEERING");
    expect(fromPackml("Suspended", "Production", "DOWNSTREAM")).toBe("BLOCKED");
    expect(packmlState(6)).toBe("Execute");
  });
});

describe("withPrecedence", () => {
  const tell = (intervals: StateInterval[]): string[] => intervals.map(({ state, rawState, source }) => `${state}/${rawState}/${source}`);

  it("ST-01 a person beats the PLC and the raw state is kept", () => {
    const said = withPrecedence([interval(0, 60, "HELD")], [{ from: at(10), to: at(20), state: "DOWN", reason: "BRK-MECH", source: "OPERATOR" }]);
    expect(tell(said)).toEqual(["HELD/HELD/PLC", "DOWN/HELD/OPERATOR", "HELD/HELD/PLC"]);
  });

  it("ST-02 producing during a planned break is producing", () => {
    const pause = { from: at(0), to: at(30), state: "PLANNED_DOWN", reason: "BREAK", source: "CALENDAR" } as const;
    expect(tell(withPrecedence([interval(0, 10, "UNKNOWN"), interval(10, 40, "PRODUCING")], [pause]))).toEqual(["PLANNED_DOWN/UNKNOWN/CALENDAR", "PRODUCING/PRODUCING/PLC"]);
  });
});

describe("breachWindows", () => {
  const limits = { low: 1, high: 2 };
  const span = { from: at(0), to: at(60) };
  const series = (values: readonly (readonly [number, number, ("GOOD" | "BAD")?])[]) =>
    values.map(([minute, value, quality]) => ({ at: at(minute), value, quality: quality ?? "GOOD" }));

  it("TR-04 reaches from the last good sample before to the first good one after", () => {
    const values = series(
      [
        [0, 1.5],
        [20, 1.4],
        [21, 0.7],
        [40, 0.8],
        [60, 1.5],
      ].map(([minute, value]) => [minute ?? 0, value ?? 0] as const),
    );
    expect(breachWindows(values, limits, { from: at(0), to: at(61) }, 30 * 60_000)).toEqual([{ from: at(20), to: at(60) }]);
  });

  it("TR-04 a limit itself passes, a bad sample does not", () => {
    expect(
      breachWindows(
        series([
          [0, 1],
          [30, 2],
          [59, 1],
        ]),
        limits,
        span,
        40 * 60_000,
      ),
    ).toEqual([]);
    expect(
      breachWindows(
        series([
          [0, 1],
          [30, 2, "BAD"],
          [50, 1],
        ]),
        limits,
        span,
        60 * 60_000,
      ),
    ).toEqual([{ from: at(0), to: at(50) }]);
  });

  it.each(["UNCERTAIN", "BAD"] as const)("TR-04 a value within the limits that is %s is none that keeps them", (quality) => {
    expect(isWithin({ value: 1.5, quality }, limits)).toBe(false);
  });

  it("KP-04 a gap as long as is allowed misses nothing, between two samples and up to the end of a closed span; a longer one does", () => {
    const gap = 10 * 60_000;
    const values = series([
      [10, 1.5],
      [20, 1.5],
    ]);
    const closed = { from: at(0), to: at(30) };
    expect(breachWindows(values, limits, closed, gap)).toEqual([]);
    expect(breachWindows(values, limits, closed, gap - 1)).toEqual([closed]);
  });

  it("TR-04 missing data counts as breach", () => {
    expect(
      breachWindows(
        series([
          [5, 1.5],
          [30, 1.5],
          [55, 1.5],
        ]),
        limits,
        span,
        10 * 60_000,
      ),
    ).toEqual([{ from: at(5), to: at(55) }]);
    expect(breachWindows([], limits, span, 10 * 60_000)).toEqual([span]);
  });

  it("TR-04 stays open until a good sample follows", () => {
    expect(
      breachWindows(
        series([
          [5, 1.5],
          [6, 3],
        ]),
        limits,
        { from: at(0), to: null },
        10 * 60_000,
      ),
    ).toEqual([{ from: at(5), to: null }]);
  });

  it("TR-04 example T: the torque is out of its limits from 11:20 to 12:05", () => {
    const torque = Array.from({ length: 25 }, (_, n) => ({ at: at(n * 5), value: n * 5 > 20 && n * 5 < 65 ? 128 : 160, quality: "GOOD" as const }));
    const shift = { from: at(0), to: at(125) };
    expect(breachWindows(torque, { low: 140, high: 180 }, shift, 15 * 60_000)).toEqual([{ from: at(20), to: at(65) }]);
  });

  it("TR-04 goes on from a breach that had begun, and of one instant the sample that is not good decides", () => {
    const gap = 10 * 60_000;
    expect(breachWindows(series([[9, 1.5]]), limits, { from: at(5), to: null, broken: true }, gap)).toEqual([{ from: at(5), to: at(9) }]);
    const twice = series([
      [5, 3],
      [5, 1.5],
      [6, 1.5],
    ]);
    for (const samples of [twice, twice.toReversed()]) expect(breachWindows(samples, limits, { from: at(1), to: null }, gap)).toEqual([{ from: at(5), to: at(6) }]);
  });

  it("TR-04 the windows depend on the set of samples only, lie apart, and hold each sample that is not good and each silence", () => {
    const sample = fc.record({
      at: fc.integer({ min: 0, max: 59 }).map(at),
      value: fc.constantFrom(0, 1, 1.5, 2, 3),
      quality: fc.constantFrom("GOOD" as const, "GOOD" as const, "UNCERTAIN" as const, "BAD" as const),
    });
    const gap = 5 * 60_000;
    fc.assert(
      fc.property(
        fc.array(sample, { maxLength: 30 }).chain((samples) => fc.tuple(fc.constant(samples), fc.shuffledSubarray(samples, { minLength: samples.length }), fc.boolean())),
        ([samples, shuffled, closed]) => {
          const open = { from: at(0), to: closed ? at(60) : null };
          const windows = breachWindows(samples, limits, open, gap);
          expect(breachWindows(shuffled, limits, open, gap)).toEqual(windows);
          for (const [n, { from, to }] of windows.entries()) {
            expect(to === null ? n : to > from).toBe(to === null ? windows.length - 1 : true);
            expect(n === 0 || from > (windows[n - 1]?.to ?? from)).toBe(true);
          }
          const covered = (instant: Date) => windows.some(({ from, to }) => instant >= from && (to === null || instant < to));
          for (const one of samples.filter((each) => !isWithin(each, limits))) expect(covered(one.at)).toBe(true);
          const good = [at(0), ...samples.filter((each) => isWithin(each, limits)).map((each) => each.at), ...(closed ? [at(60)] : [])].toSorted(
            (a, b) => a.getTime() - b.getTime(),
          );
          for (const [n, instant] of good.entries())
            if (n > 0 && instant.getTime() - (good[n - 1]?.getTime() ?? 0) > gap) expect(covered(new Date(instant.getTime() - 1))).toBe(true);
        },
      ),
    );
  });
});

describe("lineChanges", () => {
  it("ST-06 tells each failure and recovery, and a lost signal does not end a failure", () => {
    const intervals = [interval(0, 5, "PRODUCING"), interval(5, 9, "DOWN", "BRK-MECH"), interval(9, 12, "UNKNOWN"), interval(12, 20, "DOWN"), interval(20, null, "PRODUCING")];
    expect(lineChanges("PRODUCING", intervals)).toEqual([
      { type: "DOWN", at: at(5), reason: "BRK-MECH" },
      { type: "RESTORED", at: at(20), reason: null },
    ]);
  });
});
