"use client";

import { type ReactNode, useEffect, useRef } from "react";
import { useOfficeStream } from "@/lib/client/use-office-stream";
import { usePageRefresh } from "@/lib/client/use-page-refresh";
import { useLiveChanges } from "@/lib/client/use-stream";

/** A busy plant changes something many times a second; nobody reads faster than this. */
const CALM_MS = 1_000;

/** A part of a page that the server renders and the stream keeps fresh; while the stream is broken it greys out. */
export function LiveRegion({ kinds, className, children }: { kinds: readonly string[]; className?: string; children: ReactNode }) {
  const { state } = useOfficeStream();
  const { refresh: readAnew, busy } = usePageRefresh();
  const pending = useRef(false);
  const last = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const refresh = () => {
    timer.current = undefined;
    pending.current = false;
    last.current = Date.now();
    readAnew();
  };
  // One refresh at a time: what changes meanwhile asks for one more.
  useEffect(() => {
    if (!busy && pending.current) timer.current ??= setTimeout(refresh, CALM_MS);
  });
  useLiveChanges(kinds, () => {
    pending.current = true;
    if (!busy) timer.current ??= setTimeout(refresh, Math.max(0, last.current + CALM_MS - Date.now()));
  });
  return (
    <div className={className} data-stale={state === "stale" || undefined}>
      {children}
    </div>
  );
}
