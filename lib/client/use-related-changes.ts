"use client";

import { useEffect } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { liveConnection } from "./live-connection";
import type { QueryKey } from "./query-keys";

const GATHER_MS = 200;

/**
 * Refetches one query when any of these things changes; its key names only the first of them. `kinds`: also when anything of these kinds
 * does, whatever its id, because what is new has an id that nobody knows yet.
 */
export function useRelatedChanges(queryKey: QueryKey, ids: readonly string[], kinds: readonly string[] = []): void {
  const client = useQueryClient();
  const key = JSON.stringify(queryKey);
  const wanted = ids.join(" ");
  const any = kinds.join(" ");
  useEffect(() => {
    const watched = new Set(wanted.split(" "));
    const anyOf = new Set(any.split(" "));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const leave = liveConnection.join({
      changed(topics) {
        if (!topics.some(([kind, , id]) => (id !== null && watched.has(id)) || anyOf.has(kind))) return;
        timer ??= setTimeout(() => {
          timer = undefined;
          void client.invalidateQueries({ queryKey: parseKey(key) });
        }, GATHER_MS);
      },
      resync: () => undefined,
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [client, key, wanted, any]);
}

function parseKey(text: string): unknown[] {
  const key: unknown = JSON.parse(text);
  return Array.isArray(key) ? key : [];
}
