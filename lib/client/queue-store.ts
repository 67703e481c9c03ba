import { floorDatabase } from "./floor-database";
import type { QueueItem, QueueStore } from "./queue-item";

/** The tablet's queue in IndexedDB: an entry is on the disk before the screen shows it (UI-08). */
export function browserQueueStore(): QueueStore {
  return {
    async add(...items) {
      const kept = (await floorDatabase()).transaction("commands", "readwrite");
      const sequences = items.map((item) => kept.store.add({ ...item }));
      // The first that has no room takes the others with it.
      const [numbers] = await Promise.all([Promise.all(sequences), kept.done]);
      return items.map((item, index) => ({ ...item, sequence: numbers[index] ?? 0 }));
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
  };
}

/** A queue that lives as long as the page: for tests, and for browsers that refuse storage. */
export function memoryQueueStore(): QueueStore {
  const rows = new Map<number, QueueItem>();
  let last = 0;
  return {
    add: async (...items) => {
      const kept = items.map((item) => ({ ...item, sequence: ++last }));
      for (const item of kept) rows.set(item.sequence, item);
      return kept;
    },
    put: async (item) => void rows.set(item.sequence, item),
    remove: async (sequence) => void rows.delete(sequence),
    all: async () => [...rows.values()],
  };
}
