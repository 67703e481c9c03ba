"use client";

import { useSyncExternalStore } from "react";
import { liveConnection } from "./live-connection";
import { STREAM_START, type StreamState } from "./stream-state";

/** How live the screen is. It only looks: the frame holds the stream. */
export function useLiveState(): StreamState {
  return useSyncExternalStore(liveConnection.watch, liveConnection.read, () => STREAM_START);
}
