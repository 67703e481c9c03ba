import clsx from "clsx";
import { Glyph } from "@/components/ui/glyph";
import { seenState, shapeOf } from "./equipment-state";

/** Shape and word of an equipment state ("PRODUCING", "DOWN"…). `word` replaces ours: "Cleaning". */
export function StateGlyph({ state, word, onRed = false, className }: { state: string; word?: string; onRed?: boolean; className?: string }) {
  const seen = seenState(state);
  return (
    <span className={clsx("inline-flex items-center gap-1.5 font-medium whitespace-nowrap", onRed && "text-on-down", className)}>
      <Glyph shape={shapeOf(seen.kind, onRed)} />
      {word ?? seen.word}
    </span>
  );
}
