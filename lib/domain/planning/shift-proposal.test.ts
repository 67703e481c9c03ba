import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import {
  arrivedOrders,
  decideBesideReserved,
  decideProposalMove,
  decideShift,
  isExpired,
  mayBegin,
  type MovableOrder,
  type ProposalCommand,
  type ProposalState,
  reserves,
  restoredEarly,
  scoreChanged,
  splitOrder,
  startedQuantity,
  unstartedRemaining,
} from "./shift-proposal";

const EA = { code: "EA", decimals: 0 };
const STATES: readonly ProposalState[] = ["PROPOSED", "APPROVED", "SENT", "ERP_ACCEPTED", "ERP_REJECTED", "EXECUTED", "CANCELLED"];

/** 200 pieces over two steps, of which the first loses 2.5 %. */
const order = (first = "0", last = "0", received = "0", change: Partial<MovableOrder> = {}): MovableOrder => ({
  open: true,
  quantity: decimal(200),
  received: decimal(received),
  operations: [
    { processed: decimal(first), yieldToEnd: decimal("0.975") },
    { processed: decimal(last), yieldToEnd: decimal(1) },
  ],
  uom: EA,
  ...change,
});

describe("§6.4 states of a proposal", () => {
  it.each<[ProposalState, ProposalCommand, ProposalState]>([
    ["PROPOSED", "APPROVE", "APPROVED"],
    ["APPROVED", "LAPSE", "PROPOSED"],
    ["PROPOSED", "OUTDATE", "PROPOSED"],
    ["APPROVED", "OUTDATE", "PROPOSED"],
    ["APPROVED", "SEND", "SENT"],
    ["SENT", "ACCEPT", "ERP_ACCEPTED"],
    ["SENT", "REJECT", "ERP_REJECTED"],
    ["ERP_REJECTED", "PROPOSE_AGAIN", "PROPOSED"],
    ["ERP_ACCEPTED", "EXECUTE", "EXECUTED"],
    ["PROPOSED", "CANCEL", "CANCELLED"],
    ["APPROVED", "CANCEL", "CANCELLED"],
    ["SENT", "CANCEL", "CANCELLED"],
    ["ERP_REJECTED", "CANCEL", "CANCELLED"],
  ])("%s —%s→ %s", (from, command, to) => expect(decideProposalMove(command, from)).toEqual({ ok: true, value: to }));

  it.each<[ProposalState, ProposalCommand]>([
    ["APPROVED", "APPROVE"],
    ["PROPOSED", "SEND"],
    ["PROPOSED", "PROPOSE_AGAIN"],
    ["SENT", "OUTDATE"],
    ["ERP_ACCEPTED", "CANCEL"],
    ["EXECUTED", "CANCEL"],
    ["CANCELLED", "APPROVE"],
    ["PROPOSED", "EXECUTE"],
  ])("refuses %s —%s", (from, command) =>
    expect(decideProposalMove(command, from)).toMatchObject({ ok: false, code: "INVALID_TRANSITION", params: { of: "PROPOSAL", state: from } }),
  );

  it("ends in EXECUTED and CANCELLED only", () => {
    const commands: readonly ProposalCommand[] = ["APPROVE", "LAPSE", "OUTDATE", "SEND", "ACCEPT", "REJECT", "PROPOSE_AGAIN", "EXECUTE", "CANCEL"];
    expect(STATES.filter((state) => commands.every((command) => !decideProposalMove(command, state).ok))).toEqual(["EXECUTED", "CANCELLED"]);
  });

  it("S14 a stale one is proposed again or taken back, never approved, and keeps its quantity", () => {
    const stale = { line: "L1", restoredAt: new Date("2026-03-16T09:12:00Z"), expectedAt: new Date("2026-03-17T09:00:00Z") };
    expect(decideProposalMove("APPROVE", "PROPOSED", stale)).toEqual({
      ok: false,
      code: "PROPOSAL_STALE",
      params: { line: "L1", since: "2026-03-16T09:12:00.000Z", until: "2026-03-17T09:00:00.000Z" },
    });
    expect(decideProposalMove("PROPOSE_AGAIN", "PROPOSED", stale)).toEqual({ ok: true, value: "PROPOSED" });
    expect(decideProposalMove("CANCEL", "PROPOSED", stale)).toEqual({ ok: true, value: "CANCELLED" });
    // What became of it since is no matter of the mark.
    expect(decideProposalMove("APPROVE", "CANCELLED", stale)).toMatchObject({ code: "INVALID_TRANSITION" });
    expect(decideProposalMove("PROPOSE_AGAIN", "EXECUTED", stale)).toMatchObject({ code: "INVALID_TRANSITION" });
  });

  it("PL-02 keeps the quantity until the proposal is over, or the order itself is smaller", () => {
    expect(STATES.filter((state) => reserves({ state, originalArrived: false }))).toEqual(["PROPOSED", "APPROVED", "SENT", "ERP_ACCEPTED"]);
    expect(STATES.filter((state) => reserves({ state, originalArrived: true }))).toEqual([]);
  });

  it("PL-02 expires after a day, but not what the ERP has before it", () => {
    const proposedAt = new Date("2026-03-16T09:00:00Z");
    const next = (text: string) => new Date(`2026-03-17T${text}Z`);
    expect(STATES.filter((state) => isExpired({ state, proposedAt }, next("09:00:00")))).toEqual(["PROPOSED", "APPROVED", "ERP_REJECTED"]);
    expect(STATES.filter((state) => isExpired({ state, proposedAt }, next("08:59:59")))).toEqual([]);
  });

  it("PL-02 leaves a refusal of the ERP there for a day, however long the answer took", () => {
    const refused = { state: "ERP_REJECTED" as const, proposedAt: new Date("2026-03-14T09:00:00Z"), answeredAt: new Date("2026-03-16T09:00:00Z") };
    expect([isExpired(refused, new Date("2026-03-17T08:59:59Z")), isExpired(refused, new Date("2026-03-17T09:00:00Z"))]).toEqual([false, true]);
  });
});

