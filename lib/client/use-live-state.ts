"use client";

import { useSyncExternalStore } from "react";
import { liveConnection, STREAM_START, type StreamState } from "./live-connection";

/** How live the screen is. It only looks: the frame holds the stream. */
export function useLiveState(): StreamState {
  return useSyncExternalStore(liveConnection.watch, liveConnection.read, () => STREAM_START);
}
