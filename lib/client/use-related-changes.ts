"use client";

import { useCallback, useEffect, useRef } from "react";
import { floorReads } from "./floor-reads";
import { joinFloor } from "./floor-stream";
import type { QueryKey } from "./query-keys";

const GATHER_MS = 200;

/**
 * Reads something of the floor again when any of these things changes; its key names only the first of them. `kinds`: also when anything of these kinds
 * does, whatever its id, because what is new has an id that nobody knows yet. Answers a function that asks for it soon.
 */
export function useRelatedChanges(queryKey: QueryKey, ids: readonly string[], kinds: readonly string[] = []): () => void {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const key = JSON.stringify(queryKey);
  const wanted = ids.join(" ");
  const any = kinds.join(" ");

  const soon = useCallback(() => {
    const refresh = () => {
      timer.current = undefined;
      const read = parseKey(key);
      // What changes during a reading is gathered as well.
      if (floorReads.underWay(read)) timer.current = setTimeout(refresh, GATHER_MS);
      else floorReads.invalidate(read);
    };
    timer.current ??= setTimeout(refresh, GATHER_MS);
  }, [key]);

  useEffect(() => {
    const watched = new Set(wanted.split(" "));
    const anyOf = new Set(any.split(" "));
    const leave = joinFloor({
      changed(topics) {
        if (topics.some(([kind, , id]) => (id !== null && watched.has(id)) || anyOf.has(kind))) soon();
      },
      resync: () => undefined,
    });
    return () => {
      leave();
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [soon, wanted, any]);
  return soon;
}

/** The text was made of a key here. */
function parseKey(text: string): QueryKey {
  return JSON.parse(text) as QueryKey;
}
