import { createRetry } from "./lane";
import { inPatience } from "./patience";
import type { NewItem, QueueItem, QueueStore } from "./queue-item";

/** Why a tablet keeps no entries: its storage has no room, or the browser lets nothing be written. */
export type StorageTrouble = "FULL" | "REFUSED";

type Parts = {
  readonly disk: QueueStore;
  readonly now: () => number;
  /** What is the matter, or which entries the page alone holds, is another than it was. */
  readonly changed: () => void;
  /** The disk takes entries again; what an earlier page left there may not have been read. */
  readonly mended: () => void;
};

/** Longer than a slow disk takes for a photo. A browser whose storage is broken may answer nothing at all, and nothing here waits for it any longer. */
const DISK_PATIENCE_MS = 8_000;
/** Of a disk that was broken a moment ago, for a hand that waits. */
const CHECK_PATIENCE_MS = 2_000;
/** Begin of the numbers that a page gives itself, in seconds of 1970: no disk, which counts from one, has come so far, and no later page begins with the same. */
const NUMBERS_FROM_S = 1_767_225_600;

function troubleOf(error: unknown): StorageTrouble {
  return error instanceof DOMException && error.name === "QuotaExceededError" ? "FULL" : "REFUSED";
}

/**
 * The tablet's entries on its disk and, where that takes nothing, in this page's memory for as long as it stands open (UI-08). Says what is the matter until it is mended:
 * what the page alone holds is on the disk then, under the number with which it was sent. What the disk does not learn of an entry that it has costs one more
 * send of the same id (EX-23).
 */
export function createKeptEntries({ disk, now, changed, mended }: Parts) {
  let trouble: StorageTrouble | null = null;
  let last = 0;
  /** The highest number that this page knows the disk to have given. */
  let lastOfDisk = 0;
  let mending: Promise<void> | undefined;
  const held = new Map<number, QueueItem>();
  /** Of what is held, what the disk may have all the same: it fell silent as it was to take it. */
  const begun = new Set<number>();
  const retry = createRetry(() => void mend());

  function failed(error: unknown): void {
    trouble = troubleOf(error);
    retry.later();
    changed();
  }

  const known = (items: readonly QueueItem[]) => void (lastOfDisk = Math.max(lastOfDisk, ...items.map(({ sequence }) => sequence)));

  /** What the disk adds, behind all that it had: one that was emptied under this page counts from one again. */
  async function added(items: readonly NewItem[]): Promise<readonly QueueItem[]> {
    const kept = await disk.add(...items);
    const behind = lastOfDisk;
    if (kept.every(({ sequence }) => sequence > behind)) {
      known(kept);
      return kept;
    }
    const numbered = kept.map((item, index) => ({ ...item, sequence: behind + 1 + index }));
    known(numbered);
    await Promise.all(numbered.map((item) => disk.put(item)));
    await Promise.all(kept.map(({ sequence }) => disk.remove(sequence)));
    return numbered;
  }

  /** A disk that answers too late has the entries after all, and must not have them beside this page. */
  async function written(items: readonly NewItem[]): Promise<readonly QueueItem[]> {
    let late = false;
    const writing = added(items);
    const forgetLate = async () => {
      const kept = await writing;
      if (late) for (const { sequence } of kept) await disk.remove(sequence);
    };
    try {
      return await inPatience(() => writing, DISK_PATIENCE_MS);
    } catch (error) {
      late = true;
      // Where it was refused there is nothing to forget.
      void forgetLate().catch(() => undefined);
      throw error;
    }
  }

  /** What the page alone holds goes to the disk as it is by then: it may be answered, or read and dropped, meanwhile. */
  async function moveToDisk(sequence: number): Promise<void> {
    for (let item = held.get(sequence); item !== undefined; item = held.get(sequence)) {
      const moving = item;
      begun.add(sequence);
      await inPatience(() => disk.put(moving), DISK_PATIENCE_MS);
      const newest = held.get(sequence);
      if (newest === undefined) await inPatience(() => disk.remove(sequence), DISK_PATIENCE_MS);
      else if (newest === item) held.delete(sequence);
    }
    begun.delete(sequence);
  }

  /** The answer of the disk; undefined where it gave none, and says so then. Of a disk that is broken already not much is expected. */
  async function answerOf<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
    try {
      return await inPatience(ask, trouble === null ? DISK_PATIENCE_MS : CHECK_PATIENCE_MS);
    } catch (error) {
      failed(error);
      return undefined;
    }
  }

  async function tryDisk(): Promise<void> {
    try {
      await inPatience(() => disk.check(), CHECK_PATIENCE_MS);
      for (const sequence of [...held.keys()].toSorted((a, b) => a - b)) await moveToDisk(sequence);
    } catch (error) {
      return failed(error);
    }
    trouble = null;
    retry.over();
    retry.stop();
    changed();
    mended();
  }

  /** One try at a time; who taps meanwhile waits for it. */
  function mend(): Promise<void> {
    mending ??= tryDisk().finally(() => (mending = undefined));
    return mending;
  }

  return {
    trouble: (): StorageTrouble | null => trouble,
    /** Numbers of the entries that this page alone holds. */
    held: (): readonly number[] => [...held.keys()],
    /** Keeps the first of the choices that the disk takes; null where it takes none of them. */
    async add(...choices: readonly (readonly NewItem[])[]): Promise<readonly QueueItem[] | null> {
      if (trouble !== null) await mend();
      if (trouble !== null) return null;
      let refused: unknown;
      for (const items of choices) {
        try {
          const kept = await written(items);
          last = Math.max(last, ...kept.map(({ sequence }) => sequence));
          return kept;
        } catch (error) {
          refused = error;
        }
      }
      failed(refused);
      return null;
    },
    /** Holds entries in this page's memory. */
    hold(...items: readonly NewItem[]): readonly QueueItem[] {
      const numbered = items.map((item) => {
        last = Math.max(last + 1, Math.floor(now() / 1_000) - NUMBERS_FROM_S);
        return { ...item, sequence: last };
      });
      for (const item of numbered) held.set(item.sequence, item);
      changed();
      return numbered;
    },
    async put(item: QueueItem): Promise<void> {
      if (held.has(item.sequence)) return void held.set(item.sequence, item);
      await answerOf(() => disk.put(item));
    },
    async remove(sequence: number): Promise<void> {
      if (held.delete(sequence)) {
        changed();
        if (!begun.delete(sequence)) return;
      }
      await answerOf(() => disk.remove(sequence));
    },
    /** What the disk has; undefined where it cannot be read, until it is mended. */
    async all(): Promise<readonly QueueItem[] | undefined> {
      const found = await answerOf(() => disk.all());
      if (found !== undefined) known(found);
      return found;
    },
  };
}
