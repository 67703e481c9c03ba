"use client";

import { useSyncExternalStore } from "react";

let offsetMs = 0;
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** The present in milliseconds since 1970: this device's clock, put right by what is known of the server's. */
export function presentMs(): number {
  return Date.now() + offsetMs;
}

/** By how many milliseconds the server's clock is ahead of this device's, where a page knows it: all that it shows goes by the server's from here on. */
export function putNowRight(aheadMs: number): void {
  if (aheadMs === offsetMs) return;
  offsetMs = aheadMs;
  tick();
}

function tick(): void {
  now = presentMs();
  for (const each of listeners) each();
}

// One clock for the whole page, so that everything on it ticks together; it stops when nothing shows a time.
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    now = presentMs();
    timer = setInterval(tick, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present, each second, as milliseconds since 1970. While the page is rendered on the server it is `initial`, or unknown. */
export function useNow(initial?: string): number | undefined {
  const first = initial === undefined ? undefined : Date.parse(initial);
  return useSyncExternalStore<number | undefined>(
    subscribe,
    () => now,
    () => first,
  );
}
