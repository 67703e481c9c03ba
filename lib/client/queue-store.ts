import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { QueueItem, QueueStore } from "./queue-item";

interface QueueSchema extends DBSchema {
  commands: { key: number; value: Omit<QueueItem, "sequence"> & { sequence?: number } };
}

const NAME = "millrace-floor";

/** The tablet's queue in IndexedDB: an entry is on the disk before the screen shows it (UI-08). */
export function browserQueueStore(): QueueStore {
  let opened: Promise<IDBPDatabase<QueueSchema>> | undefined;
  const database = () => (opened ??= openDB<QueueSchema>(NAME, 1, { upgrade: (db) => void db.createObjectStore("commands", { keyPath: "sequence", autoIncrement: true }) }));
  return {
    async add(item) {
      const sequence = await (await database()).add("commands", { ...item });
      return { ...item, sequence };
    },
    async put(item) {
      await (await database()).put("commands", item);
    },
    async remove(sequence) {
      await (await database()).delete("commands", sequence);
    },
    async all() {
      const rows = await (await database()).getAll("commands");
      return rows.flatMap((row) => (row.sequence === undefined ? [] : [{ ...row, sequence: row.sequence }]));
    },
  };
}

/** A queue that lives as long as the page: for tests, and for browsers that refuse storage. */
export function memoryQueueStore(): QueueStore {
  const rows = new Map<number, QueueItem>();
  let last = 0;
  return {
    add: async (item) => {
      const kept = { ...item, sequence: ++last };
      rows.set(kept.sequence, kept);
      return kept;
    },
    put: async (item) => void rows.set(item.sequence, item),
    remove: async (sequence) => void rows.delete(sequence),
    all: async () => [...rows.values()],
  };
}
