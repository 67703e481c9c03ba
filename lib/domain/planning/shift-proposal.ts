import { type Decimal, decimal, max, roundDown, ZERO } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { fitsUom, type Uom } from "@/lib/domain/shared/quantity";

/** States of a proposal to make a part of an order elsewhere (domain §6.4). */
export type ProposalState = "PROPOSED" | "APPROVED" | "SENT" | "ERP_ACCEPTED" | "ERP_REJECTED" | "EXECUTED" | "CANCELLED";

/**
 * What moves a proposal. `LAPSE`: the approval no longer counts and must be given again (PL-04). `OUTDATE`: it is marked stale, approved or not, since a
 * line that it counts on is back early (S14).
 */
export type ProposalCommand = "APPROVE" | "LAPSE" | "OUTDATE" | "SEND" | "ACCEPT" | "REJECT" | "PROPOSE_AGAIN" | "EXECUTE" | "CANCEL";

/** The table of §6.4: where each command leads from each state. Once the ERP has accepted, both orders are its own and nobody here takes them back. */
const MOVES: Readonly<Record<ProposalCommand, { readonly from: readonly ProposalState[]; readonly to: ProposalState }>> = {
  APPROVE: { from: ["PROPOSED"], to: "APPROVED" },
  LAPSE: { from: ["APPROVED"], to: "PROPOSED" },
  OUTDATE: { from: ["PROPOSED", "APPROVED"], to: "PROPOSED" },
  SEND: { from: ["APPROVED"], to: "SENT" },
  ACCEPT: { from: ["SENT"], to: "ERP_ACCEPTED" },
  REJECT: { from: ["SENT"], to: "ERP_REJECTED" },
  PROPOSE_AGAIN: { from: ["ERP_REJECTED"], to: "PROPOSED" },
  EXECUTE: { from: ["ERP_ACCEPTED"], to: "EXECUTED" },
  CANCEL: { from: ["PROPOSED", "APPROVED", "SENT", "ERP_REJECTED"], to: "CANCELLED" },
};

/** S14: a line that was back earlier than a proposal counted on. */
export type EarlyRestore = { readonly line: string; readonly restoredAt: Date; readonly expectedAt: Date };

/**
 * §6.4: the state into which a command brings the proposal. `stale`: why it is marked so; null where it is not. A stale one is proposed again or taken back,
 * never approved (S14). Refuses with INVALID_TRANSITION and PROPOSAL_STALE.
 */
export function decideProposalMove(
  command: ProposalCommand,
  state: ProposalState,
  stale: EarlyRestore | null = null,
): Decision<ProposalState, "INVALID_TRANSITION" | "PROPOSAL_STALE"> {
  const { from, to } = MOVES[command];
  if (state === "PROPOSED" && stale !== null) {
    if (command === "APPROVE") return refuse("PROPOSAL_STALE", { line: stale.line, since: stale.restoredAt.toISOString(), until: stale.expectedAt.toISOString() });
    if (command === "PROPOSE_AGAIN") return accept(to);
  }
  return from.includes(state) ? accept(to) : refuse("INVALID_TRANSITION", { of: "PROPOSAL", state });
}

/** A stop of a line with which a projection reckons: the unit that stops it, since when, and when it was expected back. */
export type CountedStop = { readonly unitId: string; readonly line: string; readonly since: Date; readonly restore: Date };

/** A unit that runs again since then. */
export type Restoration = { readonly unitId: string; readonly at: Date };

/**
 * S14: the first of the lines with whose stop a proposal reckons that was back earlier than expected; null: none was. A line that was back as expected or
 * later changes nothing that the proposal promised by it, and PL-04 looks at the figures before it is sent anyway.
 */
export function restoredEarly(counted: readonly CountedStop[], restorations: readonly Restoration[]): EarlyRestore | null {
  const early = counted.flatMap((stop) =>
    restorations
      .filter(({ unitId, at }) => unitId === stop.unitId && at > stop.since && at < stop.restore)
      .map(({ at }): EarlyRestore => ({ line: stop.line, restoredAt: at, expectedAt: stop.restore })),
  );
  return early.toSorted((a, b) => a.restoredAt.getTime() - b.restoredAt.getTime())[0] ?? null;
}

const RESERVES: ReadonlySet<ProposalState> = new Set(["PROPOSED", "APPROVED", "SENT", "ERP_ACCEPTED"]);

/** PL-02: whether the quantity is kept for the move. Once the reduced original has arrived, the order itself is that much smaller. */
export function reserves({ state, originalArrived }: { readonly state: ProposalState; readonly originalArrived: boolean }): boolean {
  return RESERVES.has(state) && !originalArrived;
}

/** An operation of the order: what it processed, and the planned yield from it to the end of the order. */
export type StartedOperation = { readonly processed: Decimal; readonly yieldToEnd: Decimal };

/** The order as a proposal sees it. `open`: neither finished nor withdrawn. */
export type MovableOrder = { readonly open: boolean; readonly quantity: Decimal; readonly received: Decimal; readonly operations: readonly StartedOperation[]; readonly uom: Uom };

/**
 * What of the order's quantity has been begun: the most that any operation has processed, counted as what it gives at the end at planned yields, and
 * never less than what is received. It is never below what EX-04 lets the ERP reduce the order to, so a quantity that is free here is free there.
 */
