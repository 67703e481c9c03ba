import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import { backflushQuantity, feedsIn, leftAt, placesToTake, takeFrom, takeFromFeeds, withoutHeld, withoutTaken } from "./backflush";
import { componentState } from "./component-state";
import { checkLot, effectiveStatus, type ScannedLot } from "./lot-check";
import { lotOrder } from "./lot-order";

const day = (n: number) => new Date(Date.UTC(2026, 4, n));

describe("EX-11 lot checks at the scan", () => {
  const fine: ScannedLot = {
    number: "L1",
    itemCode: "LID",
    fitsPosition: 10,
    status: "RELEASED",
    expiresAt: day(10),
    unitOnHold: null,
    uom: "L",
    available: decimal(100),
    held: ZERO,
    reservedElsewhere: ZERO,
  };
  const unitOnHold = { sscc: "340123450000000018", nonconformances: ["NC-00001"] };
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
    ["a pallet that is held", { ...fine, unitOnHold }, "UNIT_ON_HOLD"],
    ["one of which too much is held", { ...fine, held: decimal(51) }, "LOT_PARTLY_HELD"],
    ["one that would be enough but for what is promised beside what is held", { ...fine, held: decimal(30), reservedElsewhere: decimal(30) }, "LOT_RESERVED"],
    ["one that is promised", { ...fine, reservedElsewhere: decimal(51) }, "LOT_RESERVED"],
  ])("%s", (_, lot, expected) => expect(code(lot)).toBe(expected));
  it("of a lot that is promised as a whole, nothing is free, however little is asked for", () =>
    expect(code({ ...fine, reservedElsewhere: decimal(100) }, "0")).toBe("LOT_RESERVED"));
  it("says what is held of a lot and what is not, in which unit", () =>
    expect(checkLot({ ...fine, held: decimal(60) }, "L1", ["LID"], decimal(50), day(1))).toMatchObject({ params: { held: "60", available: "40", asked: "50", uom: "L" } }));
  it("of a lot of which only what is held is left, nothing is free, however little is asked for", () => expect(code({ ...fine, held: decimal(100) }, "0")).toBe("LOT_PARTLY_HELD"));
  it("EX-14 the status of a pallet is asked before the day of its lot, and that of its lot before", () => {
    expect(code({ ...fine, unitOnHold, expiresAt: day(1) })).toBe("UNIT_ON_HOLD");
    expect(code({ ...fine, unitOnHold, status: "ON_HOLD" })).toBe("LOT_NOT_RELEASED");
  });
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
    expect([lot("d", null, 1), lot("c", 5, 3), lot("b", 5, 2), lot("a", 9, 1)].toSorted(lotOrder("FEFO")).map(({ id }) => id)).toEqual(["b", "c", "a", "d"]);
  });
  it("FEFO: of what expires on one day, or never, what was made first, whenever it came; what was received, where nobody says when it was made", () => {
    expect([lot("a", 5, 3, 4), lot("b", 5, 2, 9)].toSorted(lotOrder("FEFO")).map(({ id }) => id)).toEqual(["b", "a"]);
    const bought = { id: "c", expiresAt: null, madeAt: null, receivedAt: day(6) };
    expect([lot("a", null, 7, 8), bought, lot("b", null, 5, 9)].toSorted(lotOrder("FEFO")).map(({ id }) => id)).toEqual(["b", "c", "a"]);
  });
  it("FIFO: what came first", () => expect([lot("b", 1, 1, 4), lot("a", 9, 1, 2)].toSorted(lotOrder("FIFO")).map(({ id }) => id)).toEqual(["a", "b"]));
  it("FIFO: what was made here came when it was made, and what nobody dated comes last", () => {
    const made = { ...lot("c", 1, 3), receivedAt: null };
    const unknown = { ...made, id: "d", madeAt: null };
    expect([unknown, lot("b", 9, 1, 4), made, lot("a", 1, 1, 2)].toSorted(lotOrder("FIFO")).map(({ id }) => id)).toEqual(["a", "c", "b", "d"]);
  });
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

