import type { Decimal } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { refuseLateUndo } from "@/lib/domain/shared/undo";

export type ReverseContext = {
  readonly isReversal: boolean;
  readonly reversedBy: string | null;
  readonly orderState: string;
  /** The caller recorded it. */
  readonly own: boolean;
  /** Seconds since it was recorded. */
  readonly ageSeconds: number;
  readonly mayReverseAny: boolean;
  /** What is left of the lot that the entry received, where it received one. */
  readonly receivedLeft: { readonly quantity: Decimal; readonly onHand: Decimal; readonly blocked: boolean } | null;
  /** Good that the successor has already processed beyond what would be left. */
  readonly downstreamUses: boolean;
  /** Units that it sent to rework have been reworked since, more of them than what is entered in its place, if anything is, leaves to rework. */
  readonly reworkUsed: boolean;
  /** Least good of the order, and what would be left of its good; null where the entry does not count for the order. */
  readonly orderGood: { readonly min: Decimal; readonly left: Decimal } | null;
};

/** EX-19, EX-20: an entry is reversed once, by who may, unless what it made is already used or its order would be complete without it. */
export function decideReversal(context: ReverseContext): Decision<true, "ALREADY_REVERSED" | "IS_REVERSAL" | "ORDER_CLOSED" | "UNDO_EXPIRED" | "DOWNSTREAM_USED" | "REOPEN_FIRST"> {
  if (context.isReversal) return refuse("IS_REVERSAL");
  if (context.reversedBy !== null) return refuse("ALREADY_REVERSED", { by: context.reversedBy });
  if (["CLOSED", "CANCELLED", "ABORTED"].includes(context.orderState)) return refuse("ORDER_CLOSED", { state: context.orderState });
  const late = refuseLateUndo(context);
  if (late !== null) return late;
  // EX-07: a completed order is never short without a lead having said so.
  const good = context.orderGood;
  if (context.orderState === "COMPLETED" && good !== null && good.left.lt(good.min)) {
    return refuse("REOPEN_FIRST", { left: good.left.toFixed(), min: good.min.toFixed() });
  }
  const left = context.receivedLeft;
  if (left !== null && (left.blocked || left.onHand.lt(left.quantity))) {
    return refuse("DOWNSTREAM_USED", { quantity: left.quantity.toFixed(), onHand: left.onHand.toFixed() });
  }
  if (context.downstreamUses || context.reworkUsed) return refuse("DOWNSTREAM_USED", { quantity: null, onHand: null });
  return accept(true);
}