export function startedQuantity({ operations, received, uom }: MovableOrder): Decimal {
  const each = operations.map(({ processed, yieldToEnd }) => roundDown(processed.times(yieldToEnd), uom.decimals));
  return each.reduce((most, one) => max(most, one), received);
}

/** PL-01: what of the order nobody has begun and no proposal has reserved. */
export function unstartedRemaining(order: MovableOrder, reserved: Decimal): Decimal {
  return order.open ? max(ZERO, order.quantity.minus(startedQuantity(order)).minus(reserved)) : ZERO;
}

/** PL-01: a part of an order may be moved up to its unstarted remaining quantity. `reserved`: by other proposals. */
export function decideShift(order: MovableOrder, reserved: Decimal, asked: Decimal): Decision<Decimal, "ORDER_NOT_MOVABLE" | "INVALID_QUANTITY" | "MORE_THAN_UNSTARTED"> {
  if (!order.open) return refuse("ORDER_NOT_MOVABLE");
  if (asked.lte(ZERO) || !fitsUom(asked, order.uom)) return refuse("INVALID_QUANTITY", { decimals: order.uom.decimals, uom: order.uom.code });
  const left = unstartedRemaining(order, reserved);
  return asked.gt(left) ? refuse("MORE_THAN_UNSTARTED", { left: left.toFixed(), asked: asked.toFixed(), uom: order.uom.code }) : accept(asked);
}

/** PL-01: the two orders that come of it; what the target gains is exactly what the original loses. */
export function splitOrder(quantity: Decimal, moved: Decimal): { readonly original: Decimal; readonly target: Decimal } {
  return { original: quantity.minus(moved), target: moved };
}

/**
 * PL-02: refuses with QUANTITY_RESERVED what would begin a part that is kept for a move; `after` is the order with the entry in it. Nothing is
 * refused where nothing is reserved.
 */
export function decideBesideReserved(after: MovableOrder, before: MovableOrder, reserved: Decimal): Decision<null, "QUANTITY_RESERVED"> {
  if (reserved.lte(ZERO)) return accept(null);
  const most = after.quantity.minus(reserved);
  const started = startedQuantity(after);
  // An entry that begins nothing further (at a later step, or rework) takes nothing from anybody.
  if (started.lte(most) || started.lte(startedQuantity(before))) return accept(null);
  const left = max(ZERO, most.minus(startedQuantity(before)));
  return refuse("QUANTITY_RESERVED", { reserved: reserved.toFixed(), left: left.toFixed(), uom: after.uom.code });
}

/** PL-02: whether the first step may still begin: something is left that no move has reserved. */
export function mayBegin(order: MovableOrder, reserved: Decimal): boolean {
  return reserved.lte(ZERO) || unstartedRemaining(order, reserved).gt(ZERO);
}

/** What a proposal is judged by: hours by which the promises of its item come late, if everything waits and if the part is moved. Null: not projectable. */
export type ProposalScore = { readonly waiting: Decimal; readonly moved: Decimal } | null;

/** A tenth: more than that, and who approved did not see what is sent. */
const TOLERATED = decimal("0.1");

/** PL-04: whether either figure has moved by more than 10 % of what it was when the proposal was approved. */
export function scoreChanged(approved: ProposalScore, now: ProposalScore): boolean {
  if (approved === null || now === null) return approved !== now;
  const moved = (was: Decimal, is: Decimal): boolean => is.minus(was).abs().gt(was.times(TOLERATED));
  return moved(approved.waiting, now.waiting) || moved(approved.moved, now.moved);
}

/** PL-02: for so long a proposal keeps its quantity without having been sent. */
export const PROPOSAL_HOURS = 24;

const EXPIRES: ReadonlySet<ProposalState> = new Set(["PROPOSED", "APPROVED", "ERP_REJECTED"]);

/**
 * PL-02: whether a proposal is over by its age. What was sent waits for the ERP, however long that takes; what the ERP refused then is there for as long
 * again, so that its reason is read.
 */
export function isExpired(
  { state, proposedAt, answeredAt = null }: { readonly state: ProposalState; readonly proposedAt: Date; readonly answeredAt?: Date | null },
  now: Date,
): boolean {
  const since = state === "ERP_REJECTED" && answeredAt !== null ? answeredAt : proposedAt;
  return EXPIRES.has(state) && now.getTime() - since.getTime() >= PROPOSAL_HOURS * 3_600_000;
}

/** What is known of the two orders of a proposal. `base`: the original's quantity when the proposal was sent. */
export type BothOrders = {
  readonly base: Decimal;
  readonly moved: Decimal;
  readonly original: { readonly quantity: Decimal; readonly withdrawn: boolean };
  /** The order that the ERP named as the new one; null before it has arrived, or before it was named. */
  readonly target: { readonly quantity: Decimal } | null;
};

/**
 * PL-03, PL-01: which of the two orders are there as agreed. An original that was moved whole is withdrawn, not reduced to nothing. One that has less than
 * agreed by now was reduced further since: only its last version is read, and what is moved must not stay reserved on it.
 */
export function arrivedOrders({ base, moved, original, target }: BothOrders): { readonly original: boolean; readonly target: boolean } {
  const split = splitOrder(base, moved);
  return {
    original: split.original.isZero() ? original.withdrawn : !original.withdrawn && original.quantity.lte(split.original),
    target: target !== null && target.quantity.eq(split.target),
  };
}
