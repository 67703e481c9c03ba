import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { type CounterReading, counterStep, counterSteps, countMismatch } from "./counter-delta";

const at = (minutes: number): Date => new Date(Date.UTC(2026, 0, 5, 6) + minutes * 60_000);
const reading = (minutes: number, value: number): CounterReading => ({ at: at(minutes), value: decimal(value) });
const spec = { idealPerMinute: decimal(80), maximum: decimal(65_535) };

describe("counterStep", () => {
  it("KP-02 counts example O1", () => {
    const readings = [reading(0, 60_112), reading(130, 2048), reading(170, 15), reading(240, 5240), reading(365, 11_902), reading(440, 16_101), reading(480, 16_838)];
    const steps = counterSteps(null, readings, spec);
    expect(steps.map(({ kind, delta }) => `${kind} ${delta.toString()}`)).toEqual([
      "FIRST 0",
      "ROLLOVER 7472",
      "RESET 15",
      "NORMAL 5225",
      "NORMAL 6662",
      "NORMAL 4199",
      "NORMAL 737",
    ]);
    expect(sum(steps.map(({ delta }) => delta)).toString()).toBe("24310");
  });

  it("S25 counter 65500 → 20 in 60 s is a rollover of 56", () => {
    expect(counterStep(reading(0, 65_500), reading(1, 20), spec)).toMatchObject({ kind: "ROLLOVER", delta: decimal(56) });
  });

  it.each([
    ["S25 a drop that the cap cannot explain is suspect and counts 0", 40_000, 20_000, "SUSPECT", 0],
    ["KP-02 the cap itself is still normal", 100, 188, "NORMAL", 88],
    ["KP-02 one above the cap is suspect", 100, 189, "SUSPECT", 0],
    ["KP-02 a restart at zero counts what was made since", 40_000, 88, "RESET", 88],
    ["KP-02 a restart beyond the cap is suspect", 40_000, 89, "SUSPECT", 0],
    ["KP-02 a drop from beyond the largest value counts what was made since", 5_000_000, 88, "RESET", 88],
    ["KP-02 a drop from beyond the largest value never counts less than nothing", 5_000_000, 100, "SUSPECT", 0],
  ])("%s", (_, before, after, kind, delta) => {
    expect(counterStep(reading(0, before), reading(1, after), spec)).toMatchObject({ kind, delta: decimal(delta) });
  });

  it.each([
    ["a drop from beyond the largest value counts what was made since, never less than nothing", 5_000_000, 100, "RESET", 100],
    ["a step back of less than half the range modulo the range is a rollover", 40_000, 7231, "ROLLOVER", 32_767],
    ["one of half the range is a reset", 40_000, 7232, "RESET", 7232],
  ])("KP-02 without an ideal rate %s", (_, before, after, kind, delta) => {
    expect(counterStep(reading(0, before), reading(1, after), { ...spec, idealPerMinute: null })).toMatchObject({ kind, delta: decimal(delta) });
  });

  it("KP-02 readings closer together than one unit of the ideal rate still count", () => {
    expect(counterStep({ at: at(0), value: decimal(7) }, { at: new Date(at(0).getTime() + 100), value: decimal(8) }, spec)).toMatchObject({ kind: "NORMAL" });
  });

  it("KP-04 a reading that is not later counts nothing and is not compared with", () => {
    const readings = [reading(2, 100), reading(1, 50), reading(2, 101), reading(3, 110)];
    for (const idealPerMinute of [spec.idealPerMinute, null]) {
      const steps = counterSteps(null, readings, { ...spec, idealPerMinute });
      expect(steps.map(({ kind, delta }) => `${kind} ${delta.toString()}`)).toEqual(["FIRST 0", "OUT_OF_ORDER 0", "OUT_OF_ORDER 0", "NORMAL 10"]);
    }
  });

  it("conserves what was made, whatever the counter's width and the readings' distance", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), fc.array(fc.integer({ min: 0, max: 88 }), { minLength: 1, maxLength: 200 }), (start, made) => {
        let shown = start;
        const readings = [reading(0, start), ...made.map((units, index) => reading(index + 1, (shown = (shown + units) % 65_536)))];
        const steps = counterSteps(null, readings, spec);
        expect(sum(steps.map(({ delta }) => delta)).toNumber()).toBe(made.reduce((total, units) => total + units, 0));
      }),
    );
  });

  it("never counts more than possible", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 0, max: 65_535 }), fc.integer({ min: 1, max: 60 }), (before, after, minutes) => {
        const { delta } = counterStep(reading(0, before), reading(minutes, after), spec);
        expect(delta.gte(0) && delta.lte(88 * minutes)).toBe(true);
      }),
    );
  });
});

describe("countMismatch", () => {
  it.each([
    ["KP-03 exactly 2 % is no mismatch", "102", "100", false],
    ["KP-03 more than 2 % is one", "102.000001", "100", true],
    ["KP-03 counted but nothing confirmed is one", "1", "0", true],
    ["KP-03 nothing at all is none", "0", "0", false],
  ])("%s", (_, counted, confirmed, expected) => {
    expect(countMismatch(decimal(counted), decimal(confirmed))).toBe(expected);
  });
});
