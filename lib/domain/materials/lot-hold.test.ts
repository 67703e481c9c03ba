import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Decimal, decimal, max, min, sum, ZERO } from "@/lib/domain/shared/decimal";
import { takeFrom, withoutHeld } from "./backflush";
import { decideLifting, decidePlacing, decideRelease, heldPieces, heldStock, isHeldWhole, type LotHold, type LotPiece, type LotUnderHolds, statusBeside } from "./lot-hold";
import type { QualityStatus } from "./lot-check";

const hold = (holdId: string, placedBy: string, found: QualityStatus = "RELEASED"): LotHold => ({ holdId, placedBy, found, pieces: null });
const piece = (id: string, quantity: number): LotPiece => ({ id, quantity: decimal(quantity) });
const holdOf = (holdId: string, placedBy: string, ...pieces: LotPiece[]): LotHold => ({ holdId, placedBy, found: "RELEASED", pieces });
const under = (status: QualityStatus, standing: readonly LotHold[], made = 100): LotUnderHolds => ({ status, made: decimal(made), standing });
const outcome = (decision: { readonly ok: boolean; readonly value?: unknown; readonly code?: string }) => (decision.ok ? decision.value : decision.code);

describe("§2.2 holds of a lot", () => {
  it.each<[QualityStatus, readonly LotHold[], unknown]>([
    ["RELEASED", [], { found: "RELEASED", whole: true }],
    ["PENDING", [], { found: "PENDING", whole: true }],
    ["ON_HOLD", [hold("1", "a", "PENDING")], { found: "PENDING", whole: true }],
    ["REJECTED", [], "INVALID_TRANSITION"],
    ["RECALLED", [], "INVALID_TRANSITION"],
  ])("a lot that is %s with %o is held and remembers what it was", (status, standing, expected) => expect(outcome(decidePlacing(under(status, standing), null))).toEqual(expected));

  it("SEC-01 who placed a hold does not lift it", () => {
    expect(outcome(decideLifting("1", under("ON_HOLD", [hold("1", "a")]), "a"))).toBe("SECOND_PERSON_REQUIRED");
    expect(outcome(decideLifting("1", under("RELEASED", [holdOf("1", "a", piece("p", 40))]), "a"))).toBe("SECOND_PERSON_REQUIRED");
  });
  it("the last release gives the status back that the first hold found", () =>
    expect(outcome(decideLifting("1", under("ON_HOLD", [hold("1", "a", "PENDING")]), "b"))).toBe("PENDING"));
  it("another hold keeps the lot on hold", () => expect(outcome(decideLifting("1", under("ON_HOLD", [hold("1", "a"), hold("2", "b")]), "b"))).toBe("ON_HOLD"));
  it.each<[QualityStatus, readonly LotHold[], QualityStatus]>([
    ["ON_HOLD", [hold("own", "a", "PENDING")], "PENDING"],
    ["ON_HOLD", [hold("own", "a"), hold("2", "b")], "ON_HOLD"],
    ["ON_HOLD", [hold("own", "a"), holdOf("2", "b", piece("p", 40))], "RELEASED"],
    ["ON_HOLD", [hold("own", "a"), holdOf("2", "b", piece("p", 100))], "ON_HOLD"],
    ["ON_HOLD", [], "ON_HOLD"],
    ["RECALLED", [hold("own", "a")], "RECALLED"],
    ["RELEASED", [holdOf("own", "a", piece("p", 40))], "RELEASED"],
  ])("a lot that is %s with %o is %s beside its own hold", (status, standing, expected) => expect(statusBeside(under(status, standing), ["own"])).toBe(expected));
  it("a hold that was lifted is over", () => expect(outcome(decideLifting("1", under("RELEASED", []), "b"))).toBe("HOLD_OVER"));
});

