import type { ReportedState } from "./equipment-state";

/** The states of PackML (ISA-TR88.00.02). */
export const PACKML_STATES = [
  "Undefined",
  "Clearing",
  "Stopped",
  "Starting",
  "Idle",
  "Suspended",
  "Execute",
  "Stopping",
  "Aborting",
  "Aborted",
  "Holding",
  "Held",
  "Unholding",
  "Suspending",
  "Unsuspending",
  "Resetting",
  "Completing",
  "Complete",
] as const;

export type PackmlState = (typeof PACKML_STATES)[number];

/** The unit modes of PackML that we know. */
const PACKML_MODES = ["Production", "Maintenance", "Manual", "Setup", "Changeover"] as const;

/** The unit mode in which a PackML machine is. */
export type PackmlMode = (typeof PACKML_MODES)[number];

/** Why a machine is suspended: it waits for what comes before it or for what comes after it. */
export type SuspendedBy = "UPSTREAM" | "DOWNSTREAM";

/** Our state of a PackML machine (domain §2.3, default mapping). The mode speaks first: what happens in Maintenance is planned. */
export function fromPackml(state: PackmlState, mode: PackmlMode, suspendedBy: SuspendedBy = "UPSTREAM"): ReportedState {
  switch (mode) {
    case "Maintenance":
      return "PLANNED_DOWN";
    case "Manual":
      return "ENGINEERING";
    case "Setup":
    case "Changeover":
      return "SETUP";
    case "Production":
      return inProduction(state, suspendedBy);
  }
}

function inProduction(state: PackmlState, suspendedBy: SuspendedBy): ReportedState {
  switch (state) {
    case "Execute":
    case "Starting":
    case "Completing":
    case "Unholding":
    case "Unsuspending":
      return "PRODUCING";
    case "Suspending":
    case "Suspended":
      return suspendedBy === "DOWNSTREAM" ? "BLOCKED" : "STARVED";
    case "Holding":
    case "Held":
      return "HELD";
    case "Aborting":
    case "Aborted":
    case "Clearing":
      return "DOWN";
    case "Idle":
    case "Resetting":
    case "Complete":
    case "Stopping":
    case "Stopped":
      return "STANDBY";
    case "Undefined":
      return "UNKNOWN";
  }
}

/** Number of a PackML state as `StateCurrent` carries it (0 Undefined … 17 Complete); another number is Undefined. */
export function packmlState(number: number): PackmlState {
  return PACKML_STATES[number] ?? "Undefined";
}

/** True for the name of a PackML state. */
export function isPackmlState(text: string): text is PackmlState {
  return PACKML_STATES.some((state) => state === text);
}

/** True for the name of a unit mode that we know. */
export function isPackmlMode(text: string): text is PackmlMode {
  return PACKML_MODES.some((mode) => mode === text);
}
