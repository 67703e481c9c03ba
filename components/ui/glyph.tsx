import type { ReactNode } from "react";
import clsx from "clsx";

const BOX = { x: 1, y: 1, width: 12, height: 12, rx: 2, fill: "none", stroke: "var(--color-ink-3)" } as const;
const OCTAGON = "M4 0h6l4 4v6l-4 4H4l-4-4V4z";
const CROSS = "M4.5 4.5l5 5M9.5 4.5l-5 5";
const TRIANGLE = "M7 0l7 14H0z";
const EXCLAMATION = "M7 5v4M7 11v1.5";

// Fixed shapes on a grid of 14: the shape alone says the state, the colour only repeats it.
const SHAPES = {
  running: (
    <>
      <rect width="14" height="14" rx="2" fill="var(--color-run)" />
      <path d="M5 3.5l5 3.5-5 3.5z" fill="var(--color-surface)" />
    </>
  ),
  idle: <rect {...BOX} strokeWidth="2" />,
  setup: (
    <>
      <rect width="14" height="14" rx="2" fill="var(--color-setup)" />
      <path d="M4 10l6-6M8 4h2v2" stroke="var(--color-surface)" strokeWidth="2" fill="none" />
    </>
  ),
  planned: (
    <>
      <rect {...BOX} strokeWidth="1.5" />
      <path d="M1 9l8-8M4 13l9-9M9 13l4-4" stroke="var(--color-ink-3)" strokeWidth="1.5" />
    </>
  ),
  slow: (
    <>
      <rect {...BOX} stroke="var(--color-amber)" strokeWidth="2" />
      <path d="M4 5l3 4 3-4" stroke="currentColor" strokeWidth="2" fill="none" />
    </>
  ),
  blocked: (
    <>
      <path d={TRIANGLE} fill="var(--color-amber)" />
      <path d={EXCLAMATION} stroke="var(--color-on-amber)" strokeWidth="2" />
    </>
  ),
  down: (
    <>
      <path d={OCTAGON} fill="var(--color-down)" />
      <path d={CROSS} stroke="var(--color-on-down)" strokeWidth="2" />
    </>
  ),
  "down-inverse": (
    <>
      <path d={OCTAGON} className="fill-on-down stale:fill-transparent stale:stroke-down-edge" />
      <path d={CROSS} stroke="var(--color-down)" strokeWidth="2" />
    </>
  ),
  offline: <rect {...BOX} strokeWidth="1.5" strokeDasharray="3 2" />,
  done: <path d="M1.5 7.5l4 4L12.5 3" stroke="currentColor" strokeWidth="2" fill="none" />,
  waiting: (
    <>
      <path d="M1 2h12M1 12h12" stroke="currentColor" strokeWidth="2" />
      <path d="M3 3l8 8M11 3l-8 8" stroke="currentColor" strokeWidth="1.5" />
    </>
  ),
} satisfies Record<string, ReactNode>;

/** The shapes that stand before a state's word. */
export type GlyphShape = keyof typeof SHAPES;

/** A state's shape, 14 px on the desk. Always beside its word, never alone. */
export function Glyph({ shape, className }: { shape: GlyphShape; className?: string }) {
  return (
    <svg viewBox="0 0 14 14" aria-hidden="true" className={clsx("block flex-none", className ?? "size-3.5")}>
      {SHAPES[shape]}
    </svg>
  );
}