describe("EX-14 what a failed check holds of a lot", () => {
  it("leaves the lot as it is where something else was made of it, and holds the lot where nothing was", () => {
    expect(outcome(decidePlacing(under("RELEASED", []), [piece("p", 40)]))).toEqual({ found: "RELEASED", whole: false });
    expect(outcome(decidePlacing(under("RELEASED", []), [piece("p", 40), piece("q", 60)]))).toEqual({ found: "RELEASED", whole: true });
    expect(outcome(decidePlacing(under("PENDING", [holdOf("1", "a", piece("p", 40))]), [piece("q", 60)]))).toEqual({ found: "PENDING", whole: true });
  });
  it("a lot that waits for its release goes on waiting, and gets what it is by then from the hold of the lot that came later", () => {
    const first: LotHold = { ...holdOf("1", "a", piece("p", 40)), found: "PENDING" };
    expect(statusBeside(under("ON_HOLD", [first, hold("2", "b", "RELEASED")]), ["2"])).toBe("RELEASED");
    expect(outcome(decidePlacing(under("ON_HOLD", [first, hold("2", "b", "RELEASED")]), null))).toMatchObject({ found: "RELEASED" });
  });
  it("a lot that was released while pieces of it were held stays released, whichever of the holds that then held all of it is lifted, or if something else is made of it", () => {
    const first: LotHold = { ...holdOf("1", "a", piece("p", 40)), found: "PENDING" };
    const placed = decidePlacing(under("RELEASED", [first]), [piece("q", 60)]);
    expect(outcome(placed)).toEqual({ found: "RELEASED", whole: true });
    const standing = [first, holdOf("2", "a", piece("q", 60))];
    expect(["1", "2"].map((id) => statusBeside(under("ON_HOLD", standing), [id]))).toEqual(["RELEASED", "RELEASED"]);
    expect(statusBeside(under("ON_HOLD", standing, 110))).toBe("RELEASED");
    expect(outcome(decidePlacing(under("ON_HOLD", standing), null))).toEqual({ found: "RELEASED", whole: true });
  });
  it("a lot that was held as a whole by its pieces is what it was before, once something else is made of it", () => {
    const standing = [holdOf("1", "a", piece("p", 40))];
    expect(statusBeside(under("ON_HOLD", standing, 40))).toBe("ON_HOLD");
    expect(statusBeside(under("ON_HOLD", standing, 50))).toBe("RELEASED");
  });
  it("a piece that two hold counts once, and one hold lifted leaves what the other holds", () => {
    const standing = [holdOf("1", "a", piece("p", 40), piece("q", 10)), holdOf("2", "b", piece("q", 10), piece("r", 5))];
    expect(heldPieces(standing).toFixed()).toBe("55");
    expect(heldPieces(standing.slice(1)).toFixed()).toBe("15");
  });
  it("pieces of which nothing is left hold nothing", () => expect(isHeldWhole([holdOf("1", "a", piece("p", 0))], ZERO)).toBe(false));

  const amounts = fc.nat({ max: 1_000_000 }).map((millis) => decimal(millis).div(1000));
  it("held and free are what is on hand, and neither is ever below zero", () =>
    fc.assert(
      fc.property(amounts, amounts, (onHand, pieces) => {
        const { held, free } = heldStock(onHand, pieces);
        expect(held.plus(free).eq(onHand) && held.gte(0) && free.gte(0) && held.lte(pieces)).toBe(true);
      }),
    ));
  it("taking what is free, however often, takes nothing that is held", () =>
    fc.assert(
      fc.property(fc.array(amounts, { minLength: 1, maxLength: 4 }), amounts, fc.array(amounts, { maxLength: 6 }), (places, pieces, takes) => {
        let stock = places.map((onHand, index) => ({ lotId: "L", locationId: String(index), onHand, reserved: ZERO }));
        const all = () => sum(stock.map(({ onHand }) => onHand));
        const held = heldStock(all(), pieces).held;
        for (const asked of takes) {
          const { free } = heldStock(all(), pieces);
          const { taken } = takeFrom(withoutHeld(stock, new Map([["L", free]])), asked);
          expect(sum(taken.map(({ quantity }) => quantity)).eq(min(asked, free))).toBe(true);
          stock = stock.map((one) => ({ ...one, onHand: one.onHand.minus(sum(taken.filter(({ locationId }) => locationId === one.locationId).map(({ quantity }) => quantity))) }));
          expect(stock.every(({ onHand }) => onHand.gte(0)) && all().gte(held)).toBe(true);
        }
      }),
    ));
  it("of what is out of reach it may be what is held: within reach no more may be taken than is free of the lot", () => {
    const at = (locationId: string, onHand: number) => ({ lotId: "L", locationId, onHand: decimal(onHand), reserved: ZERO });
    const usable = (stock: ReturnType<typeof at>[], free: Decimal) => withoutHeld(stock, new Map([["L", free]])).map(({ onHand }) => max(onHand, ZERO).toFixed());
    expect(usable([at("near", 20)], decimal(40))).toEqual(["20"]);
    expect(usable([at("near", 80), at("far", 20)], decimal(40))).toEqual(["40", "0"]);
  });
  it("whatever is made and held in whatever order, held twice or lifted and held anew, and released in between, a lot is ON_HOLD exactly while all of it is held and else what it was", () => {
    const step = fc.record({ of: fc.constantFrom("1", "2"), pieces: fc.subarray(["a", "b", "c", "d"]), does: fc.constantFrom("HOLD", "LIFT", "RELEASE") });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), fc.constantFrom<QualityStatus>("RELEASED", "PENDING"), (steps, found) => {
        let before: QualityStatus = found;
        let lot: LotUnderHolds = { status: before, made: decimal(100), standing: [] };
        for (const { of, pieces, does } of steps) {
          if (does === "RELEASE") {
            if (lot.status === "PENDING") [before, lot] = ["RELEASED", { ...lot, status: "RELEASED" }];
          } else if (does === "LIFT") {
            const lifted = decideLifting(of, lot, "somebody else");
            if (lifted.ok) lot = { ...lot, status: lifted.value, standing: lot.standing.filter(({ holdId }) => holdId !== of) };
          } else if (pieces.length > 0 && lot.standing.every(({ holdId }) => holdId !== of)) {
            const mine = pieces.map((id) => piece(id, 25));
            const placed = decidePlacing(lot, mine);
            if (!placed.ok) throw new Error(placed.code);
            lot = {
              ...lot,
              status: placed.value.whole ? "ON_HOLD" : lot.status,
              standing: [...lot.standing, { holdId: of, placedBy: "a", found: placed.value.found, pieces: mine }],
            };
          }
          expect(lot.status).toBe(heldPieces(lot.standing).gte(100) ? "ON_HOLD" : before);
        }
      }),
    );
  });
});

describe("§2.2 release of a lot", () => {
  const none: ReadonlySet<string> = new Set();
  it.each<[QualityStatus, boolean, ReadonlySet<string>, string]>([
    ["PENDING", false, none, "RELEASED"],
    ["PENDING", false, new Set(["b"]), "RELEASED"],
    ["PENDING", false, new Set(["a", "b"]), "OWN_CHECK"],
    ["PENDING", true, none, "LOT_STILL_MADE"],
    ["RELEASED", false, none, "INVALID_TRANSITION"],
    ["ON_HOLD", false, none, "INVALID_TRANSITION"],
    ["REJECTED", true, none, "INVALID_TRANSITION"],
    ["RECALLED", false, none, "INVALID_TRANSITION"],
  ])("of a lot that is %s (still made: %s, checked by %o) by a comes to %s", (status, stillMade, checkedBy, expected) =>
    expect(outcome(decideRelease(status, { stillMade, checkedBy, by: "a" }))).toBe(expected),
  );
});
