import clsx from "clsx";
import { Glyph, type GlyphShape } from "./glyph";

/** How bad something is, or how far a saved entry has come. */
export type MarkKind = "info" | "warning" | "critical" | "saved" | "queued" | "failed";

const SHAPE: Record<MarkKind, GlyphShape> = { info: "idle", warning: "blocked", critical: "down", saved: "done", queued: "waiting", failed: "down" };
const INK: Record<MarkKind, string> = { info: "", warning: "text-amber-ink", critical: "text-down-ink", saved: "", queued: "text-amber-ink", failed: "text-down-ink" };

/** A shape and a word for severity or save state: "Warning", "queued, 7", "failed: lot is on hold". */
export function Mark({ kind, children, className }: { kind: MarkKind; children: string; className?: string }) {
  return (
    <span className={clsx("inline-flex items-center gap-1.5 font-medium", INK[kind], className)}>
      <Glyph shape={SHAPE[kind]} className={clsx("size-[max(0.875rem,0.85em)]", kind === "saved" && "text-ink-3")} />
      {children}
    </span>
  );
}
