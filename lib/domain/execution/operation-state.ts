import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";

/** States of an operation (domain §2.2). */
export type OperationState = "PENDING" | "READY" | "SETUP" | "RUNNING" | "PAUSED" | "COMPLETED" | "SKIPPED" | "ABORTED";

const NEXT: Readonly<Record<OperationState, readonly OperationState[]>> = {
  PENDING: ["READY", "ABORTED"],
  READY: ["SETUP", "RUNNING", "SKIPPED", "ABORTED"],
  SETUP: ["RUNNING", "PAUSED", "READY", "ABORTED"],
  RUNNING: ["PAUSED", "COMPLETED", "ABORTED"],
  PAUSED: ["SETUP", "RUNNING", "COMPLETED", "ABORTED"],
  COMPLETED: ["READY"],
  SKIPPED: [],
  ABORTED: [],
};

/** True when the state machine lists this transition; any other is refused with INVALID_TRANSITION. */
export function mayMove(from: OperationState, to: OperationState): boolean {
  return NEXT[from].includes(to);
}

/** What a lead or the order does to an operation, besides the work itself. */
export type OperationCommand = "ABANDON_SETUP" | "SKIP" | "REOPEN" | "ABORT";

const COMMANDS: Readonly<Record<OperationCommand, { readonly from: readonly OperationState[]; readonly to: OperationState }>> = {
  ABANDON_SETUP: { from: ["SETUP"], to: "READY" },
  SKIP: { from: ["READY"], to: "SKIPPED" },
  REOPEN: { from: ["COMPLETED"], to: "READY" },
  ABORT: { from: ["PENDING", "READY", "SETUP", "RUNNING", "PAUSED"], to: "ABORTED" },
};

/** §2.2: the state into which a command brings the operation. Refuses with INVALID_TRANSITION. */
export function decideOperationMove(command: OperationCommand, state: OperationState): Decision<OperationState, "INVALID_TRANSITION"> {
  const { from, to } = COMMANDS[command];
  return from.includes(state) && mayMove(state, to) ? accept(to) : refuse("INVALID_TRANSITION", { state });
}

/** True while the operation occupies its work unit. */
export function isLoaded(state: OperationState): boolean {
  return state === "SETUP" || state === "RUNNING" || state === "PAUSED";
}

/** Quantities are recorded while it runs or is paused: what was made before a pause may be counted in it. */
export function acceptsQuantity(state: OperationState): boolean {
  return state === "RUNNING" || state === "PAUSED";
}
