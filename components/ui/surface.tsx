"use client";

import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import clsx from "clsx";
import { type Theme, THEME_COOKIE } from "./theme";

type SurfaceValue = {
  readonly theme: Theme;
  readonly floor: boolean;
  readonly setTheme: (theme: Theme) => void;
  /** Where dialogs and menus are mounted, so that they wear the theme of the page that opened them. */
  readonly container: HTMLElement | null;
};

const SurfaceContext = createContext<SurfaceValue>({ theme: "light", floor: false, setTheme: () => undefined, container: null });

/** The surface around a component: theme, floor or desk, and where overlays mount. */
export function useSurface(): SurfaceValue {
  return useContext(SurfaceContext);
}

const YEAR_SECONDS = 31_536_000;

function remember(theme: Theme): void {
  document.cookie = `${THEME_COOKIE}=${theme}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  document.documentElement.dataset.theme = theme;
}

/** Wraps a page in one theme and one kind of surface. `theme` comes from the cookie, read on the server; without it the document's own. */
export function Surface({ theme: initial, floor = false, className, children }: { theme?: Theme; floor?: boolean; className?: string; children: ReactNode }) {
  const [theme, setTheme] = useState(initial);
  const [container, setContainer] = useState<HTMLElement | null>(null);
  const value = useMemo(
    () => ({
      theme: theme ?? "light",
      floor,
      container,
      setTheme: (next: Theme) => {
        remember(next);
        setTheme(next);
      },
    }),
    [theme, floor, container],
  );
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
