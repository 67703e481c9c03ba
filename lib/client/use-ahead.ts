"use client";

import { useEffect } from "react";
import { whenIdle } from "./when-idle";

/** The first screen stands and answers by then. */
const FIRST_SCREEN_MS = 1_500;

/**
 * Fetches a part of the screen that is not among what it loads first, in a quiet moment after that: it opens at once then, and without the network. What could not
 * be had is asked for again when it opens. `load` stays the same from one rendering to the next.
 */
export function useAhead(load: () => Promise<unknown>): void {
  useEffect(() => {
    let idle: (() => void) | undefined;
    const timer = setTimeout(() => {
      idle = whenIdle(() => void load().catch(() => undefined));
    }, FIRST_SCREEN_MS);
    return () => {
      clearTimeout(timer);
      idle?.();
    };
  }, [load]);
}
