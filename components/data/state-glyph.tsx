import clsx from "clsx";
import { Glyph } from "@/components/ui/glyph";
import { seenState, shapeOf, type StateKind } from "./equipment-state";

const INK: Partial<Record<StateKind, string>> = { down: "text-down-ink", setup: "text-setup-ink" };

/** Shape and word of an equipment state ("PRODUCING", "DOWN"…). `word` replaces ours: "Cleaning". */
export function StateGlyph({ state, word, onRed = false, className }: { state: string; word?: string; onRed?: boolean; className?: string }) {
  const seen = seenState(state);
  return (
    <span className={clsx("inline-flex items-center gap-1.5 font-medium whitespace-nowrap", onRed ? "text-on-down" : INK[seen.kind], className)}>
      <Glyph shape={shapeOf(seen.kind, onRed)} />
      {word ?? seen.word}
    </span>
  );
}
