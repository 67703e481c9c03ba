/** States of an order here (§2.2), and as an ERP may tell them apart. */
export type OurState = "CREATED" | "RELEASED" | "IN_PROGRESS" | "ON_HOLD" | "COMPLETED" | "CLOSED" | "CANCELLED" | "ABORTED";
export type TheirState = "PLANNED" | "RELEASED" | "IN_PROGRESS" | "COMPLETED" | "CLOSED" | "CANCELLED";

/** What an ERP may call an order that is here in that state. It knows no hold and no abort, and closes a finished order on its own day. */
const SAME: Readonly<Record<OurState, readonly TheirState[]>> = {
  CREATED: ["PLANNED"],
  RELEASED: ["RELEASED"],
  IN_PROGRESS: ["IN_PROGRESS"],
  ON_HOLD: ["RELEASED", "IN_PROGRESS"],
  COMPLETED: ["COMPLETED", "CLOSED"],
  CLOSED: ["COMPLETED", "CLOSED"],
  CANCELLED: ["CANCELLED"],
  ABORTED: ["CANCELLED", "CLOSED", "COMPLETED"],
};

/** True when both sides mean the same state of the order. */
export function inStep(ours: OurState, theirs: TheirState): boolean {
  return SAME[ours].includes(theirs);
}

/** True while work on the order is still to be expected. */
export function isOpen(state: OurState | TheirState): boolean {
  return !["COMPLETED", "CLOSED", "CANCELLED", "ABORTED"].includes(state);
}
