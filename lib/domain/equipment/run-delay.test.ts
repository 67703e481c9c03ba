import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { delayIntervals, splitRunByDelays } from "./run-delay";

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
