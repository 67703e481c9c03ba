import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { type LateCounts, proposalWithLate, takeable } from "./late-counts";

type Figures = { good?: number; scrap?: number; rework?: number };
const units = ({ good = 0, scrap = 0 }: Figures = {}) => ({ good: decimal(good), scrap: decimal(scrap) });
const late = (given: { proposed?: Figures; gained?: Figures; lost?: Figures; entered?: Figures; taken?: Figures; scrapInTotal?: boolean }): LateCounts => ({
  proposed: units(given.proposed),
  gained: units(given.gained),
  lost: units(given.lost),
  entered: { ...units(given.entered), rework: decimal(given.entered?.rework ?? 0) },
  taken: units(given.taken),
  scrapInTotal: given.scrapInTotal ?? false,
});

describe("proposalWithLate", () => {
  it.each<[string, Parameters<typeof late>[0], { good: number; scrap: number }]>([
    ["proposes what was counted and nobody entered", { proposed: { good: 1 }, gained: { good: 16 } }, { good: 17, scrap: 0 }],
    ["takes what was entered by hand in that time as covering it", { gained: { good: 16 }, entered: { good: 10 } }, { good: 6, scrap: 0 }],
    ["never proposes less than nothing where more was entered", { gained: { good: 16 }, entered: { good: 40 } }, { good: 0, scrap: 0 }],
    ["leaves what was proposed before to be confirmed, whatever was entered", { proposed: { good: 5 }, gained: { good: 16 }, entered: { good: 40 } }, { good: 5, scrap: 0 }],
    ["takes off once what was taken off when it was entered", { proposed: { good: 2 }, gained: { good: 16 }, entered: { good: 10 }, taken: { good: 10 } }, { good: 18, scrap: 0 }],
    ["counts what went to rework as made", { gained: { good: 16 }, entered: { good: 10, rework: 2 } }, { good: 4, scrap: 0 }],
    ["holds scrap against scrap", { gained: { good: 16, scrap: 3 }, entered: { good: 10, scrap: 2 } }, { good: 6, scrap: 1 }],
    ["holds scrap against the total where that is all that is counted", { gained: { good: 16 }, entered: { good: 10, scrap: 2 }, scrapInTotal: true }, { good: 4, scrap: 0 }],
    ["takes back what was another operation's", { proposed: { good: 14 }, lost: { good: 9 } }, { good: 5, scrap: 0 }],
    ["never takes back what was confirmed", { proposed: { good: 3 }, lost: { good: 9 } }, { good: 0, scrap: 0 }],
  ])("KP-03 %s", (_, given, { good, scrap }) => expect(proposalWithLate(late(given))).toEqual({ good: decimal(good), scrap: decimal(scrap) }));

  it("KP-03 proposes nothing twice and takes nothing away that waits, whatever was entered", () => {
    const amount = fc.integer({ min: 0, max: 50 });
    fc.assert(
      fc.property(amount, amount, amount, amount, fc.boolean(), (proposed, gained, entered, scrap, scrapInTotal) => {
        const { good } = proposalWithLate(late({ proposed: { good: proposed }, gained: { good: gained }, entered: { good: entered, scrap }, scrapInTotal }));
        expect(good.gte(proposed)).toBe(true);
        expect(good.lte(proposed + gained)).toBe(true);
        // What is confirmed of it and what was entered is never more than what was counted, unless more was entered.
        expect(good.minus(proposed).plus(entered).lte(Math.max(gained, entered))).toBe(true);
      }),
    );
  });
});

describe("takeable", () => {
  it.each([
    ["all that an order takes", 5, 40, 60, "5", "0"],
    ["up to the order's tolerance, the rest as a difference", 5, 58, 60, "2", "3"],
    ["nothing of a full order", 1, 65, 60, "0", "1"],
    ["nothing where less than nothing is counted", -2, 0, 60, "0", "0"],
    ["whole pieces of a counter of halves", "10.5", 40, 60, "10", "0"],
    ["nothing of half a piece", "0.5", 40, 60, "0", "0"],
  ])("EX-07 offers %s", (_, proposed, good, most, offered, beyond) => {
    const answer = takeable(decimal(proposed), decimal(good), decimal(most), 0);
    expect([answer.offered.toFixed(), answer.beyond.toFixed()]).toEqual([offered, beyond]);
    expect(answer.offered.gte(ZERO)).toBe(true);
  });
  it("EX-07 offers as fine as the order's unit is", () => expect(takeable(decimal("10.256"), ZERO, decimal(60), 2).offered.toFixed()).toBe("10.25"));
});
