import { liveConnection } from "./live-connection";
import { type LiveTopic, type QueryKey, startsWith } from "./query-keys";
import { agingKeysOf, keysOf } from "./topic-keys";

/** Changes are gathered this long after the first one: a busy line touches the same board many times a second. */
const GATHER_MS = 60;
/** How soon to look again whether a fetch that was under way has ended. */
const UNDER_WAY_MS = 25;
/** How old a board may grow while its machines only measure and count. */
const AGING_MS = 1_000;
/** A person's activity is told at most this often. */
const ACTIVITY_MS = 60_000;

/** What the screens of a page have read: the floor's own, or the query cache of the office. */
export type LiveCache = {
  /** All whose key begins like this is old; without a key, everything is. */
  readonly invalidate: (key?: QueryKey) => void;
  readonly underWay: (key: QueryKey) => boolean;
  /** Calls `listener` with the key of what is read for the first time. */
  readonly added: (listener: (key: QueryKey) => void) => () => void;
};

/** Keeps what was read fresh from the tab's one live stream, and tells the server that somebody works here; answers what ends both. */
export function followStream(cache: LiveCache): () => void {
  const fresh = freshen(cache);
  const leave = liveConnection.join(fresh);
  const stop = tellActivity();
  return () => {
    leave();
    stop();
    fresh.stop();
  };
}

/** When the session has ended: leads to the sign-in page, and back afterwards. */
export function leaveForSignIn(): void {
  window.location.assign(`/sign-in?reason=ended&to=${encodeURIComponent(window.location.pathname + window.location.search)}`);
}

/**
 * Invalidates what changed: the first change at once, those that follow gathered; what only aged, after a while. A key whose fetch is under
 * way waits for it, so that a stream of changes can't starve it.
 */
function freshen(cache: LiveCache) {
  const pending = new Map<string, QueryKey>();
  const aging = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let agingTimer: ReturnType<typeof setTimeout> | undefined;
  let flushedAt = 0;
  // A page that is opened while the stream runs was read a moment ago; what changed since was told before its queries were there.
  const unsubscribe = cache.added((read) => {
    for (const key of liveConnection.lately().flatMap(keysOf)) if (startsWith(read, key)) pending.set(JSON.stringify(key), key);
    if (pending.size > 0) soon();
  });

  function flush(): void {
    timer = undefined;
    flushedAt = Date.now();
    for (const [text, key] of pending) {
      if (cache.underWay(key)) continue;
      pending.delete(text);
      cache.invalidate(key);
    }
    if (pending.size > 0) timer = setTimeout(flush, UNDER_WAY_MS);
  }

  function soon(): void {
    timer ??= setTimeout(flush, Math.max(0, flushedAt + GATHER_MS - Date.now()));
  }

  function flushAging(): void {
    agingTimer = undefined;
    for (const [text, key] of aging) pending.set(text, key);
    aging.clear();
    soon();
  }

  return {
    changed(topics: readonly LiveTopic[]) {
      for (const key of topics.flatMap(keysOf)) pending.set(JSON.stringify(key), key);
      for (const key of topics.flatMap(agingKeysOf)) aging.set(JSON.stringify(key), key);
      if (pending.size > 0) soon();
      if (aging.size > 0) agingTimer ??= setTimeout(flushAging, AGING_MS);
    },
    resync: () => cache.invalidate(),
    stop: () => {
      unsubscribe();
      clearTimeout(timer);
      clearTimeout(agingTimer);
    },
  };
}

/** Touching the screen keeps the session open; what the screen fetches by itself does not (SEC-07). */
function tellActivity(): () => void {
  let told = 0;
  const tell = () => {
    if (Date.now() - told < ACTIVITY_MS) return;
    told = Date.now();
    void fetch("/api/stream/activity", { method: "POST", keepalive: true }).catch(() => {
      // Offline: the next touch tells it.
      told = 0;
    });
  };
  const events = ["pointerdown", "keydown"] as const;
  for (const event of events) window.addEventListener(event, tell, { passive: true });
  return () => {
    for (const event of events) window.removeEventListener(event, tell);
  };
}
