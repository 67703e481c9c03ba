import { floorDatabase } from "./floor-database";
import type { QueueItem, QueueStore } from "./queue-item";

/** As much as a long entry. */
const TRIAL = "x".repeat(4_096);

/** The tablet's queue in IndexedDB: an entry is on the disk before the screen shows it (UI-08). */
export function browserQueueStore(): QueueStore {
  return {
    async add(...items) {
      const kept = (await floorDatabase()).transaction("commands", "readwrite");
      const sequences = items.map((item) => kept.store.add({ ...item }));
      // The first that has no room takes the others with it.
      try {
        const [numbers] = await Promise.all([Promise.all(sequences), kept.done]);
        return items.map((item, index) => ({ ...item, sequence: numbers[index] ?? 0 }));
      } catch (error) {
        // Of a transaction that was undone, each write says only that; why, it says itself.
        throw kept.error ?? error;
      }
    },
    async put(item) {
      await (await floorDatabase()).put("commands", item);
    },
    async remove(sequence) {
      await (await floorDatabase()).delete("commands", sequence);
    },
    async all() {
      const rows = await (await floorDatabase()).getAll("commands");
      return rows.flatMap((row) => (row.sequence === undefined ? [] : [{ ...row, sequence: row.sequence }]));
    },
    async check() {
      const trial = (await floorDatabase()).transaction("views", "readwrite");
      await Promise.all([trial.store.put({ kind: "LINES", lines: [], now: TRIAL }, "trial"), trial.store.delete("trial"), trial.done]);
    },
  };
}

/** A queue that lives as long as the page. */
export function memoryQueueStore(): QueueStore {
  const rows = new Map<number, QueueItem>();
  let last = 0;
  return {
    add: async (...items) => {
      const kept = items.map((item) => ({ ...item, sequence: ++last }));
      for (const item of kept) rows.set(item.sequence, item);
      return kept;
    },
    async put(item) {
      rows.set(item.sequence, item);
      // As IndexedDB counts on from a number that it was given.
      last = Math.max(last, item.sequence);
    },
    remove: async (sequence) => void rows.delete(sequence),
    all: async () => [...rows.values()],
    check: async () => undefined,
  };
}
