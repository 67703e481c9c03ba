"use client";

import { type ReactNode, useEffect, useRef, useTransition } from "react";
import { useRouter } from "next/navigation";
import { useOfficeStream } from "@/lib/client/use-office-stream";
import { useLiveChanges } from "@/lib/client/use-stream";

/** A busy plant changes something many times a second; nobody reads faster than this. */
const CALM_MS = 1_000;

/** A part of a page that the server renders and the stream keeps fresh; while the stream is broken it greys out. */
export function LiveRegion({ kinds, className, children }: { kinds: readonly string[]; className?: string; children: ReactNode }) {
  const router = useRouter();
  const { state } = useOfficeStream();
  const [busy, start] = useTransition();
  const pending = useRef(false);
  const last = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const refresh = () => {
    timer.current = undefined;
    pending.current = false;
    last.current = Date.now();
    start(() => router.refresh());
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
