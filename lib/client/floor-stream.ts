import { afterFirstScreen } from "./after-first-screen";
import type { LiveListener } from "./live-connection";
import type { StreamState } from "./stream-state";
import { untilHad } from "./until-had";

const fetchLive = () => import("./live-floor");
type Live = Awaited<ReturnType<typeof fetchLive>>;

let live: Promise<Live> | undefined;

/**
 * The live stream of the floor. The page comes as the server has just read it, so the first screen does without: it is fetched in a quiet moment after that, and asked
 * for until it is had. Nothing is fetched before somebody asks, so the server may import it.
 */
function loaded(): Promise<Live> {
  live ??= new Promise((resolve) => void afterFirstScreen(() => resolve(untilHad(fetchLive))));
  return live;
}

/** Does something with the stream once that is there; what it answers, and what comes too late for it, is undone by what this answers. */
function once(begin: (floor: Live) => () => void): () => void {
  let end: (() => void) | undefined;
  let left = false;
  void loaded().then((floor) => {
    if (!left) end = begin(floor);
  });
  return () => {
    left = true;
    end?.();
  };
}

/**
 * Keeps what the floor has read fresh, and says by `become` how the screen stands to the server; answers what ends it. When the session has ended it leads to the sign-in page.
 * `renews`: loads the page anew once the server has become another build and nothing is being entered.
 */
export function followFloor(become: (state: StreamState) => void, renews: boolean): () => void {
  return once(({ follow }) => follow(become, renews));
}

/** Hears what changes on the floor, from when the stream is there; answers what ends it. */
export function joinFloor(listener: LiveListener): () => void {
  return once(({ join }) => join(listener));
}

/** Asks once whether the session of this page has ended: neither a stream that broke nor the answer to a command says so. */
export async function askWhetherEnded(): Promise<void> {
  await (await loaded()).askOnce();
}
