import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { decideOrderMove, type OrderStanding, type OrderState } from "./order-state";

/** Who may hold an order (§2.2). */
export type HoldClass = "LEAD" | "QUALITY" | "PLANNER";

/** In this order: who is more than one of them holds as the first, because fewer may lift that. */
const CLASSES: readonly HoldClass[] = ["QUALITY", "LEAD", "PLANNER"];

export type Held = { readonly holdClass: HoldClass; readonly heldFrom: "RELEASED" | "IN_PROGRESS" };

/**
 * §2.2: holds a released or running order, as one of the classes that the caller belongs to: `as` where it says which, else the first.
 * Refuses with INVALID_TRANSITION, or with HOLD_FORBIDDEN when the caller is of no such class.
 */
export function decideHold(order: OrderStanding, mine: readonly HoldClass[], as: HoldClass | null): Decision<Held, "INVALID_TRANSITION" | "HOLD_FORBIDDEN"> {
  const holdClass = CLASSES.find((one) => mine.includes(one) && (as === null || one === as));
  if (holdClass === undefined) return refuse("HOLD_FORBIDDEN", { as });
  const move = decideOrderMove("HOLD", order);
  if (!move.ok) return move;
  return accept({ holdClass, heldFrom: order.state === "RELEASED" ? "RELEASED" : "IN_PROGRESS" });
}

/**
 * §2.2: lifts a hold, back to the state before. Only the class that placed it may; what quality held, whoever may release holds.
 * Refuses with INVALID_TRANSITION or HOLD_OF_OTHERS.
 */
export function decideResume(
  order: OrderStanding & { readonly holdClass: HoldClass | null },
  mine: readonly HoldClass[],
  mayReleaseQuality: boolean,
): Decision<OrderState, "INVALID_TRANSITION" | "HOLD_OF_OTHERS"> {
  const move = decideOrderMove("RESUME", order);
  if (!move.ok) return move;
  const lifts = order.holdClass === "QUALITY" ? mayReleaseQuality : order.holdClass !== null && mine.includes(order.holdClass);
  return lifts ? move : refuse("HOLD_OF_OTHERS", { class: order.holdClass });
}
