"use client";

import { type ReactNode, useSyncExternalStore } from "react";
import { useQuery } from "@tanstack/react-query";
import { liveConnection } from "@/lib/client/live-connection";
import { STREAM_START } from "@/lib/client/stream-state";
import { usePageRefresh } from "@/lib/client/use-page-refresh";

/** The figures are read again at most this often, however busy the plant is. */
const PAUSE_MS = 1_500;

/**
 * Keeps figures that the server rendered fresh: when the live stream makes their key old, the page is read again. Once the stream is
 * broken they turn grey. `frozen` figures are of the past and never change.
 */
export function LiveFigures({ queryKey, frozen = false, children }: { queryKey: readonly (string | null)[]; frozen?: boolean; children: ReactNode }) {
  const { refresh } = usePageRefresh();
  const { state } = useSyncExternalStore(liveConnection.watch, liveConnection.read, () => STREAM_START);
  useQuery({
    queryKey,
    enabled: !frozen,
    initialData: 0,
    queryFn: async () => {
      refresh();
      // As long as this fetch lasts, further changes wait and become one.
      await new Promise((done) => setTimeout(done, PAUSE_MS));
      return Date.now();
    },
  });
  return (
    <div className="contents" data-stale={state === "stale" && !frozen ? true : undefined}>
      {children}
    </div>
  );
}
