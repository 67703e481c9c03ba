"use client";

import { useSurface } from "./surface";
import { type Theme, THEME_COOKIE } from "./theme";

const YEAR_SECONDS = 31_536_000;

/** The theme of the page, and what changes it on this device, at once and for good. */
export function useTheme(): readonly [theme: Theme, choose: (theme: Theme) => void] {
  const { theme, setTheme } = useSurface();
  return [
    theme,
    (next) => {
      document.cookie = `${THEME_COOKIE}=${next}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
      document.documentElement.dataset.theme = next;
      setTheme(next);
    },
  ];
}
