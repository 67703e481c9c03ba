"use client";

import { useMemo } from "react";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import type { LiveCache } from "./follow-stream";
import type { QueryKey } from "./query-keys";
import type { StreamState } from "./stream-state";
import { useStream } from "./use-stream";

/** `useStream` for the query cache of the office's pages. */
export function useOfficeStream(): StreamState {
  const client = useQueryClient();
  return useStream(useMemo(() => liveCache(client), [client]));
}

function liveCache(client: QueryClient): LiveCache {
  return {
    invalidate: (queryKey) => void client.invalidateQueries({ queryKey }),
    underWay: (queryKey) => client.isFetching({ queryKey }) > 0,
    added: (listener) =>
      client.getQueryCache().subscribe(({ type, query }) => {
        // Keys come from `query-keys` alone.
        if (type === "added") listener(query.queryKey as QueryKey);
      }),
  };
}
