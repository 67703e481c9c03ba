import { floorReads } from "./floor-reads";
import { followStream, leaveForSignIn } from "./follow-stream";
import { type LiveListener, liveConnection } from "./live-connection";
import { renewPage } from "./renew-page";
import { STREAM_START, type StreamState } from "./stream-state";

/** What `followFloor` does once the stream is there. */
export function follow(become: (state: StreamState) => void, renews: boolean): () => void {
  let build: string | undefined;
  let callOff: (() => void) | undefined;
  const tell = () => {
    const state = liveConnection.read();
    become(state);
    if (state.state === "ended") leaveForSignIn();
    if (!renews || state.build === build) return;
    // A page of an old build goes on meanwhile: its files are kept, and what it sends has the same address.
    callOff?.();
    build = state.build;
    callOff = renewPage(build);
  };
  const unwatch = liveConnection.watch(tell);
  const leave = followStream(floorReads);
  tell();
  return () => {
    unwatch();
    leave();
    callOff?.();
    become(STREAM_START);
  };
}

/** Hears what changes; answers what ends it. */
export const join = (listener: LiveListener): (() => void) => liveConnection.join(listener);

/** Asks once whether the session of this page has ended. */
export const askOnce = (): Promise<void> => liveConnection.askWhetherEnded();
