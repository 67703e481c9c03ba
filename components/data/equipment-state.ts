import type { GlyphShape } from "@/components/ui/glyph";

/** What a person sees of an equipment state: eight shapes for the twelve states of the plant. */
export type StateKind = "running" | "idle" | "setup" | "planned" | "slow" | "blocked" | "down" | "offline";

type Seen = { readonly kind: StateKind; readonly word: string };

// ST: ENGINEERING is a planned trial; a stop without a reason arrives as UNKNOWN together with data, and is shown amber by its caller.
const SEEN: Readonly<Record<string, Seen>> = {
  PRODUCING: { kind: "running", word: "Running" },
  MICRO_STOP: { kind: "slow", word: "Slow" },
  SETUP: { kind: "setup", word: "Setup" },
  STARVED: { kind: "blocked", word: "Starved" },
  BLOCKED: { kind: "blocked", word: "Blocked" },
  HELD: { kind: "blocked", word: "Held" },
  DOWN: { kind: "down", word: "Down" },
  STANDBY: { kind: "idle", word: "Idle" },
  PLANNED_DOWN: { kind: "planned", word: "Planned stop" },
  ENGINEERING: { kind: "planned", word: "Trial" },
  NOT_SCHEDULED: { kind: "idle", word: "No shift" },
  UNKNOWN: { kind: "offline", word: "No signal" },
};

/** How an equipment state is shown. A state that nobody knows is shown as no signal. */
export function seenState(state: string): Seen {
  return SEEN[state] ?? { kind: "offline", word: "No signal" };
}

/** The shape that stands before the word; on a red ground it is turned inside out. */
export function shapeOf(kind: StateKind, onRed = false): GlyphShape {
  return kind === "down" && onRed ? "down-inverse" : kind;
}
