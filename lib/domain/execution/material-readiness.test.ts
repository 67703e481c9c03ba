import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, max, ZERO } from "@/lib/domain/shared/decimal";
import { nextHourOf, shortMaterials } from "./material-readiness";

const line = (item: string, required: number, issued = 0) => ({ item, required: decimal(required), issued: decimal(issued) });
const short = (lines: Parameters<typeof shortMaterials>[0], free: Readonly<Record<string, number>>) =>
  shortMaterials(lines, (item) => decimal(free[item] ?? 0)).map((one) => [one.item, one.needed.toFixed(), one.free.toFixed()]);

describe("§2.2 material of an operation", () => {
  it("names what is missing, and what is too little, against what is still needed", () => {
    expect(short([line("CAST", 204), line("SEAL", 408, 100), line("LID", 5)], { SEAL: 300, LID: 5 })).toEqual([
      ["CAST", "204", "0"],
      ["SEAL", "308", "300"],
    ]);
  });

  it("asks for nothing of what is issued already, also where more was taken than planned", () => {
    expect(short([line("CAST", 204, 204), line("SEAL", 10, 12)], {})).toEqual([]);
  });

  it("counts lines of one item together: they draw on the same lots", () => {
    expect(short([line("CAST", 60), line("CAST", 60, 10)], { CAST: 100 })).toEqual([["CAST", "110", "100"]]);
  });

  it("is short of an item exactly when less may be taken than all its lines need", () => {
    fc.assert(
      fc.property(fc.array(fc.record({ required: fc.nat(1000), issued: fc.nat(1000) }), { maxLength: 6 }), fc.nat(3000), (needs, free) => {
        const needed = needs.reduce((all, one) => all + Math.max(0, one.required - one.issued), 0);
        const found = shortMaterials(
          needs.map((one) => line("A", one.required, one.issued)),
          () => decimal(free),
        );
        expect(found.map((one) => one.needed.toNumber())).toEqual(free < needed ? [needed] : []);
        expect(found.every((one) => one.free.gte(ZERO) && one.free.lt(one.needed))).toBe(true);
      }),
    );
  });
});

describe("§2.5 what the next hour takes", () => {
  // 100 units an hour, 2 of the item each, 1,000 needed for all.
  const run = (processed: number, hoursPerUnit = "0.01") => ({ processed: decimal(processed), hoursPerUnit: decimal(hoursPerUnit) });
  const need = (issued: number, byConfirmation: boolean) => ({ item: "SEAL", required: decimal(1000), issued: decimal(issued), perUnit: decimal(2), byConfirmation });
  const open = (line: ReturnType<typeof nextHourOf>) => max(ZERO, line.required.minus(line.issued)).toFixed();
  it.each([
    ["an hour of the pace, before anything is made", 0, 0, true, "200"],
    ["an hour, whatever was booked of it by confirmations that found too little", 300, 0, true, "200"],
    ["no more than is left to be made", 450, 900, true, "100"],
    ["nothing once all is made", 500, 1000, true, "0"],
    ["by hand: less what is issued ahead", 100, 350, false, "50"],
    ["by hand: nothing where the hour is covered", 100, 400, false, "0"],
    ["by hand: what was used and never issued as well", 100, 150, false, "250"],
  ] as const)("%s", (_, processed, issued, byConfirmation, expected) => expect(open(nextHourOf(need(issued, byConfirmation), run(processed)))).toBe(expected));
  it("is all that is still needed where no run time is planned", () => expect(open(nextHourOf(need(0, true), run(100, "0")))).toBe("800"));
  it("is never more than what is needed for all, and never less the faster the machine", () => {
    const amount = fc.nat(2000);
    fc.assert(
      fc.property(amount, amount, fc.boolean(), fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 1, max: 1000 }), (processed, issued, byConfirmation, a, b) => {
        const line = need(issued, byConfirmation);
        const at = (pace: number) => nextHourOf(line, { processed: decimal(processed), hoursPerUnit: decimal(1).div(pace) }).required;
        const [slow, fast] = [Math.min(a, b), Math.max(a, b)];
        expect(at(fast).gte(at(slow))).toBe(true);
        expect(at(fast).lte(line.required)).toBe(true);
      }),
    );
  });
});