describe("EX-09 TR-01 backflush from mounted lots", () => {
  const hour = (n: number) => new Date(Date.UTC(2026, 4, 1, n));
  const each = { code: "EA", decimals: 0 };
  const mount = (lotId: string, from: number, to: number | null, factor = 1) => ({ lotId, from: hour(from), to: to === null ? null : hour(to), factor: decimal(factor) });
  const shares = (mounts: ReturnType<typeof mount>[], stock: Record<string, number>, quantity: number) => {
    const feeds = feedsIn(mounts, { from: hour(2), to: hour(6) });
    const { taken, short } = takeFromFeeds(feeds, new Map(Object.entries(stock).map(([id, n]) => [id, decimal(n)])), decimal(quantity), each);
    return [feeds.map((feed, index) => `${feed.lotId} ${feed.from.getUTCHours()}-${feed.to.getUTCHours()} ${taken[index]?.toFixed()}`).join(", "), short.toFixed()];
  };
  it.each([
    ["one lot all the time", [mount("a", 0, null)], { a: 100 }, 8, "a 2-6 8", "0"],
    ["by duration, each in its own time", [mount("a", 0, 5), mount("b", 5, null)], { a: 100, b: 100 }, 8, "a 2-5 6, b 5-6 2", "0"],
    ["what does not divide, to the largest remainder", [mount("a", 2, 3), mount("b", 3, 6)], { a: 9, b: 9 }, 5, "a 2-3 1, b 3-6 4", "0"],
    ["a lot that was on for a part of the time gives all", [mount("a", 4, null)], { a: 100 }, 8, "a 4-6 8", "0"],
    ["what one has not, the next gives", [mount("a", 0, 5), mount("b", 5, null)], { a: 4, b: 100 }, 8, "a 2-5 4, b 5-6 4", "0"],
    ["what none has is short", [mount("a", 0, 5), mount("b", 5, null)], { a: 4, b: 1 }, 8, "a 2-5 4, b 5-6 1", "3"],
    ["the same lot off and on again has its stock once", [mount("a", 0, 3), mount("a", 5, null)], { a: 5 }, 8, "a 2-3 4, a 5-6 1", "3"],
    ["a substitute gives as many units as its factor says", [mount("a", 0, 4), mount("s", 4, null, 3)], { a: 9, s: 99 }, 8, "a 2-4 4, s 4-6 12", "0"],
    ["a mount that ended when the time began gave nothing", [mount("a", 0, 2), mount("b", 2, null)], { a: 9, b: 9 }, 8, "b 2-6 8", "0"],
  ] as const)("%s", (_, mounts, stock, quantity, expected, short) => expect(shares([...mounts], stock, quantity)).toEqual([expected, short]));
  it("what was on while it was set up or stood still fed nothing, and what was on in several runs counts by their time alone", () => {
    const runs = [
      { from: hour(3), to: hour(4) },
      { from: hour(7), to: hour(9) },
      { from: hour(10), to: null },
    ];
    const feeds = feedsIn([mount("a", 2, 3), mount("b", 3, 8), mount("c", 8, null)], { from: hour(2), to: hour(12) }, runs);
    const said = feeds.map((feed) => `${feed.lotId} ${feed.from.getUTCHours()}-${feed.to.getUTCHours()} ${feed.runMs / 3_600_000}`);
    expect(said).toEqual(["b 3-8 2", "c 8-12 3"]);
    expect(feedsIn([mount("a", 2, null)], { from: hour(2), to: hour(6) }, [{ from: hour(7), to: null }]).map((feed) => feed.lotId)).toEqual(["a"]);
  });
  it("an instant is fed by what was on before", () => {
    expect(feedsIn([mount("b", 2, null), mount("a", 0, 2)], { from: hour(2), to: hour(2) }).map((feed) => feed.lotId)).toEqual(["a"]);
    expect(feedsIn([mount("a", 0, 1)], { from: hour(2), to: hour(2) })).toEqual([]);
  });
  it("makes and loses nothing: what is taken and what is short add up, and no lot gives more than it has", () => {
    const arbitrary = fc.array(fc.record({ hours: fc.integer({ min: 1, max: 9 }), lot: fc.integer({ min: 0, max: 3 }) }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(arbitrary, fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 4, maxLength: 4 }), fc.integer({ min: 1, max: 200 }), (changes, onHand, wanted) => {
        let at = 0;
        const feeds = changes.map(({ hours, lot }) => ({ lotId: `l${lot}`, factor: decimal(1), from: hour(at), to: hour((at += hours)), runMs: hours * 3_600_000 }));
        const stock = new Map(onHand.map((n, index) => [`l${index}`, decimal(n)]));
        const { taken, short } = takeFromFeeds(feeds, stock, decimal(wanted), each);
        expect(sum(taken).plus(short).eq(wanted)).toBe(true);
        for (const [lotId, there] of stock) expect(sum(taken.filter((_, index) => feeds[index]?.lotId === lotId)).lte(there)).toBe(true);
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

describe("EX-10 EX-11 from where a lot on a machine is taken", () => {
  const place = (locationId: string, onHand: number, reserved: number, reachable: boolean) => ({
    lotId: "l",
    locationId,
    onHand: decimal(onHand),
    reserved: decimal(reserved),
    reachable,
  });
  const said = (places: readonly { locationId: string; onHand: { toFixed(): string } }[]) => places.map((one) => `${one.locationId} ${one.onHand.toFixed()}`);

  it("takes what is free within reach first, then what is reserved there, and only then what lies out of reach", () => {
    const places = placesToTake([place("far", 50, 20, false), place("near", 10, 4, true), place("next", 5, 0, true)]);
    expect(said(places)).toEqual(["near 6", "next 5", "near 4", "far 30", "far 20"]);
  });

  it("EX-14 of a lot of which only so much is free, takes that in the same order, whatever lies out of reach or is promised", () => {
    const places = placesToTake([place("far", 50, 0, false), place("near", 10, 4, true), place("next", 5, 0, true)]);
    const free = (quantity: number) => said(withoutHeld(places, new Map([["l", decimal(quantity)]])));
    expect(free(60)).toEqual(["near 6", "next 5", "near 4", "far 45"]);
    expect(free(12)).toEqual(["near 6", "next 5", "near 1", "far 0"]);
  });

  it("what one line took from a place is not there for the next, and what is gone is promised to nobody", () => {
    const gone = (lotId: string, locationId: string, quantity: number) => ({ lotId, locationId, quantity: decimal(quantity) });
    const left = leftAt([place("near", 10, 4, true), place("next", 5, 0, true)], [gone("l", "near", 6), gone("l", "near", 1), gone("other", "next", 5)]);
    expect(left.map((one) => `${one.locationId} ${one.onHand.toFixed()} ${one.reserved.toFixed()}`)).toEqual(["near 3 3", "next 5 0"]);
  });

  it("leaves of each place what was not taken, and of other lots all", () => {
    const other = { lotId: "other", locationId: "near", onHand: decimal(7) };
    expect(said(withoutTaken([...placesToTake([place("near", 10, 4, true)]), other], "l", decimal(8)))).toEqual(["near 0", "near 2", "near 7"]);
  });
});
