import type { LiveTopic } from "./query-keys";
import { STREAM_START as START, type StreamState } from "./stream-state";

export type LiveListener = {
  changed(topics: readonly LiveTopic[]): void;
  /** Anything may have changed: the stream was not there. */
  resync(): void;
};

/** What a screen was rendered from is never older than this when the screen joins. */
const RECENT_MS = 15_000;

/** The server speaks every five seconds; after this long without a word the screen says that it is not live. */
const SILENCE_MS = 12_000;
/** A page that nobody sees gives its stream up after this long: a browser has six connections to a server for all its tabs, and the seventh tab would wait for ever. */
const HIDDEN_MS = 5_000;
const RETRY_MS = { first: 1_000, last: 15_000 };

type Beat = { readonly now: string; readonly up: boolean; readonly build?: string; readonly deaf?: string };

// By hand: a library that parses would be a tenth of all the JavaScript that a tablet loads before its first screen.
function isBeat(said: unknown): said is Beat {
  if (typeof said !== "object" || said === null || !("now" in said) || !("up" in said)) return false;
  return (
    typeof said.now === "string" && typeof said.up === "boolean" && (!("build" in said) || typeof said.build === "string") && (!("deaf" in said) || typeof said.deaf === "string")
  );
}

const isText = (value: unknown): value is string => typeof value === "string";
const isTopic = (said: unknown): said is LiveTopic => Array.isArray(said) && said.length === 3 && isText(said[0]) && isText(said[1]) && (said[2] === null || isText(said[2]));
const areTopics = (said: unknown): said is readonly LiveTopic[] => Array.isArray(said) && said.every(isTopic);

/** One EventSource for the whole tab: opened with the first listener, closed with the last and while nobody sees the tab, reopened when it breaks. */
function createConnection(url: string) {
  const listeners = new Set<LiveListener>();
  const watchers = new Set<() => void>();
  let state = START;
  let source: EventSource | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let hiding: ReturnType<typeof setTimeout> | undefined;
  let pause = RETRY_MS.first;
  let connected = false;
  let recent: { readonly at: number; readonly topics: readonly LiveTopic[] }[] = [];

  function become(next: Partial<StreamState>): void {
    state = { ...state, ...next };
    for (const watcher of watchers) watcher();
  }

  function heard(data: string): void {
    const beat: unknown = JSON.parse(data);
    if (!isBeat(beat)) return;
    pause = RETRY_MS.first;
    clearTimeout(silence);
    silence = setTimeout(broken, SILENCE_MS);
    // Until the server hears its database it tells nothing new: alive, but not live.
    const build = beat.build ?? state.build;
    if (beat.up) become({ state: "live", at: beat.now, deafSince: beat.deaf, offsetMs: Date.parse(beat.now) - Date.now(), build });
    else become({ state: state.at === undefined ? "connecting" : "stale", build });
  }

  function resync(): void {
    for (const listener of listeners) listener.resync();
  }

  function broken(): void {
    shut();
    become({ state: state.at === undefined ? "connecting" : "stale" });
    retry = setTimeout(open, pause);
    pause = Math.min(pause * 2, RETRY_MS.last);
  }

  function open(): void {
    shut();
    source = new EventSource(url);
    // A server that takes the connection and says nothing is not live either.
    silence = setTimeout(broken, SILENCE_MS);
    source.addEventListener("hello", (event: MessageEvent<string>) => {
      heard(event.data);
      // What happened before is not told again, neither while the stream was away nor between the reading of a page and its first word.
      connected = true;
      resync();
    });
    source.addEventListener("beat", (event: MessageEvent<string>) => heard(event.data));
    source.addEventListener("resync", resync);
    source.addEventListener("changed", (event: MessageEvent<string>) => {
      const topics: unknown = JSON.parse(event.data);
      if (!areTopics(topics)) return resync();
      const now = Date.now();
      recent = [...recent.filter(({ at }) => now - at < RECENT_MS), { at: now, topics }];
      for (const listener of listeners) listener.changed(topics);
    });
    source.addEventListener("ended", () => {
      shut();
      become({ state: "ended" });
    });
    source.addEventListener("error", () => {
      broken();
      void askWhetherEnded();
    });
  }

  /** Neither the browser, of a stream that broke, nor the answer to a command says whether the session of this page has ended: it is asked once. */
  async function askWhetherEnded(): Promise<void> {
    const answer = await fetch("/api/stream/activity", { cache: "no-store" }).catch(() => null);
    if (answer?.status !== 401) return;
    shut();
    become({ state: "ended" });
  }

  /** The tab is seen or not seen from now on. What happened meanwhile is read anew once the server says hello. */
  function turned(): void {
    clearTimeout(hiding);
    if (state.state === "ended") return;
    if (document.visibilityState === "hidden") hiding = setTimeout(shut, HIDDEN_MS);
    else if (source === undefined) open();
  }

  function shut(): void {
    clearTimeout(silence);
    clearTimeout(retry);
    source?.close();
    source = undefined;
  }

  /** What was told lately: a screen that appears now may have been read before it. */
  function lately(): readonly LiveTopic[] {
    const since = Date.now() - RECENT_MS;
    return recent.flatMap(({ at, topics }) => (at < since ? [] : topics));
  }

  return {
    read: () => state,
    askWhetherEnded,
    lately,
    watch: (watcher: () => void): (() => void) => {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    join: (listener: LiveListener): (() => void) => {
      listeners.add(listener);
      if (listeners.size === 1) {
        document.addEventListener("visibilitychange", turned);
        if (document.visibilityState !== "hidden") open();
      } else if (connected) listener.changed(lately());
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        document.removeEventListener("visibilitychange", turned);
        clearTimeout(hiding);
        shut();
        state = START;
        connected = false;
        recent = [];
      };
    },
  };
}

/** The tab's connection. Nothing is opened until somebody joins, so the server may import it. */
export const liveConnection = createConnection("/api/stream");
