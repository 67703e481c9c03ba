import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";

/** States of a production order (domain §2.2). */
export type OrderState = "CREATED" | "RELEASED" | "IN_PROGRESS" | "ON_HOLD" | "COMPLETED" | "CLOSED" | "CANCELLED" | "ABORTED";

/** What moves an order from one state to another. */
export type OrderCommand = "RELEASE" | "REVOKE" | "START" | "HOLD" | "RESUME" | "COMPLETE" | "REOPEN" | "CLOSE" | "CANCEL" | "ABORT";

/** What of an order decides where a command leads. */
export type OrderStanding = { readonly state: OrderState; readonly heldFrom: "RELEASED" | "IN_PROGRESS" | null };

/** The table of §2.2: where each command leads from each state. More than one end: back to where the hold began. */
const MOVES: Readonly<Record<OrderCommand, Readonly<Partial<Record<OrderState, readonly OrderState[]>>>>> = {
  RELEASE: { CREATED: ["RELEASED"] },
  REVOKE: { RELEASED: ["CREATED"] },
  START: { RELEASED: ["IN_PROGRESS"] },
  HOLD: { RELEASED: ["ON_HOLD"], IN_PROGRESS: ["ON_HOLD"] },
  RESUME: { ON_HOLD: ["RELEASED", "IN_PROGRESS"] },
  COMPLETE: { IN_PROGRESS: ["COMPLETED"] },
  REOPEN: { COMPLETED: ["IN_PROGRESS"] },
  CLOSE: { COMPLETED: ["CLOSED"] },
  CANCEL: { CREATED: ["CANCELLED"], RELEASED: ["CANCELLED"] },
  ABORT: { IN_PROGRESS: ["ABORTED"], ON_HOLD: ["ABORTED"] },
};

/** True when the state machine lists this transition; any other is refused with INVALID_TRANSITION. */
export function mayMoveOrder(from: OrderState, to: OrderState): boolean {
  return Object.values(MOVES).some((move) => move[from]?.includes(to));
}

/** §2.2: the state into which a command brings the order; a hold gives back the state that it began in. Refuses with INVALID_TRANSITION. */
export function decideOrderMove(command: OrderCommand, { state, heldFrom }: OrderStanding): Decision<OrderState, "INVALID_TRANSITION"> {
  const ends = MOVES[command][state] ?? [];
  const to = command === "RESUME" ? ends.find((end) => end === heldFrom) : ends[0];
  return to === undefined ? refuse("INVALID_TRANSITION", { of: "ORDER", state }) : accept(to);
}

/** True while operations of the order may be worked on. */
export function isExecutable(state: OrderState): boolean {
  return state === "RELEASED" || state === "IN_PROGRESS";
}
