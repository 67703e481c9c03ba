import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, sum } from "./decimal";
import { addDoubt, type DoubtedCount, doubtsIn, NO_DOUBTS } from "./doubted-count";

const step = fc.record({
  operationId: fc.constantFrom("a", "b", "c"),
  good: fc.integer({ min: -500, max: 5_000 }),
  scrap: fc.integer({ min: 0, max: 500 }),
  minute: fc.nat({ max: 59 }),
});
const at = (minute: number) => new Date(Date.UTC(2026, 0, 5, 6, minute)).toISOString();
const countOf = ({ operationId, good, scrap, minute }: { operationId: string; good: number; scrap: number; minute: number }): DoubtedCount => ({
  operationId,
  orderId: `order of ${operationId}`,
  good: String(good),
  scrap: String(scrap),
  since: at(minute),
  to: at(minute),
});

describe("KP-02 steps of a counter that wait for one decision", () => {
  it("lose and invent nothing: each operation has the sum of its steps, and every step is one", () => {
    fc.assert(
      fc.property(fc.array(fc.option(step, { nil: null })), (steps) => {
        const doubts = steps.reduce((known, one) => addDoubt(known, one === null ? null : countOf(one)), NO_DOUBTS);
        expect(doubts.steps).toBe(steps.length);
        const there = steps.flatMap((one) => one ?? []);
        expect(doubts.counts.map((one) => one.operationId)).toEqual([...new Set(there.map((one) => one.operationId))]);
        for (const { operationId, good, scrap, to } of doubts.counts) {
          const own = there.filter((one) => one.operationId === operationId);
          expect(good).toBe(sum(own.map((one) => decimal(one.good))).toFixed());
          expect(scrap).toBe(sum(own.map((one) => decimal(one.scrap))).toFixed());
          expect(to).toBe(at(Math.max(...own.map((one) => one.minute))));
        }
        expect(doubtsIn({ counter: "GOOD", ...doubts })).toEqual(doubts);
      }),
    );
  });

  it.each([null, {}, { steps: "2", counts: [] }, { steps: 2 }])("are none in what an earlier version wrote: %j", (detail) => expect(doubtsIn(detail)).toEqual(NO_DOUBTS));
});
