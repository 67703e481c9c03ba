"use client";

import { useCallback, useEffect, useRef } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { liveConnection } from "./live-connection";
import type { QueryKey } from "./query-keys";

const GATHER_MS = 200;

/**
 * Refetches one query when any of these things changes; its key names only the first of them. `kinds`: also when anything of these kinds
 * does, whatever its id, because what is new has an id that nobody knows yet. Answers a function that asks for a refetch soon.
 */
export function useRelatedChanges(queryKey: QueryKey, ids: readonly string[], kinds: readonly string[] = []): () => void {
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const key = JSON.stringify(queryKey);
  const wanted = ids.join(" ");
  const any = kinds.join(" ");

  const soon = useCallback(() => {
    const refresh = () => {
      timer.current = undefined;
      const filter = { queryKey: parseKey(key) };
      // Invalidating cancels a fetch that is under way: a busy line would starve its own screen.
      if (client.isFetching(filter) > 0) timer.current = setTimeout(refresh, GATHER_MS);
      else void client.invalidateQueries(filter);
    };
    timer.current ??= setTimeout(refresh, GATHER_MS);
  }, [client, key]);

  useEffect(() => {
    const watched = new Set(wanted.split(" "));
    const anyOf = new Set(any.split(" "));
    const leave = liveConnection.join({
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

function parseKey(text: string): unknown[] {
  const key: unknown = JSON.parse(text);
  return Array.isArray(key) ? key : [];
}
