/** What a person sees of an equipment state: eight shapes for the twelve states of the plant. */
export type StateKind = "running" | "idle" | "setup" | "planned" | "slow" | "blocked" | "down" | "offline";

// ST: ENGINEERING is a planned trial; a stop without a reason arrives as UNKNOWN together with data, and is shown amber by its caller.
const KINDS: Readonly<Record<string, StateKind>> = {
  PRODUCING: "running",
  MICRO_STOP: "slow",
  SETUP: "setup",
  STARVED: "blocked",
  BLOCKED: "blocked",
  HELD: "blocked",
  DOWN: "down",
  STANDBY: "idle",
  PLANNED_DOWN: "planned",
  ENGINEERING: "planned",
  NOT_SCHEDULED: "idle",
  UNKNOWN: "offline",
};

/** What kind an equipment state is. A state that nobody knows is shown as no signal. */
export function kindOf(state: string): StateKind {
  return KINDS[state] ?? "offline";
}
