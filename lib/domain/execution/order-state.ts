/** States of a production order (domain §2.2). */
export type OrderState = "CREATED" | "RELEASED" | "IN_PROGRESS" | "ON_HOLD" | "COMPLETED" | "CLOSED" | "CANCELLED" | "ABORTED";

const NEXT: Readonly<Record<OrderState, readonly OrderState[]>> = {
  CREATED: ["RELEASED", "CANCELLED"],
  RELEASED: ["CREATED", "IN_PROGRESS", "ON_HOLD", "CANCELLED"],
  IN_PROGRESS: ["ON_HOLD", "COMPLETED", "ABORTED"],
  ON_HOLD: ["RELEASED", "IN_PROGRESS", "ABORTED"],
  COMPLETED: ["IN_PROGRESS", "CLOSED"],
  CLOSED: [],
  CANCELLED: [],
  ABORTED: [],
};

/** True when the state machine lists this transition; any other is refused with INVALID_TRANSITION. */
export function mayMoveOrder(from: OrderState, to: OrderState): boolean {
  return NEXT[from].includes(to);
}

/** True while operations of the order may be worked on. */
export function isExecutable(state: OrderState): boolean {
  return state === "RELEASED" || state === "IN_PROGRESS";
}
