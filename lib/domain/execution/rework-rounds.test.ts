import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { reworkRounds, roundOf } from "./rework-rounds";
import { addEntry, NO_TOTALS, openRework, type QuantityEntry } from "./totals";

const entry = (activity: "RUN" | "REWORK", good: number, scrap: number, rework: number): QuantityEntry => ({
  activity,
  good: decimal(good),
  scrap: decimal(scrap),
  rework: decimal(rework),
});
const sent = (quantity: number) => entry("RUN", 0, 0, quantity);
const again = (quantity: number) => entry("REWORK", 0, 0, quantity);
const shown = (entries: readonly QuantityEntry[]) => reworkRounds(entries).map((quantity) => quantity.toNumber());

describe("EX-13 rounds of rework", () => {
  it("begins none with good or scrap, the first with what is sent there, however often", () => {
    expect(roundOf([], entry("RUN", 5, 1, 0))).toBe(0);
    expect(roundOf([sent(2), sent(3)], sent(4))).toBe(1);
    expect(shown([sent(2), sent(3)])).toEqual([0, 5]);
  });

  it("counts a single piece exactly", () => {
    expect(roundOf([sent(1)], again(1))).toBe(2);
    expect(roundOf([sent(1), again(1)], again(1))).toBe(3);
    expect(roundOf([sent(1), again(1), again(1)], again(1))).toBe(4);
    // It became good; the next piece begins anew.
    expect(roundOf([sent(1), again(1), entry("REWORK", 1, 0, 0), sent(1)], again(1))).toBe(2);
  });

  it("tells pieces without a number apart in favour of the floor", () => {
    const entries = [sent(3), again(1), again(1), again(1)];
    expect(shown(entries)).toEqual([0, 0, 3]);
    expect(roundOf(entries, again(1))).toBe(3);
    expect(shown([sent(3), again(1), entry("REWORK", 1, 0, 0)])).toEqual([0, 2, 0]);
    // One leaves good, of the two that stay one goes round again: by then the one that went round before has left.
    expect(roundOf([sent(3), again(1)], entry("REWORK", 1, 0, 1))).toBe(2);
  });

  it("says the highest round where more go again than are in the lowest", () => {
    expect(roundOf([sent(3), again(1)], again(3))).toBe(3);
    expect(shown([sent(3), again(1), again(3)])).toEqual([0, 0, 2, 1]);
  });

  const entries = fc.array(fc.tuple(fc.boolean(), fc.nat(5), fc.nat(5), fc.nat(5)), { maxLength: 30 }).map((steps) => {
    const made: QuantityEntry[] = [];
    let totals = NO_TOTALS;
    for (const [first, good, scrap, rework] of steps) {
      const next = entry(first ? "RUN" : "REWORK", good, scrap, rework);
      if (!first && openRework(totals).lt(good + scrap + rework)) continue;
      made.push(next);
      totals = addEntry(totals, next);
    }
    return { made, totals };
  });

  it("loses and makes no piece: the rounds add up to what is open, and none is below zero", () => {
    fc.assert(
      fc.property(entries, ({ made, totals }) => {
        const rounds = reworkRounds(made);
        expect(sum(rounds).toFixed()).toBe(openRework(totals).toFixed());
        expect(rounds.every((quantity) => quantity.gte(0))).toBe(true);
      }),
    );
  });

  it("never says a round that as many entries could not have begun", () => {
    fc.assert(
      fc.property(entries, ({ made }) => {
        const repeats = made.filter((one) => one.activity === "REWORK" && one.rework.gt(0)).length;
        expect(reworkRounds(made).findLastIndex((quantity) => quantity.gt(0))).toBeLessThanOrEqual(repeats + 1);
      }),
    );
  });
});
