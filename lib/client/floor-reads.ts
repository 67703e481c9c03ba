import { fetchJson } from "./fetch-json";
import { type QueryKey, startsWith } from "./query-keys";

/** What has been read: nothing yet, or the newest there is. `failed`: it could not be read again, or not at all. */
export type Reading<Data> = { readonly data: Data | undefined; readonly failed: boolean };

type Entry = {
  readonly key: QueryKey;
  reading: Reading<unknown>;
  address: string;
  /** Reads once more after a failure, before it says so. */
  again: boolean;
  /** Something of it has changed since it was asked for. */
  old: boolean;
  busy: boolean;
  readonly watchers: Set<() => void>;
  forget?: ReturnType<typeof setTimeout>;
};

export type Watch = { readonly key: QueryKey; readonly address: string; readonly again: boolean; readonly first: Reading<unknown>; readonly changed: () => void };

type Parts = {
  readonly read: (address: string) => Promise<unknown>;
  readonly online: () => boolean;
  /** Calls `resume` whenever the network is back, until what it returns is called. */
  readonly whenBack: (resume: () => void) => () => void;
};

/** So long after a failure it is tried once more. */
const AGAIN_MS = 1_000;
/** What no screen shows is kept so long for the way back to it. */
const KEEP_MS = 300_000;

/**
 * What the screens of the floor have read, by its key: read again when something of it changes, once at a time. The query library of the office's pages would be
 * 12 KB of what a tablet loads before its first screen, for what no screen of the floor uses.
 */
export function createReads({ read, online, whenBack }: Parts) {
  const entries = new Map<string, Entry>();
  const listeners = new Set<(key: QueryKey) => void>();
  const textOf = (key: QueryKey) => JSON.stringify(key);
  const under = (prefix: QueryKey) => [...entries.values()].filter(({ key }) => startsWith(key, prefix));

  function show(entry: Entry, reading: Reading<unknown>): void {
    entry.reading = reading;
    for (const changed of entry.watchers) changed();
  }

  async function attempt(entry: Entry): Promise<unknown> {
    try {
      return await read(entry.address);
    } catch (error) {
      if (!entry.again || !online()) throw error;
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
      return read(entry.address);
    }
  }

  /** Without the network nothing is asked, so that nothing fails either; it stays old until it is back. */
  async function refresh(entry: Entry): Promise<void> {
    if (entry.busy) return;
    entry.busy = true;
    while (entry.old && entry.watchers.size > 0 && online()) {
      entry.old = false;
      try {
        show(entry, { data: await attempt(entry), failed: false });
      } catch {
        // Shown as failed: whoever looks at it says so. It is read with the next change, or when the network is back.
        show(entry, { data: entry.reading.data, failed: true });
        entry.old = true;
        break;
      }
    }
    entry.busy = false;
  }

  function enter({ key, address, again, first }: Watch): Entry {
    const known = entries.get(textOf(key));
    if (known !== undefined) return Object.assign(known, { address, again });
    const entry: Entry = { key, address, again, reading: first, old: first.data === undefined, busy: false, watchers: new Set() };
    entries.set(textOf(key), entry);
    for (const listener of listeners) listener(key);
    return entry;
  }

  return {
    /** What is known of it; undefined before the first `watch`. */
    known: (key: QueryKey): Reading<unknown> | undefined => entries.get(textOf(key))?.reading,

    /** Keeps it fresh, also once the network is back, and calls `changed` until what it returns is called. `first`: as it came with the page. */
    watch(asked: Watch): () => void {
      const entry = enter(asked);
      clearTimeout(entry.forget);
      entry.watchers.add(asked.changed);
      void refresh(entry);
      // A function of its own: a window keeps the same one once, and whoever leaves first would take it from all.
      const leave = whenBack(() => void refresh(entry));
      return () => {
        leave();
        entry.watchers.delete(asked.changed);
        if (entry.watchers.size === 0) entry.forget = setTimeout(() => entries.delete(textOf(entry.key)), KEEP_MS);
      };
    },

    /** All whose key begins like this is old now: what a screen shows is read again, what none shows when one does. */
    invalidate(prefix: QueryKey = []): void {
      for (const entry of under(prefix)) {
        entry.old = true;
        void refresh(entry);
      }
    },

    underWay: (prefix: QueryKey): boolean => under(prefix).some(({ busy }) => busy),

    /** Calls `listener` with the key of what is read for the first time. */
    added(listener: (key: QueryKey) => void): () => void {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** Those of this tab. Nothing is read until a screen watches, so the server may import it. */
export const floorReads = createReads({
  read: fetchJson,
  online: () => navigator.onLine,
  whenBack(resume) {
    window.addEventListener("online", resume);
    return () => window.removeEventListener("online", resume);
  },
});
