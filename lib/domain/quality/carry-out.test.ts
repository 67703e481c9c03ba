import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { isUsableAfter, scrapOfLot, sharesOfEntries } from "./carry-out";
import type { DispositionKind } from "./nonconformance";

const lines = (parts: Partial<Record<DispositionKind, number>>) =>
  Object.entries(parts).map(([decision, quantity]) => ({ decision: decision as DispositionKind, quantity: decimal(quantity) }));
const entry = (id: string, good: number) => ({ id, good: decimal(good) });

describe("§2.1 what was decided is carried out", () => {
  it("takes scrap and then rework from the entries in their order", () => {
    const shares = sharesOfEntries([entry("a", 10), entry("b", 0), entry("c", 30)], { scrap: decimal(15), rework: decimal(20) });
    expect(shares).toEqual({
      ok: true,
      value: [
        { id: "a", scrap: decimal(10), rework: decimal(0) },
        { id: "c", scrap: decimal(5), rework: decimal(20) },
      ],
    });
    expect(sharesOfEntries([entry("a", 10)], { scrap: decimal(6), rework: decimal(5) })).toMatchObject({ code: "DISPOSITION_GONE", params: { available: "10", asked: "11" } });
  });

  it("takes exactly what was decided, and from no entry more than its good", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { maxLength: 10 }), fc.nat(100), fc.nat(100), (goods, scrap, rework) => {
        const entries = goods.map((good, index) => entry(`e${index}`, good));
        const shares = sharesOfEntries(entries, { scrap: decimal(scrap), rework: decimal(rework) });
        expect(shares.ok).toBe(goods.reduce((total, good) => total + good, 0) >= scrap + rework);
        if (!shares.ok) return;
        expect(sum(shares.value.map((one) => one.scrap)).toNumber()).toBe(scrap);
        expect(sum(shares.value.map((one) => one.rework)).toNumber()).toBe(rework);
        for (const one of shares.value) expect(one.scrap.plus(one.rework).lte(entries.find(({ id }) => id === one.id)?.good ?? 0)).toBe(true);
      }),
    );
  });

  it.each<[string, number, Partial<Record<DispositionKind, number>>, string]>([
    ["what is scrapped is there", 100, { SCRAP: 20, USE_AS_IS: 80 }, "20"],
    ["some of it was used meanwhile", 90, { SCRAP: 20, USE_AS_IS: 80 }, "20"],
    ["less is left than is to be scrapped", 10, { SCRAP: 20, USE_AS_IS: 80 }, "DISPOSITION_GONE"],
    ["what goes back to the supplier still lies there", 100, { RETURN_TO_VENDOR: 60, USE_AS_IS: 40 }, "RETURN_NOT_GONE"],
    ["a part of it does", 70, { RETURN_TO_VENDOR: 60, USE_AS_IS: 40 }, "RETURN_NOT_GONE"],
    ["it is gone", 40, { RETURN_TO_VENDOR: 60, USE_AS_IS: 40 }, "0"],
  ])("of a lot: %s", (_, onHand, parts, expected) => {
    const scrapped = scrapOfLot(decimal(onHand), lines(parts));
    expect(scrapped.ok ? scrapped.value.toFixed() : scrapped.code).toBe(expected);
  });

  it.each<[Partial<Record<DispositionKind, number>>, boolean, boolean]>([
    [{ USE_AS_IS: 10 }, false, true],
    [{ SCRAP: 5, REGRADE: 5 }, false, true],
    [{ SCRAP: 10 }, false, false],
    [{ REWORK: 5, USE_AS_IS: 5 }, false, false],
    [{ REWORK: 5, USE_AS_IS: 5 }, true, true],
  ])("%j, rework posted: %s, may be used: %s", (parts, posted, expected) => expect(isUsableAfter(lines(parts), posted)).toBe(expected));
});
