import type { ReactNode } from "react";
import clsx from "clsx";
import type { Theme } from "./theme";

/** A `Surface` of an office page on which nothing opens and no theme is chosen: it needs no script, which else each page would load for what stands behind it. */
export function StillSurface({ theme, className, children }: { theme: Theme; className?: string; children: ReactNode }) {
  return (
    <div data-theme={theme} data-surface="desk" className={clsx("min-h-dvh bg-canvas text-base text-ink", className)}>
      {children}
    </div>
  );
}
