"use client";

import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { followStream, leaveForSignIn, type LiveCache } from "./follow-stream";
import { liveConnection } from "./live-connection";
import { STREAM_START, type StreamState } from "./stream-state";

/** Pages that render on the server are refreshed whole, so at most this often. */
const REFRESH_MS = 250;

/**
 * Keeps what was read fresh from the tab's one live stream, and says how live the screen is: `state` and `at` feed the `LiveDot`. Use it
 * in each shell; however many use it, there is one connection. When the session ends it leads to the sign-in page, and back afterwards.
 */
export function useStream(cache: LiveCache): StreamState {
  const state = useSyncExternalStore(liveConnection.watch, liveConnection.read, () => STREAM_START);
  useEffect(() => followStream(cache), [cache]);
  useEffect(() => {
    if (state.state === "ended") leaveForSignIn();
  }, [state.state]);
  return state;
}

/** Calls `onChange` when something of these kinds changed, or when anything may have: for pages that render on the server and refresh. */
export function useLiveChanges(kinds: readonly string[], onChange: () => void): void {
  const wanted = kinds.join(" ");
  const changed = useEffectEvent(onChange);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        changed();
      }, REFRESH_MS);
    };
    const leave = liveConnection.join({
      changed: (topics) => {
        if (topics.some(([kind]) => wanted.split(" ").includes(kind))) soon();
      },
      resync: soon,
    });
    return () => {
      leave();
      clearTimeout(timer);
    };
  }, [wanted]);
}
