"use client";

import { type ReactNode, useEffect, useState } from "react";

/** Longer than the two taps of a double tap are apart, shorter than a finger takes to its next key. */
const SETTLES_MS = 300;

/**
 * What has just come to stand where something else stood takes no tap for a moment: the second tap of a hasty finger meant what was there before,
 * and would open, or enter, something of its own. Give it a `key` of what it shows.
 */
export function Settling({ children }: { children: ReactNode }) {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), SETTLES_MS);
    return () => clearTimeout(timer);
  }, []);
  return <div className={settled ? "contents" : "pointer-events-none contents"}>{children}</div>;
}
