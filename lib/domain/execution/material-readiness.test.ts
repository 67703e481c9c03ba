import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { shortMaterials } from "./material-readiness";

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