describe("PL-01 unstarted remaining", () => {
  it.each([
    ["nothing begun", order(), "0", "200"],
    ["what the first step processed counts as what it will give", order("41"), "0", "161"],
    ["what was received counts where yield was better than planned", order("41", "41", "41"), "0", "159"],
    ["other proposals have theirs", order("41"), "100", "61"],
    ["never below nothing", order("205"), "10", "0"],
    ["an order that is over has nothing", order("0", "0", "0", { open: false }), "0", "0"],
  ])("%s", (_, each, reserved, left) => expect(unstartedRemaining(each, decimal(reserved)).toFixed()).toBe(left));

  it("takes up to that, and refuses one more with what is left", () => {
    expect(decideShift(order("41"), ZERO, decimal(161))).toMatchObject({ ok: true });
    expect(decideShift(order("41"), ZERO, decimal(162))).toEqual({ ok: false, code: "MORE_THAN_UNSTARTED", params: { left: "161", asked: "162", uom: "EA" } });
  });

  it.each([
    ["0", "INVALID_QUANTITY"],
    ["-1", "INVALID_QUANTITY"],
    ["1.5", "INVALID_QUANTITY"],
  ])("refuses a quantity of %s", (asked, code) => expect(decideShift(order(), ZERO, decimal(asked))).toMatchObject({ ok: false, code }));

  it("refuses an order that is over", () => expect(decideShift(order("0", "0", "0", { open: false }), ZERO, decimal(1))).toMatchObject({ code: "ORDER_NOT_MOVABLE" }));
});

describe("PL-02 what is reserved is not begun", () => {
  const reserved = decimal(50);
  it("lets the rest be made and refuses what would eat into it, with what is left", () => {
    // 153 at the first step are 149.175 at the end, 154 are 150.15: both count as at most the 150 that are free.
    expect(decideBesideReserved(order("154"), order("100"), reserved)).toMatchObject({ ok: true });
    expect(decideBesideReserved(order("155"), order("100"), reserved)).toEqual({ ok: false, code: "QUANTITY_RESERVED", params: { reserved: "50", left: "53", uom: "EA" } });
  });
  it("lets later steps go on with what is begun already, even where too much is", () => {
    expect(decideBesideReserved(order("180", "20"), order("180", "10"), reserved)).toMatchObject({ ok: true });
    expect(decideBesideReserved(order("181"), order("180"), decimal(20))).toMatchObject({ ok: true });
    expect(decideBesideReserved(order("190"), order("180"), reserved)).toMatchObject({ code: "QUANTITY_RESERVED", params: { left: "0" } });
  });
  it("asks nothing where nothing is reserved", () => expect(decideBesideReserved(order("999"), order(), ZERO)).toMatchObject({ ok: true }));
  it.each([
    ["199", true],
    ["200", false],
  ])("begins the first step beside %s reserved: %s", (kept, may) => expect(mayBegin(order(), decimal(kept))).toBe(may));
});

describe("PL-04 the score that was approved", () => {
  const score = (waiting: string, moved: string) => ({ waiting: decimal(waiting), moved: decimal(moved) });
  it.each([
    ["the same", score("31", "13"), score("31", "13"), false],
    ["exactly a tenth", score("10", "20"), score("11", "18"), false],
    ["more than a tenth", score("10", "20"), score("11.01", "20"), true],
    ["the line is back early", score("31", "13"), score("0", "0"), true],
    ["anything after nothing", score("0", "0"), score("0", "0.01"), true],
    ["no projection any more", score("31", "13"), null, true],
  ])("%s", (_, approved, now, changed) => expect(scoreChanged(approved, now)).toBe(changed));
  it("has nothing to compare where neither could be projected", () => expect(scoreChanged(null, null)).toBe(false));
});

