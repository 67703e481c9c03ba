import { afterFirstScreen } from "./after-first-screen";
import { floorReads } from "./floor-reads";
import type { LiveListener } from "./live-connection";
import { STREAM_START, type StreamState } from "./stream-state";

/** Where the network went before it was fetched, it is asked for again after this long. */
const AGAIN_MS = 3_000;

const fetchParts = () => Promise.all([import("./live-connection"), import("./follow-stream")]);
type Parts = Awaited<ReturnType<typeof fetchParts>>;

let parts: Promise<Parts> | undefined;

/**
 * The live stream of the floor. The page comes as the server has just read it, so the first screen does without: it is fetched in a quiet moment after that, and asked
 * for until it is had. Nothing is fetched before somebody asks, so the server may import it.
 */
function loaded(): Promise<Parts> {
  parts ??= new Promise((resolve) => {
    const fetch = () => void fetchParts().then(resolve, () => setTimeout(fetch, AGAIN_MS));
    afterFirstScreen(fetch);
  });
  return parts;
}

/** Does something with the stream once that is there; what it answers, and what comes too late for it, is undone by what this answers. */
function once(begin: (...[connection, follow]: Parts) => () => void): () => void {
  let end: (() => void) | undefined;
  let left = false;
  void loaded().then((both) => {
    if (!left) end = begin(...both);
  });
  return () => {
    left = true;
    end?.();
  };
}

/** Keeps what the floor has read fresh, and says by `become` how the screen stands to the server; answers what ends it. When the session has ended it leads to the sign-in page. */
export function followFloor(become: (state: StreamState) => void): () => void {
  return once(({ liveConnection }, { followStream, leaveForSignIn }) => {
    const tell = () => {
      const state = liveConnection.read();
      become(state);
      if (state.state === "ended") leaveForSignIn();
    };
    const unwatch = liveConnection.watch(tell);
    const leave = followStream(floorReads);
    tell();
    return () => {
      unwatch();
      leave();
      become(STREAM_START);
    };
  });
}

/** Hears what changes on the floor, from when the stream is there; answers what ends it. */
export function joinFloor(listener: LiveListener): () => void {
  return once(({ liveConnection }) => liveConnection.join(listener));
}

/** Asks once whether the session of this page has ended: neither a stream that broke nor the answer to a command says so. */
export async function askWhetherEnded(): Promise<void> {
  const [{ liveConnection }] = await loaded();
  await liveConnection.askWhetherEnded();
}
