import "server-only";
import { refuse } from "@/lib/domain/shared/decision";
import type { LockedOperation } from "./store";

/**
 * Refuses with ORDER_ON_HOLD what is recorded on a held order; null where nothing forbids it. What happened before the hold paused the
 * operation, and comes late from a tablet without network, still counts.
 */
export function refuseHeld({ order, since }: LockedOperation, at: Date) {
  if (order.state !== "ON_HOLD" || (since !== null && at.getTime() < since.getTime())) return null;
  return refuse("ORDER_ON_HOLD", { class: order.holdClass });
}
