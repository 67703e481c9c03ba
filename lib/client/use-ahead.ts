"use client";

import { useEffect } from "react";
import { afterFirstScreen } from "./after-first-screen";

/**
 * Fetches a part of the screen that is not among what it loads first, in a quiet moment after that: it opens at once then, and without the network. What could not
 * be had is asked for again when it opens. `load` stays the same from one rendering to the next.
 */
export function useAhead(load: () => Promise<unknown>): void {
  useEffect(() => afterFirstScreen(() => void load().catch(() => undefined)), [load]);
}
