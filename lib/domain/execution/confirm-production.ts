import { type Decimal, max, ZERO } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { fitsUom, type Uom } from "@/lib/domain/shared/quantity";
import type { HeldQuantity } from "./held-quantity";
import { acceptsQuantity, type OperationState } from "./operation-state";
import { roundOf } from "./rework-rounds";
import { addEntry, countedIn, goodOf, openRework, failedAgain, type OperationTotals, type QuantityEntry } from "./totals";

/** What a confirmation depends on. */
export type ConfirmContext = {
  readonly state: OperationState;
  readonly totals: OperationTotals;
  readonly uom: Uom;
  /** Good of the operation before this one; null for the first. */
  readonly predecessorGood: Decimal | null;
  /** EX-14: how much of that quality holds, with the nonconformances that do. */
  readonly predecessorHeld: HeldQuantity;
  /** Most good that this operation may confirm (EX-07); null where the order sets none. */
  readonly maxGood: Decimal | null;
  /** Most good that a lead may let through, never less than `maxGood`; null unless a lead gave a reason for it. */
  readonly overrideGood: Decimal | null;
  /** What the caller believes was entered so far (`countedIn`); null when it did not say. */
  readonly expectedTotal: Decimal | null;
  /** EX-13: what the operation recorded of rework, oldest first, which EX-05 counts as well, and how often quality lets a piece go to rework, by which nonconformance. */
  readonly rework: ReworkLimit;
  /** EX-06: what waited on its device is accepted as FLOW_SUSPECT where a live entry is refused. */
  readonly waited: boolean;
};

/** EX-13: entries that stand, the rounds that are allowed, and the number of the nonconformance over which quality decides about more; null while there is none. */
export type ReworkLimit = { readonly entries: readonly QuantityEntry[]; readonly rounds: number; readonly nonconformance: string | null };

/** `overridden`: good is above the tolerance by a lead's decision. `reworkRound`: what it sends to rework begins at most this round, 0 where it sends nothing. */
export type Confirmed = { readonly totals: OperationTotals; readonly flowSuspect: boolean; readonly overridden: boolean; readonly reworkRound: number };
export type ConfirmRefusal = "INVALID_TRANSITION" | "INVALID_QUANTITY" | "STALE_TOTAL" | "FLOW_BLOCKED" | "OUTPUT_HELD" | "ABOVE_TOLERANCE" | "NO_OPEN_REWORK" | "REWORK_LIMIT";

/**
 * EX-05, EX-06, EX-07, EX-13, EX-14: an increment of good, scrap and rework. Good above the tolerance is refused for everybody; a lead lets it through
 * with a reason, up to what the site allows. What fails again in rework goes round again, as often as is allowed.
 */
export function decideConfirmation(context: ConfirmContext, entry: QuantityEntry): Decision<Confirmed, ConfirmRefusal> {
  if (!acceptsQuantity(context.state)) return refuse("INVALID_TRANSITION", { state: context.state });
  const quantities = [entry.good, entry.scrap, entry.rework];
  if (quantities.some((quantity) => quantity.isNegative()) || quantities.every((quantity) => quantity.isZero())) {
    return refuse("INVALID_QUANTITY", { decimals: context.uom.decimals, uom: context.uom.code });
  }
  if (!quantities.every((quantity) => fitsUom(quantity, context.uom))) return refuse("INVALID_QUANTITY", { decimals: context.uom.decimals, uom: context.uom.code });
  const { processed } = context.totals;
  const counted = countedIn(context.totals, entry.activity, failedAgain(context.rework.entries));
  if (context.expectedTotal !== null && !context.expectedTotal.eq(counted)) {
    return refuse("STALE_TOTAL", { expected: context.expectedTotal.toFixed(), actual: counted.toFixed() });
  }
  const totals = addEntry(context.totals, entry);
  const again = entry.activity === "REWORK" ? entry.rework : ZERO;
  if (openRework(totals).lt(again)) return refuse("NO_OPEN_REWORK", { open: openRework(context.totals).toFixed() });
  const { entries, rounds, nonconformance } = context.rework;
  const reworkRound = roundOf(entries, entry);
  if (reworkRound > rounds) return refuse("REWORK_LIMIT", { rounds, nonconformance });
  const { maxGood } = context;
  // What adds no good is never too much of it: scrap is recorded after a lead let more through, too.
  const overridden = maxGood !== null && goodOf(totals).gt(maxGood) && goodOf(totals).gt(goodOf(context.totals));
  const most = context.overrideGood ?? maxGood;
  if (overridden && most !== null && goodOf(totals).gt(most)) {
    const left = max(ZERO, most.minus(goodOf(context.totals)));
    return refuse("ABOVE_TOLERANCE", { max: most.toFixed(), asked: goodOf(totals).toFixed(), left: left.toFixed() });
  }
  const asked = totals.processed.minus(processed);
  // What takes nothing from the operation before, as rework does, is not asked where it came from.
  const flowBroken = context.predecessorGood !== null && asked.gt(0) && totals.processed.gt(context.predecessorGood.minus(context.predecessorHeld.quantity));
  if (flowBroken && !context.waited) {
    const arrived = context.predecessorGood.minus(processed);
    if (asked.gt(arrived)) return refuse("FLOW_BLOCKED", { available: max(ZERO, arrived).toFixed(), asked: asked.toFixed() });
    const { quantity, nonconformances } = context.predecessorHeld;
    return refuse("OUTPUT_HELD", { available: max(ZERO, arrived.minus(quantity)).toFixed(), held: quantity.toFixed(), asked: asked.toFixed(), nonconformances });
  }
  return accept({ totals, flowSuspect: flowBroken, overridden, reworkRound });
}
