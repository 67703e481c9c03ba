"use client";

import { useSyncExternalStore } from "react";

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

// One clock for the whole page, so that everything on it ticks together; it stops when nothing shows a time.
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!timer) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, 1000);
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
