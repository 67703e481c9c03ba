import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { amountOfTime } from "@/lib/domain/shared/money";
import { restateTime, type TimeOfLine } from "./restate-time";

const line: fc.Arbitrary<TimeOfLine> = fc
  .record({
    element: fc.constantFrom("LABOUR" as const, "MACHINE" as const, "OVERHEAD" as const),
    activity: fc.constantFrom("SETUP" as const, "RUN" as const, "DELAY" as const),
    reasonCode: fc.constantFrom(null, "BRK-MECH"),
    valuation: fc.constantFrom("NORMAL" as const, "ABNORMAL" as const),
    personId: fc.constantFrom(null, "a", "b"),
    rateClass: fc.constantFrom(null, "A1"),
    seconds: fc.integer({ min: 1, max: 7200 }),
    rate: fc.constantFrom("28", "29", "42.5"),
  })
  .map(({ rate, ...fields }) => ({ ...fields, unitCost: decimal(rate) }));

const amountOf = (lines: readonly TimeOfLine[]) => sum(lines.map(({ seconds, unitCost }) => amountOfTime(decimal(seconds), unitCost)));
const words = (lines: readonly TimeOfLine[]) => lines.map((one) => JSON.stringify({ ...one, unitCost: one.unitCost.toFixed() })).toSorted();

describe("C-01 restating the time of an entry", () => {
  it("leaves exactly what is reckoned now, to the cent, and reverses only lines that stand", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.array(line, { maxLength: 8 }), fc.array(line, { maxLength: 4 }), (before, after, both) => {
        const [standing, reckoned] = [
          [...before, ...both],
          [...both, ...after],
        ];
        const { reverse, post } = restateTime(standing, reckoned);
        const left = standing.filter((one) => !reverse.includes(one));
        expect(words([...left, ...post])).toEqual(words(reckoned));
        expect(amountOf(standing).minus(amountOf(reverse)).plus(amountOf(post)).toFixed(2)).toBe(amountOf(reckoned).toFixed(2));
      }),
    );
  });

  it("changes nothing a second time, in whatever order the lines come", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), fc.array(line, { maxLength: 8 }), (standing, reckoned) => {
        const first = restateTime(standing, reckoned);
        const now = [...standing.filter((one) => !first.reverse.includes(one)), ...first.post];
        expect(restateTime(now, reckoned.toReversed())).toEqual({ reverse: [], post: [] });
      }),
    );
  });

  it("tells two lines of the same words apart by their number", () => {
    const one: TimeOfLine = { element: "MACHINE", activity: "RUN", reasonCode: null, valuation: "NORMAL", personId: null, rateClass: null, seconds: 60, unitCost: decimal("42") };
    expect(restateTime([one, one], [one])).toEqual({ reverse: [one], post: [] });
  });
});
