import { expect, it } from "vitest";
import { createPauses } from "./lane";
import { createPhotoLane } from "./photo-lane";
import { entryOf, type QueueItem } from "./queue-item";
import { photoEntry } from "./queued-photo";
import { good } from "./testing/queued-line";

const when = { eventTime: "2026-03-02T10:00:00.000Z", clockOffsetMs: 0 };
const entry: QueueItem = { ...entryOf({ ...good("1"), takesBack: undefined }, when), sequence: 1, state: "SENT", answer: { ok: true, data: { entryId: "e1" } } };
const photo: QueueItem = { ...photoEntry(entry, "Photo"), sequence: 2, state: "WAITING", answer: null, photo: new Blob(["jpeg"]) };

/** A page of which another has kept `found` by the time that it reads the disk; answers what it did. */
async function lookedAt(found: readonly QueueItem[]) {
  let items: readonly QueueItem[] = [];
  const done: string[] = [];
  const changed = async () => undefined;
  const lane = createPhotoLane(
    {
      send: async (name) => {
        done.push(name);
        return { ok: true, data: {} };
      },
      pauses: createPauses(() => 0),
      items: () => items,
      sendable: () => items.filter(({ state }) => state === "WAITING"),
      asSent: (item) => item,
      change: changed,
      drop: async (item) => void (items = items.filter((one) => one.sequence !== item.sequence)),
      unproven: async () => false,
      saved: () => undefined,
      tell: () => undefined,
    },
    {
      refresh: async () => void (items = found),
      account: () => "a1",
      offline: () => false,
      alone: async (work) => {
        done.push("alone");
        await work(() => true);
        done.push("not alone");
      },
    },
  );
  await lane.go();
  return done;
}

it("EX-22 sends a photo alone among the pages also where another has just kept it, and waits for none of them without one", async () => {
  expect(await lookedAt([entry, photo])).toEqual(["alone", "add-entry-photo", "not alone"]);
  expect(await lookedAt([entry])).toEqual([]);
});
