import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAhead, lossTime, setBackBy } from "./source-clock";

const HOUR = 3_600_000;

describe("setBackBy", () => {
  it.each([
    ["a clock that nothing is known of, to the step above", null, HOUR - 1, HOUR],
    ["what is known, while it explains what comes", HOUR, HOUR - 20_000, HOUR],
    ["more, when it is ahead by more", HOUR, HOUR + 1, HOUR + 5_000],
    ["less, when it was put right in part", HOUR, HOUR / 2, HOUR / 2],
    ["what is known, for what was on its way for a quarter of an hour", HOUR, HOUR - 15 * 60_000, HOUR],
  ])("takes %s", (_, known, ahead, expected) => expect(setBackBy(known, ahead)).toBe(expected));

  it("sets nothing into the future, and keeps the distances of a clock that is off by the same all the time, however late things come", () => {
    const messages = fc.array(fc.tuple(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 4_000 })), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.integer({ min: 20_000, max: 80_000_000 }), messages, (off, list) => {
        let known: number | null = null;
        let saidMs = 0;
        const placed: { said: number; placed: number; known: number }[] = [];
        for (const [after, late] of list) {
          saidMs += after;
          const [claimed, received] = [saidMs + off, saidMs + late];
          expect(isAhead(claimed, received)).toBe(true);
          known = setBackBy(known, claimed - received);
          expect(claimed - known).toBeLessThanOrEqual(received);
          placed.push({ said: saidMs, placed: claimed - known, known });
        }
        for (const one of placed.filter((each) => each.known === known)) expect(one.placed - one.said).toBe(off - (known ?? 0));
      }),
    );
  });
});

describe("lossTime", () => {
  it.each([
    ["what is said, between the last sign of life and now", 50, 100, 40, 50],
    ["the instant at which it was told, for 1970", 0, 100, 40, 100],
    ["the instant at which it was told, for the future", 101, 100, 40, 100],
    ["what is said, of a machine that was never heard", 50, 100, undefined, 50],
  ])("takes %s", (_, claimed, received, heard, expected) => expect(lossTime(claimed, received, heard)).toBe(expected));
});
