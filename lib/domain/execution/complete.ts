import type { Decimal } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { OperationState } from "./operation-state";
import { goodOf, openRework, type OperationTotals } from "./totals";

export type CompleteContext = {
  readonly state: OperationState;
  readonly totals: OperationTotals;
  /** Plans by which a check is due (EX-14). */
  readonly openChecks: readonly string[];
  /** Mandatory components of the operation that were never issued, although something was processed. */
  readonly openComponents: readonly string[];
  /** Stops of at least the threshold without a reason. */
  readonly unclassifiedStops: number;
  /** Titles of what whoever completes it must acknowledge first. */
  readonly unreadInstructions: readonly string[];
  /** What the order made, where its completion follows from this one; null: what this operation made. */
  readonly orderGood: Decimal | null;
  /** Least good for the order, on its last operation and where the order completes; null elsewhere. */
  readonly minGood: Decimal | null;
  /** Items that are issued by hand and of which much less was issued than went in, those of a mix group in one text (EX-03). */
  readonly issuedShort: readonly string[];
  /** A lead's reason to close short, of good or of material; null when nobody gave one. */
  readonly shortCloseReason: string | null;
};

export type CompleteBlocker = "REWORK_OPEN" | "CHECKS_OPEN" | "COMPONENTS_OPEN" | "STOPS_UNCLASSIFIED" | "INSTRUCTIONS_NOT_READ";

/** EX-03, EX-07: an operation completes when nothing of it is open; below the order's minimum, or with less issued than went in, only with a lead's reason. */
export function decideCompletion(context: CompleteContext): Decision<"COMPLETED", "INVALID_TRANSITION" | "COMPLETION_BLOCKED" | "BELOW_TOLERANCE" | "ISSUED_SHORT"> {
  if (context.state !== "RUNNING" && context.state !== "PAUSED") return refuse("INVALID_TRANSITION", { state: context.state });
  const blockers: CompleteBlocker[] = [];
  if (openRework(context.totals).gt(0)) blockers.push("REWORK_OPEN");
  if (context.openChecks.length > 0) blockers.push("CHECKS_OPEN");
  if (context.openComponents.length > 0) blockers.push("COMPONENTS_OPEN");
  if (context.unclassifiedStops > 0) blockers.push("STOPS_UNCLASSIFIED");
  if (context.unreadInstructions.length > 0) blockers.push("INSTRUCTIONS_NOT_READ");
  if (blockers.length > 0) {
    const { openChecks: checks, openComponents: components, unclassifiedStops: stops, unreadInstructions: instructions } = context;
    return refuse("COMPLETION_BLOCKED", { blockers, checks, components, stops, instructions });
  }
  const good = context.orderGood ?? goodOf(context.totals);
  if (context.shortCloseReason !== null) return accept("COMPLETED");
  // One reason lets both through, so whoever gives it is told of both.
  const components = context.issuedShort;
  if (context.minGood !== null && good.lt(context.minGood)) {
    const short = { good: good.toFixed(), min: context.minGood.toFixed(), missing: context.minGood.minus(good).toFixed() };
    return refuse("BELOW_TOLERANCE", components.length === 0 ? short : { ...short, components });
  }
  if (components.length > 0) return refuse("ISSUED_SHORT", { components, processed: context.totals.processed.toFixed() });
  return accept("COMPLETED");
}
