import type { GlyphShape } from "@/components/ui/glyph";
import { kindOf, type StateKind } from "./state-kind";

const NO_SIGNAL = "No signal";

const WORDS: Readonly<Record<string, string>> = {
  PRODUCING: "Running",
  MICRO_STOP: "Slow",
  SETUP: "Setup",
  STARVED: "Starved",
  BLOCKED: "Blocked",
  HELD: "Held",
  DOWN: "Down",
  STANDBY: "Idle",
  PLANNED_DOWN: "Planned stop",
  ENGINEERING: "Trial",
  NOT_SCHEDULED: "No shift",
  UNKNOWN: NO_SIGNAL,
};

/** How an equipment state is shown in the office. A state that nobody knows is shown as no signal. */
export function seenState(state: string): { readonly kind: StateKind; readonly word: string } {
  return { kind: kindOf(state), word: WORDS[state] ?? NO_SIGNAL };
}

/** The shape that stands before the word; on a red ground it is turned inside out. */
export function shapeOf(kind: StateKind, onRed = false): GlyphShape {
  return kind === "down" && onRed ? "down-inverse" : kind;
}
