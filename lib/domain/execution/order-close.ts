import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { decideOrderMove, type OrderStanding } from "./order-state";

/** What keeps a completed order open (§2.2). */
export type CloseContext = {
  readonly order: OrderStanding;
  readonly openNonconformances: number;
  /** Messages of the order that the ERP has not accepted, dead ones included. */
  readonly openMessages: number;
  /** Items of the lines that have had no final issue. */
  readonly openComponents: readonly string[];
  /** People who are still booked on it. */
  readonly openLabour: number;
};

export type CloseBlocker = "NONCONFORMANCES_OPEN" | "MESSAGES_OPEN" | "COMPONENTS_OPEN" | "LABOUR_OPEN";

/** How long a completed order waits for a lead who may reopen it, before it closes without the ERP having asked. */
export const REOPEN_HOURS = 24;

/** §2.2 COMPLETED → CLOSED: nothing of the order is open any more, and from here on its cost stands. Each failed guard is named. */
export function decideClosing(context: CloseContext): Decision<"CLOSED", "INVALID_TRANSITION" | "CLOSE_BLOCKED"> {
  const move = decideOrderMove("CLOSE", context.order);
  if (!move.ok) return move;
  const blockers: CloseBlocker[] = [];
  if (context.openNonconformances > 0) blockers.push("NONCONFORMANCES_OPEN");
  if (context.openMessages > 0) blockers.push("MESSAGES_OPEN");
  if (context.openComponents.length > 0) blockers.push("COMPONENTS_OPEN");
  if (context.openLabour > 0) blockers.push("LABOUR_OPEN");
  return blockers.length === 0 ? accept("CLOSED") : refuse("CLOSE_BLOCKED", { blockers, messages: context.openMessages, components: context.openComponents });
}

/** Since when an order may be closed without anybody asking: at once where the ERP has closed it, else after the time to reopen it. */
export function closesFrom(order: { readonly completedAt: Date; readonly erpClosedAt: Date | null }): Date {
  return order.erpClosedAt ?? new Date(order.completedAt.getTime() + REOPEN_HOURS * 3_600_000);
}
