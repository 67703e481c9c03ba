import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import { backflushQuantity, takeFrom } from "./backflush";
import { componentState } from "./component-state";
import { checkLot, effectiveStatus, type ScannedLot } from "./lot-check";
import { firstExpired, firstIn } from "./lot-order";

const day = (n: number) => new Date(Date.UTC(2026, 4, n));

describe("EX-11 lot checks at the scan", () => {
  const fine: ScannedLot = { number: "L1", itemCode: "LID", fitsPosition: 10, status: "RELEASED", expiresAt: day(10), available: decimal(100), reservedElsewhere: ZERO };
  const code = (lot: ScannedLot | null, quantity = "50") => {
    const checked = checkLot(lot, "L1", ["LID"], decimal(quantity), day(1));
    return checked.ok ? "ok" : checked.code;
  };
  it.each<[string, ScannedLot | null, string]>([
    ["a good lot", fine, "ok"],
    ["an unknown one", null, "LOT_UNKNOWN"],
    ["one of another item", { ...fine, fitsPosition: null }, "LOT_WRONG_ITEM"],
    ["a held one", { ...fine, status: "ON_HOLD" }, "LOT_NOT_RELEASED"],
    ["an expired one", { ...fine, expiresAt: day(1) }, "LOT_EXPIRED"],
    ["one with too little", { ...fine, available: decimal(49) }, "LOT_EMPTY"],
    ["one that is promised", { ...fine, reservedElsewhere: decimal(51) }, "LOT_RESERVED"],
  ])("%s", (_, lot, expected) => expect(code(lot)).toBe(expected));
  it("shows the first failure only: a held lot that has expired is held", () => expect(code({ ...fine, status: "ON_HOLD", expiresAt: day(1) })).toBe("LOT_NOT_RELEASED"));
  it("the more restrictive status of ERP and plant applies", () => {
    expect(effectiveStatus("RELEASED", "ON_HOLD")).toBe("ON_HOLD");
    expect(effectiveStatus("RECALLED", "REJECTED")).toBe("RECALLED");
  });
});

describe("EX-10 order of lots", () => {
  const lot = (id: string, expires: number | null, made: number, received = made) => ({
    id,
    expiresAt: expires === null ? null : day(expires),
    madeAt: day(made),
    receivedAt: day(received),
  });
  it("FEFO: what expires first, then what is oldest, then the id; what never expires comes last", () => {
    expect([lot("d", null, 1), lot("c", 5, 3), lot("b", 5, 2), lot("a", 9, 1)].toSorted(firstExpired).map(({ id }) => id)).toEqual(["b", "c", "a", "d"]);
  });
  it("FIFO: what came first", () => expect([lot("b", 1, 1, 4), lot("a", 9, 1, 2)].toSorted(firstIn).map(({ id }) => id)).toEqual(["a", "b"]));
});

describe("EX-09 backflush", () => {
  it("takes processed × q × (1 + s), rounded to the unit", () => {
    expect(backflushQuantity(decimal(41), decimal(2), decimal("0.02"), { code: "EA", decimals: 0 }).toFixed()).toBe("84");
    expect(backflushQuantity(decimal(3), decimal("0.3333"), ZERO, { code: "KGM", decimals: 3 }).toFixed()).toBe("1");
  });
  it("never takes more than is there, and what is taken and what is short add up", () => {
    const places = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 8 }).map((list) => list.map((n, i) => ({ lotId: `l${i}`, locationId: "a", onHand: decimal(n) })));
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 200 }), (list, wanted) => {
        const { taken, short } = takeFrom(list, decimal(wanted));
        expect(
          sum(taken.map(({ quantity }) => quantity))
            .plus(short)
            .eq(wanted),
        ).toBe(true);
        expect(taken.every(({ quantity, onHand }) => quantity.gt(0) && quantity.lte(onHand))).toBe(true);
      }),
    );
  });
});

it.each([
  ["0", false, "OPEN"],
  ["3", false, "PARTIAL"],
  ["10", false, "ISSUED"],
  ["3", true, "CLOSED"],
] as const)("a component line of 10 with %s taken (closed %s) is %s", (net, closed, state) => expect(componentState(decimal(10), decimal(net), closed)).toBe(state));
