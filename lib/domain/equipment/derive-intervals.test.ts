import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deriveIntervals } from "./derive-intervals";
import type { ReportedState } from "./equipment-state";
import { silences } from "./silence";
import type { StateSample } from "./state-interval";

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 5, 6) + seconds * 1000);
const sample = (seconds: number, state: ReportedState, seq: number | null = null): StateSample => ({ at: at(seconds), seq, state, reason: null });
const told = (intervals: ReturnType<typeof deriveIntervals>): string[] =>
  intervals.map(({ state, from, to }) => `${state} ${(from.getTime() - at(0).getTime()) / 1000}-${to === null ? "" : (to.getTime() - at(0).getTime()) / 1000}`);

describe("deriveIntervals", () => {
  it("is unknown before the first sample and keeps the last state open", () => {
    expect(told(deriveIntervals([sample(10, "PRODUCING"), sample(40, "DOWN")], { from: at(0), to: null }))).toEqual(["UNKNOWN 0-10", "PRODUCING 10-40", "DOWN 40-"]);
  });

  it("takes the state at the start of the span from the sample before it", () => {
    expect(told(deriveIntervals([sample(-50, "SETUP"), sample(5, "PRODUCING")], { from: at(0), to: at(20) }))).toEqual(["SETUP 0-5", "PRODUCING 5-20"]);
  });

  it("joins repeated reports of one state", () => {
    expect(told(deriveIntervals([sample(0, "DOWN"), sample(5, "DOWN"), sample(9, "DOWN")], { from: at(0), to: at(20) }))).toEqual(["DOWN 0-20"]);
  });

  it("KP-04 is unknown from 3 sample intervals after the last sign of life until the next", () => {
    const gaps = silences([at(0), at(1), at(2), at(60)], 1000, at(62));
    expect(told(deriveIntervals([sample(0, "PRODUCING")], { from: at(0), to: null }, gaps))).toEqual(["PRODUCING 0-5", "UNKNOWN 5-60", "PRODUCING 60-"]);
  });

  it("KP-04 does not call a gap of exactly 3 sample intervals a lost signal", () => {
    expect(silences([at(0)], 1000, at(3))).toEqual([]);
    expect(silences([at(0)], 1000, new Date(at(3).getTime() + 1))).toEqual([{ from: at(3), to: null }]);
  });

  it("lets the sequence decide where the clock of the source stepped back a little", () => {
    const samples = [sample(10, "PRODUCING", 5), sample(9, "DOWN", 6)];
    expect(told(deriveIntervals(samples, { from: at(0), to: null }))).toEqual(["UNKNOWN 0-9", "DOWN 9-"]);
  });

  it("takes a source that restarted its numbering for a restart, not for a clock that stepped back", () => {
    const samples = [sample(10, "PRODUCING", 500), sample(14, "DOWN", 1)];
    expect(told(deriveIntervals(samples, { from: at(10), to: null }))).toEqual(["PRODUCING 10-14", "DOWN 14-"]);
  });

  it("takes of one instant what was heard last where a source has no running number, whatever it was before", () => {
    const span = { from: at(0), to: null };
    expect(told(deriveIntervals([sample(0, "PRODUCING"), sample(0, "HELD")], span))).toEqual(["HELD 0-"]);
    expect(told(deriveIntervals([sample(0, "HELD"), sample(0, "PRODUCING")], span))).toEqual(["PRODUCING 0-"]);
  });

  const states = fc.constantFrom<ReportedState>("PRODUCING", "DOWN", "HELD", "SETUP", "UNKNOWN");
  const samples = fc.array(
    fc.record({
      at: fc.integer({ min: -100, max: 700 }).map(at),
      seq: fc.option(fc.integer({ min: 0, max: 50 })),
      state: states,
      reason: fc.option(fc.constantFrom("BRK-MECH", "MAT-WAIT")),
    }),
    { maxLength: 40 },
  );
  const gaps = fc
    .tuple(fc.array(fc.integer({ min: -100, max: 700 }).map(at), { maxLength: 20 }), fc.integer({ min: 500, max: 60_000 }))
    .map(([heardAt, sampleIntervalMs]) => silences(heardAt, sampleIntervalMs, at(650)));
  const span = { from: at(0), to: at(600) };

  it("covers the span without gap or overlap", () => {
    fc.assert(
      fc.property(samples, gaps, (given, how) => {
        const intervals = deriveIntervals(given, span, how);
        expect(intervals[0]?.from).toEqual(span.from);
        expect(intervals.at(-1)?.to).toEqual(span.to);
        for (const [index, interval] of intervals.entries()) {
          expect(interval.to?.getTime()).toBeGreaterThan(interval.from.getTime());
          if (index > 0) expect(interval.from).toEqual(intervals[index - 1]?.to);
        }
      }),
    );
  });

  it("does not depend on the order of arrival, nor on repeats", () => {
    fc.assert(
      fc.property(samples, gaps, fc.infiniteStream(fc.nat()), (all, how, random) => {
        const given = all.filter(({ at: when, seq }, index) => seq !== null || all.findIndex((one) => one.seq === null && one.at.getTime() === when.getTime()) === index);
        const shuffled = [...given, ...given.slice(0, 5)].map((one) => ({ one, key: random.next().value })).sort((a, b) => a.key - b.key);
        expect(
          deriveIntervals(
            shuffled.map(({ one }) => one),
            span,
            how,
          ),
        ).toEqual(deriveIntervals(given, span, how));
      }),
    );
  });
});
