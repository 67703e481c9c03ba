"use client";

import { useCallback, useMemo, useSyncExternalStore } from "react";
import { floorReads, type Reading } from "./floor-reads";
import type { QueryKey } from "./query-keys";

/** Reads one of our own addresses for a screen of the floor, and again whenever something of its key changes. `once`: says at once that it could not. */
export function useRead<Data>(key: QueryKey, address: string, { initial, once = false }: { initial?: Data; once?: boolean } = {}): Reading<Data> {
  const text = JSON.stringify(key);
  const first = useMemo<Reading<Data>>(() => ({ data: initial, failed: false }), [initial]);
  const watch = useCallback((changed: () => void) => floorReads.watch({ key: JSON.parse(text) as QueryKey, address, again: !once, first, changed }), [text, address, once, first]);
  // Our own handler answers what the query beside it returns; both have the same type.
  const known = () => (floorReads.known(key) as Reading<Data> | undefined) ?? first;
  return useSyncExternalStore(watch, known, () => first);
}

/** The same for a screen that came with the page: there is always something to show. */
export function useScreen<Data>(key: QueryKey, address: string, initial: Data): Data {
  return useRead(key, address, { initial }).data ?? initial;
}
