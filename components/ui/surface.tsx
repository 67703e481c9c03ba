"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import clsx from "clsx";
import type { Theme } from "./theme";

type SurfaceValue = {
  readonly theme: Theme;
  readonly floor: boolean;
  /** For this page alone; `useTheme` has the device remember it. */
  readonly setTheme: (theme: Theme) => void;
  /** Where dialogs and menus are mounted, so that they wear the theme of the page that opened them. */
  readonly container: HTMLElement | null;
};

const SurfaceContext = createContext<SurfaceValue>({ theme: "light", floor: false, setTheme: () => undefined, container: null });

/** The surface around a component: theme, floor or desk, and where overlays mount. */
export function useSurface(): SurfaceValue {
  return useContext(SurfaceContext);
}

/** Wraps a page in one theme and one kind of surface. `theme` comes from the cookie, read on the server; without it the document's own. */
export function Surface({ theme: initial, floor = false, className, children }: { theme?: Theme; floor?: boolean; className?: string; children: ReactNode }) {
  const [theme, setTheme] = useState(initial);
  const [container, setContainer] = useState<HTMLElement | null>(null);
  const value = useMemo(() => ({ theme: theme ?? "light", floor, container, setTheme }), [theme, floor, container]);
  return (
    <SurfaceContext value={value}>
      <div
        ref={setContainer}
        data-theme={theme}
        data-surface={floor ? "floor" : "desk"}
        className={clsx("min-h-dvh bg-canvas text-ink", floor ? "text-floor" : "text-base", className)}
      >
        {children}
      </div>
    </SurfaceContext>
  );
}
