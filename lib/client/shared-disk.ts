import type { QueueStore } from "./queue-item";

/**
 * The disk of a device that several of its pages write to, as a tab beside the installed application: `tell` lets the others know that something on it is another, and
 * what is read is never older than what this page has on its way there.
 */
export function sharedDisk(disk: QueueStore, tell: () => void): QueueStore {
  const onTheWay = new Set<Promise<unknown>>();
  let begun = 0;

  async function write<Answer>(writing: Promise<Answer>): Promise<Answer> {
    begun += 1;
    onTheWay.add(writing);
    try {
      return await writing;
    } finally {
      onTheWay.delete(writing);
      tell();
    }
  }

  return {
    add: (...items) => write(disk.add(...items)),
    put: (item) => write(disk.put(item)),
    remove: (sequence) => write(disk.remove(sequence)),
    async all() {
      for (;;) {
        await Promise.allSettled(onTheWay);
        const before = begun;
        const kept = await disk.all();
        if (before === begun) return kept;
      }
    },
    check: () => disk.check(),
  };
}