describe("S14 a line that is back early", () => {
  const at = (time: string) => new Date(`2026-03-16T${time}:00Z`);
  const L1 = { unitId: "u-1", line: "L1", since: at("08:00"), restore: at("14:00") };
  const L7 = { unitId: "u-7", line: "L7", since: at("09:00"), restore: at("12:00") };
  it.each([
    ["before it was expected", [{ unitId: "u-1", at: at("13:59") }], { line: "L1", restoredAt: at("13:59"), expectedAt: at("14:00") }],
    ["when it was expected", [{ unitId: "u-1", at: at("14:00") }], null],
    ["later than expected", [{ unitId: "u-1", at: at("15:00") }], null],
    ["before the stop that counts", [{ unitId: "u-1", at: at("08:00") }], null],
    ["another one", [{ unitId: "u-9", at: at("10:00") }], null],
    [
      "both: the first one",
      [
        { unitId: "u-1", at: at("11:00") },
        { unitId: "u-7", at: at("10:00") },
      ],
      { line: "L7", restoredAt: at("10:00"), expectedAt: at("12:00") },
    ],
    ["none", [], null],
  ])("%s", (_, restorations, expected) => expect(restoredEarly([L1, L7], restorations)).toEqual(expected));
  it("says nothing of a proposal that reckons with no stop", () => expect(restoredEarly([], [{ unitId: "u-1", at: at("10:00") }])).toBeNull());
});

describe("PL-03 both orders", () => {
  const base = decimal(1200);
  const of = (original: string, target: string | null, moved = "700", withdrawn = false) =>
    arrivedOrders({ base, moved: decimal(moved), original: { quantity: decimal(original), withdrawn }, target: target === null ? null : { quantity: decimal(target) } });
  it.each([
    ["neither", of("1200", null), { original: false, target: false }],
    ["the reduced original", of("500", null), { original: true, target: false }],
    ["the original, reduced further since", of("450", "700"), { original: true, target: true }],
    ["the new order", of("1200", "700"), { original: false, target: true }],
    ["both", of("500", "700"), { original: true, target: true }],
    ["another split is not the one agreed", of("600", "600"), { original: false, target: false }],
    ["all of it: the original is withdrawn", of("1200", "1200", "1200", true), { original: true, target: true }],
    ["all of it, and the original stands", of("1200", "1200", "1200"), { original: false, target: true }],
    ["a withdrawn original is not a reduced one", of("500", "700", "700", true), { original: false, target: true }],
  ])("%s", (_, arrived, expected) => expect(arrived).toEqual(expected));
});

describe("whatever is asked", () => {
  const whole = fc.integer({ min: 0, max: 1_000_000 }).map((value) => decimal(value));
  const orders = fc
    .record({ quantity: fc.integer({ min: 1, max: 1_000_000 }), first: whole, second: whole, received: whole, yieldPct: fc.integer({ min: 1, max: 100 }) })
    .map(({ quantity, first, second, received, yieldPct }): MovableOrder => ({
      open: true,
      quantity: decimal(quantity),
      received,
      operations: [
        { processed: first, yieldToEnd: decimal(yieldPct).div(100) },
        { processed: second, yieldToEnd: decimal(1) },
      ],
      uom: EA,
    }));

  it("PL-01 no quantity is made or lost, and never more is moved than nobody has begun or reserved", () =>
    fc.assert(
      fc.property(orders, whole, whole, (each, reserved, asked) => {
        const decision = decideShift(each, reserved, asked);
        if (!decision.ok) return;
        const split = splitOrder(each.quantity, decision.value);
        expect(split.original.plus(split.target).eq(each.quantity)).toBe(true);
        expect(split.target.plus(reserved).plus(startedQuantity(each)).lte(each.quantity)).toBe(true);
        expect(split.original.gte(startedQuantity(each))).toBe(true);
      }),
    ));

  it("PL-02 an entry that is let through beside a reservation leaves the reserved quantity unstarted", () =>
    fc.assert(
      fc.property(orders, whole, fc.integer({ min: 1, max: 1000 }), (before, reserved, more) => {
        fc.pre(startedQuantity(before).plus(reserved).lte(before.quantity));
        const [first, ...rest] = before.operations;
        if (first === undefined) return;
        const after = { ...before, operations: [{ ...first, processed: first.processed.plus(more) }, ...rest] };
        if (decideBesideReserved(after, before, reserved).ok) expect(unstartedRemaining(after, ZERO).gte(reserved) || reserved.isZero()).toBe(true);
      }),
    ));
});
