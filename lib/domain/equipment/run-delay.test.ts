import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { delayIntervals, reasonedDelays, splitRunByDelays } from "./run-delay";

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 5, 6) + Math.round(seconds * 1000));
const told = (pieces: ReturnType<typeof splitRunByDelays>): string[] => pieces.map(({ activity, seconds }) => `${activity} ${seconds}`);

describe("splitRunByDelays", () => {
  const run = { from: at(0), to: at(3600) };
  it.each([
    ["EX-02 books a delay of the threshold as DELAY", [{ from: at(600), to: at(720) }], ["RUN 600", "DELAY 120", "RUN 2880"]],
    ["EX-02 leaves a shorter one in RUN", [{ from: at(600), to: at(719) }], ["RUN 3600"]],
    ["EX-02 measures a delay whole that began before the run", [{ from: at(-100), to: at(60) }], ["DELAY 60", "RUN 3540"]],
    ["EX-02 takes an open delay to the end of the run", [{ from: at(3000), to: null }], ["RUN 3000", "DELAY 600"]],
    ["EX-02 ignores a delay outside the run", [{ from: at(4000), to: at(5000) }], ["RUN 3600"]],
  ])("%s", (_, delays, expected) => {
    expect(told(splitRunByDelays(run, delays, 120))).toEqual(expected);
  });

  it("EX-02 keeps every second, whole", () => {
    const edges = fc.uniqueArray(fc.double({ min: -500, max: 4500, noNaN: true }), { maxLength: 20 }).map((list) => list.sort((a, b) => a - b));
    fc.assert(
      fc.property(edges, fc.double({ min: 0, max: 3600, noNaN: true }), (list, length) => {
        const delays = list.flatMap((from, index) => (index % 2 === 0 ? [{ from: at(from), to: at(list[index + 1] ?? from + 60) }] : []));
        const piece = { from: at(0.25), to: at(0.25 + length) };
        const pieces = splitRunByDelays(piece, delays, 120);
        expect(pieces.reduce((total, { seconds }) => total + seconds, 0)).toBe(Math.round((piece.to.getTime() - piece.from.getTime()) / 1000));
        expect(pieces.every(({ seconds }) => Number.isInteger(seconds) && seconds >= 0)).toBe(true);
      }),
    );
  });
});

describe("delayIntervals", () => {
  it("takes a stop that changes its state as one delay", () => {
    const interval = (from: number, to: number, state: "HELD" | "DOWN" | "PRODUCING") =>
      ({ from: at(from), to: at(to), state, rawState: state, reason: null, source: "PLC" }) as const;
    expect(delayIntervals([interval(0, 60, "HELD"), interval(60, 130, "DOWN"), interval(130, 200, "PRODUCING")])).toEqual([{ from: at(0), to: at(130) }]);
  });
});

describe("reasonedDelays", () => {
  const interval = (from: number, to: number | null, state: "HELD" | "DOWN" | "PRODUCING", reason: string | null = null) =>
    ({ from: at(from), to: to === null ? null : at(to), state, rawState: state, reason, source: "PLC" }) as const;
  const shown = (...intervals: Parameters<typeof reasonedDelays>[0]) =>
    reasonedDelays(intervals, 120, at(1000)).map(({ from, to, reason }) => [secondsOf(from), to === null ? null : secondsOf(to), reason]);
  const secondsOf = (instant: Date): number => (instant.getTime() - at(0).getTime()) / 1000;

  it("C-05 measures a delay of two reasons whole and keeps both", () => {
    expect(shown(interval(0, 90, "HELD", "MAT-WAIT"), interval(90, 180, "DOWN", "BRK-MECH"))).toEqual([
      [0, 90, "MAT-WAIT"],
      [90, 180, "BRK-MECH"],
    ]);
    expect(shown(interval(0, 60, "HELD", "MAT-WAIT"), interval(60, 119, "DOWN", "BRK-MECH"), interval(119, 500, "PRODUCING"))).toEqual([]);
  });

  it("C-09 lets what nobody named go with the reason before it, at the beginning with the first", () => {
    expect(shown(interval(0, 60, "HELD"), interval(60, 120, "DOWN", "BRK-MECH"), interval(120, 200, "HELD"), interval(200, null, "HELD", "MAT-WAIT"))).toEqual([
      [0, 200, "BRK-MECH"],
      [200, null, "MAT-WAIT"],
    ]);
    expect(shown(interval(0, 200, "HELD"))).toEqual([[0, 200, null]]);
  });

  it("C-05 keeps the seconds of every delay, without gap or overlap", () => {
    const pieces = fc.array(
      fc.record({ seconds: fc.integer({ min: 1, max: 300 }), state: fc.constantFrom("HELD", "DOWN", "PRODUCING"), reason: fc.constantFrom(null, "A", "B") }),
      {
        maxLength: 12,
      },
    );
    fc.assert(
      fc.property(pieces, (list) => {
        let from = 0;
        const intervals = list.map(({ seconds, state, reason }) => {
          const one = interval(from, from + seconds, state, state === "PRODUCING" ? null : reason);
          from += seconds;
          return one;
        });
        const whole = delayIntervals(intervals).filter(({ from: start, to }) => to !== null && secondsOf(to) - secondsOf(start) >= 120);
        const reasoned = reasonedDelays(intervals, 120, at(from));
        const joined = reasoned.reduce<{ from: Date; to: Date | null }[]>((all, one) => {
          const last = all.at(-1);
          if (last?.to?.getTime() === one.from.getTime()) last.to = one.to;
          else all.push({ from: one.from, to: one.to });
          return all;
        }, []);
        expect(joined).toEqual(whole);
      }),
    );
  });
});
