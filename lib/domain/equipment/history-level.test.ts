import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { historyPlan, needsCount } from "./history-level";

const HOUR = 3_600_000;

describe("the level of a trend", () => {
  it.each([
    ["an hour on 800 pixels", HOUR, 800, 3600, { level: "RAW", stepMs: 4500 }],
    ["an hour of samples every millisecond", HOUR, 800, 3_600_000, { level: "MINUTE", stepMs: 60_000 }],
    ["exactly a minute to a pixel", 800 * 60_000, 800, 0, { level: "MINUTE", stepMs: 60_000 }],
    ["just less than a minute to a pixel", 800 * 60_000 - 800, 800, 48_000, { level: "RAW", stepMs: 59_999 }],
    ["a week", 168 * HOUR, 800, 0, { level: "MINUTE", stepMs: 13 * 60_000 }],
    ["a year", 8760 * HOUR, 800, 0, { level: "HOUR", stepMs: 11 * HOUR }],
    ["an instant", 0, 800, 0, { level: "RAW", stepMs: 1 }],
  ] as const)("%s", (_, spanMs, pixels, count, plan) => expect(historyPlan(spanMs, pixels, { count, kept: true })).toEqual(plan));

  it("is of minutes where the samples are not kept any more, however few there were", () => {
    expect(historyPlan(HOUR, 800, { count: 3600, kept: false })).toEqual({ level: "MINUTE", stepMs: 60_000 });
  });

  it("has never more points than pixels, and asks for the count where it matters", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10 * 8760 * HOUR }),
        fc.integer({ min: 1, max: 4000 }),
        fc.record({ count: fc.nat(1e9), kept: fc.boolean() }),
        (spanMs, pixels, samples) => {
          const { level, stepMs } = historyPlan(spanMs, pixels, samples);
          expect(Math.ceil(spanMs / stepMs)).toBeLessThanOrEqual(pixels);
          if (!needsCount(spanMs, pixels)) expect(historyPlan(spanMs, pixels, { count: 0, kept: false })).toEqual({ level, stepMs });
        },
      ),
    );
  });
});
