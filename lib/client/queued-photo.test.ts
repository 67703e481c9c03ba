import { afterEach, describe, expect, it, vi } from "vitest";
import { createCommandQueue } from "./command-queue";
import type { NewCommand, QueueItem, QueueStore, SendResult } from "./queue-item";
import { withoutPhotosOfTheirEntry } from "./queued-photo";
import { memoryQueueStore } from "./queue-store";

type Sent = { readonly name: string; readonly input: Record<string, unknown>; readonly photo: Blob | undefined };
type Answer = SendResult | "cut" | Promise<SendResult>;

const OK = (sent: Sent): Answer => ({ ok: true, data: sent.name === "confirm-production" ? { entryId: `entry of ${String(sent.input.commandId)}` } : {} });

function tablet(answer: (sent: Sent) => Answer = OK, store: QueueStore = memoryQueueStore()) {
  const sent: Sent[] = [];
  let at = Date.parse("2026-03-02T10:00:00Z");
  const parts = {
    store,
    now: () => (at += 1000),
    send: async (name: string, input: Record<string, unknown>, _by: unknown, _signal: AbortSignal, photo?: Blob) => {
      sent.push({ name, input, photo });
      const result = await answer({ name, input, photo });
      if (result === "cut") throw new TypeError("Failed to fetch");
      return result;
    },
  };
  return { store, sent, parts, queue: createCommandQueue(parts) };
}

const picture = new Blob(["jpeg"], { type: "image/jpeg" });
const scrap = (quantity: string, accountId = "a1"): NewCommand => ({
  command: { name: "confirm-production", input: { operationId: "o1", scrap: quantity, scrapReason: "SURFACE" } },
  text: `Scrap ${quantity}`,
  accountId,
  photo: { picture, text: `Photo: scrap ${quantity}` },
});
const undo = (entry: QueueItem, entryId = ""): NewCommand => ({
  command: { name: "reverse-entry", input: { entryId, reason: "MISKEY" } },
  text: "Undo",
  accountId: "a1",
  ...(entryId === "" ? { takesBack: entry.commandId } : {}),
});
const names = (sent: readonly Sent[]) => sent.map(({ name }) => name);
const isOfPhoto = ({ name }: Sent) => name === "add-entry-photo";

afterEach(() => void vi.useRealTimers());

describe("a photo in the queue", () => {
  it("is sent after its entry, by an id of its own and the command of its entry, and is gone when the server has it", async () => {
    const { queue, sent, store } = tablet();
    await queue.open("a1");
    const entry = await queue.add(scrap("2"));
    await queue.flush();
    expect(names(sent)).toEqual(["confirm-production", "add-entry-photo"]);
    expect(sent[1]?.input).toMatchObject({ entryCommandId: entry.commandId });
    expect(sent[1]?.input.commandId).not.toBe(entry.commandId);
    expect(sent[1]?.photo).toBe(picture);
    expect((await store.all()).map((item) => item.command.name)).toEqual(["confirm-production"]);
  });

  it("holds up no entry: those that are tapped while it is on its way are sent at once", async () => {
    let arrive: (answer: SendResult) => void = () => undefined;
    const { queue, sent } = tablet((one) => (isOfPhoto(one) ? new Promise<SendResult>((resolve) => (arrive = resolve)) : OK(one)));
    await queue.open("a1");
    await queue.add(scrap("2"));
    await expect.poll(() => names(sent)).toEqual(["confirm-production", "add-entry-photo"]);
    await queue.add({ ...scrap("3"), photo: undefined });
    await expect.poll(() => names(sent)).toEqual(["confirm-production", "add-entry-photo", "confirm-production"]);
    arrive({ ok: true, data: {} });
    await queue.flush();
    expect(queue.read().items.map(({ state }) => state)).toEqual(["SENT", "SENT"]);
  });

  it("is counted with its entry as one, and by itself once that is sent or the photo was refused", async () => {
    let cut = true;
    const { queue } = tablet((one) => (cut || isOfPhoto(one) ? "cut" : OK(one)));
    const counted = () =>
      withoutPhotosOfTheirEntry(queue.read().items)
        .filter(({ state }) => state !== "SENT")
        .map(({ text }) => text);
    await queue.open("a1");
    await queue.add(scrap("2"));
    await queue.flush();
    expect(counted()).toEqual(["Scrap 2"]);
    cut = false;
    await queue.flush();
    expect(counted()).toEqual(["Photo: scrap 2"]);
  });

  it("EX-22 is kept over a reload without the network, counts as waiting, and is sent once, with the same id at each try", async () => {
    let cut = true;
    let lost = true;
    const { queue, sent, parts, store } = tablet((one) => {
      if (cut) return "cut";
      // The first answer to the photo is lost on its way.
      if (!isOfPhoto(one) || !lost) return OK(one);
      lost = false;
      return "cut";
    });
    await queue.open("a1");
    await queue.add(scrap("2"));
    await queue.flush();
    expect(sent.some(isOfPhoto)).toBe(false);
    expect(queue.read().items.map(({ state, photo }) => [state, photo])).toEqual([
      ["WAITING", undefined],
      ["WAITING", picture],
    ]);
    cut = false;
    const reloaded = createCommandQueue(parts);
    await reloaded.open("a1");
    expect(reloaded.read().items.map(({ state }) => state)).toEqual(["SENT", "WAITING"]);
    // The entry is in the server's figures before its photo is there.
    await reloaded.shown(reloaded.read().items.map(({ commandId }) => commandId));
    await reloaded.flush();
    const photos = sent.filter(isOfPhoto);
    expect(photos).toHaveLength(2);
    expect(photos[1]?.input).toEqual(photos[0]?.input);
    expect([reloaded.read().items, await store.all()]).toEqual([[], []]);
  });

  it("tries again by itself after a photo did not get through, and says nothing of the network, for entries do", async () => {
    vi.useFakeTimers();
    let narrow = true;
    const { queue, sent } = tablet((one) => (isOfPhoto(one) && narrow ? new Promise<SendResult>(() => undefined) : OK(one)));
    await queue.open("a1");
    await queue.add(scrap("2"));
    await vi.advanceTimersByTimeAsync(61_000);
    expect(queue.read().offlineSince).toBeNull();
    expect(sent.filter(isOfPhoto).length).toBeGreaterThan(0);
    narrow = false;
    await vi.advanceTimersByTimeAsync(62_000);
    expect(queue.read().items.map(({ state }) => state)).toEqual(["SENT"]);
  });

  it("outlives any number of faults on the server, which it asks less and less often, and lets those behind it pass", async () => {
    vi.useFakeTimers();
    let down = true;
    const { parts, sent } = tablet((one) => (down && isOfPhoto(one) && one.photo === picture ? { ok: false, code: "FAULT", params: { reference: "r" } } : OK(one)));
    const queue = createCommandQueue({ ...parts, now: Date.now });
    await queue.open("a1");
    await queue.add(scrap("2"));
    await queue.add({ ...scrap("3"), photo: { picture: new Blob(["other"]), text: "Photo: scrap 3" } });
    await vi.advanceTimersByTimeAsync(500);
    expect(queue.read().items.filter(({ photo }) => photo !== undefined)).toMatchObject([{ state: "WAITING", text: "Photo: scrap 2" }]);
    const tries = () => sent.filter(({ photo }) => photo === picture).length;
    await vi.advanceTimersByTimeAsync(59_000);
    expect(tries()).toBe(4);
    // What is entered meanwhile does not make it come sooner.
    await queue.add({ ...scrap("4"), photo: undefined });
    await vi.advanceTimersByTimeAsync(600_000);
    expect(tries()).toBe(6);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(tries()).toBe(10);
    expect(queue.read()).toMatchObject({ loud: null, offlineSince: null });
    expect(queue.read().items.filter(({ photo }) => photo !== undefined)).toMatchObject([{ state: "WAITING", attempts: 10 }]);
    down = false;
    await vi.advanceTimersByTimeAsync(900_000);
    expect(queue.read().items.map(({ state }) => state)).toEqual(["SENT", "SENT", "SENT"]);
  });

  it("goes on with those behind one whose way broke off", async () => {
    const { queue } = tablet((one) => (one.photo === picture ? "cut" : OK(one)));
    await queue.open("a1");
    await queue.add(scrap("2"));
    await queue.add({ ...scrap("3"), photo: { picture: new Blob(["other"]), text: "Photo: scrap 3" } });
    await queue.flush();
    await expect
      .poll(() =>
        queue
          .read()
          .items.filter(({ photo }) => photo !== undefined)
          .map(({ text }) => text),
      )
      .toEqual(["Photo: scrap 2"]);
  });

  it("SEC-06 waits for its owner when somebody else takes the tablet over", async () => {
    let cut = true;
    const { queue, sent } = tablet((one) => (isOfPhoto(one) && cut ? "cut" : OK(one)));
    await queue.open("a1");
    await queue.add(scrap("2"));
    await queue.flush();
    cut = false;
    await queue.open("a2");
    const tries = sent.filter(isOfPhoto).length;
    await queue.flush();
    expect(sent.filter(isOfPhoto)).toHaveLength(tries);
    await queue.open("a1");
    expect(sent.filter(isOfPhoto)).toHaveLength(tries + 1);
    expect(queue.read().items.some(({ photo }) => photo !== undefined)).toBe(false);
  });

  it("EX-22 stays beside an entry that was refused, unsent, and goes with it when a person has read why", async () => {
    const { queue, sent, store } = tablet((one) => (isOfPhoto(one) ? OK(one) : { ok: false, code: "HELD", params: {} }));
    await queue.open("a1");
    const entry = await queue.add(scrap("2"));
    await queue.flush();
    expect(names(sent)).toEqual(["confirm-production"]);
    expect(queue.read().items.map(({ state }) => state)).toEqual(["REFUSED", "WAITING"]);
    await queue.dismiss(entry.sequence);
    await queue.flush();
    expect(names(sent)).toEqual(["confirm-production", "see-refusal"]);
    expect([queue.read().items, await store.all()]).toEqual([[], []]);
  });

  it("EX-22 goes with an entry that is taken back before it was sent", async () => {
    let cut = true;
    const { queue, sent, store } = tablet((one) => (cut ? "cut" : OK(one)));
    await queue.open("a1");
    const entry = await queue.add(scrap("2"));
    await queue.add(undo(entry));
    await queue.flush();
    cut = false;
    await queue.flush();
    expect(names(sent.slice(-2))).toEqual(["confirm-production", "reverse-entry"]);
    expect(sent.some(isOfPhoto)).toBe(false);
    expect((await store.all()).some(({ photo }) => photo !== undefined)).toBe(false);
  });

  it("EX-22 goes with an entry that is taken back by the name that the server gave it", async () => {
    let narrow = true;
    const { queue, sent } = tablet((one) => (isOfPhoto(one) && narrow ? "cut" : OK(one)));
    await queue.open("a1");
    const entry = await queue.add(scrap("2"));
    await queue.flush();
    await queue.shown([entry.commandId]);
    const tries = sent.filter(isOfPhoto).length;
    narrow = false;
    await queue.add(undo(entry, `entry of ${entry.commandId}`));
    await queue.flush();
    expect(sent.filter(isOfPhoto)).toHaveLength(tries);
    expect(queue.read().items.map(({ command }) => command.name)).toEqual(["reverse-entry"]);
  });

  it("EX-19 is kept and sent once where its entry was corrected while it waited: the server shows it at the one that counts", async () => {
    let narrow = true;
    const { queue, sent, store } = tablet((one) => (isOfPhoto(one) && narrow ? "cut" : OK(one)));
    await queue.open("a1");
    const entry = await queue.add(scrap("12"));
    await queue.flush();
    const entryId = `entry of ${entry.commandId}`;
    const right = { name: "correct-entry", input: { entryId, reason: "MISKEY", good: "0", scrap: "2", rework: "0", scrapReason: "SURFACE" } } as const;
    await queue.sendNow({ commandId: "right", command: right, text: "Scrap 2", accountId: "a1" });
    await queue.flush();
    expect(queue.read().items.filter(({ photo }) => photo !== undefined)).toMatchObject([{ state: "WAITING", command: { input: { entryCommandId: entry.commandId } } }]);
    const tries = sent.filter(isOfPhoto).length;
    narrow = false;
    await queue.flush();
    expect(sent.filter(isOfPhoto).slice(tries)).toMatchObject([{ input: { entryCommandId: entry.commandId }, photo: picture }]);
    expect(queue.read().items.map(({ command, state }) => [command.name, state])).toEqual([
      ["confirm-production", "SENT"],
      ["correct-entry", "SENT"],
    ]);
    expect([queue.read().loud, (await store.all()).some(({ photo }) => photo !== undefined)]).toEqual([null, false]);
  });

  it("is sent after all when the reversal of its entry is refused", async () => {
    let cut = true;
    const { queue, sent } = tablet((one) => (cut ? "cut" : one.name === "reverse-entry" ? { ok: false, code: "UNDO_EXPIRED", params: {} } : OK(one)));
    await queue.open("a1");
    const entry = await queue.add(scrap("2"));
    await queue.add(undo(entry));
    await queue.flush();
    cut = false;
    await queue.flush();
    expect(names(sent).slice(-3)).toEqual(["confirm-production", "reverse-entry", "add-entry-photo"]);
  });

  it("does not come back when its entry is taken back while it is on its way", async () => {
    let refuse: (answer: SendResult) => void = () => undefined;
    const { queue, store } = tablet((one) => (isOfPhoto(one) ? new Promise<SendResult>((resolve) => (refuse = resolve)) : OK(one)));
    await queue.open("a1");
    const entry = await queue.add(scrap("2"));
    await expect.poll(() => queue.read().items.map(({ state }) => state)).toEqual(["SENT", "WAITING"]);
    await queue.add(undo(entry));
    await expect.poll(() => queue.read().items.some(({ photo }) => photo !== undefined)).toBe(false);
    refuse({ ok: false, code: "PHOTO_ENTRY_UNDONE", params: {} });
    await queue.flush();
    expect((await store.all()).map(({ command }) => command.name)).toEqual(["confirm-production", "reverse-entry"]);
  });

  it("is no word to whoever took its entry back, when the server knows of that before this tablet has heard so", async () => {
    let refuse: (answer: SendResult) => void = () => undefined;
    let undone: (answer: SendResult) => void = () => undefined;
    const { queue, sent } = tablet((one) => {
      if (isOfPhoto(one)) return new Promise<SendResult>((resolve) => (refuse = resolve));
      return one.name === "reverse-entry" ? new Promise<SendResult>((resolve) => (undone = resolve)) : OK(one);
    });
    await queue.open("a1");
    const entry = await queue.add(scrap("2"));
    await expect.poll(() => sent.some(isOfPhoto)).toBe(true);
    await queue.add(undo(entry));
    await expect.poll(() => names(sent).at(-1)).toBe("reverse-entry");
    refuse({ ok: false, code: "PHOTO_ENTRY_UNDONE", params: {} });
    await expect.poll(() => queue.read().items.some(({ photo }) => photo !== undefined)).toBe(false);
    undone({ ok: true, data: {} });
    await queue.flush();
    expect(queue.read()).toMatchObject({ loud: null, items: [{ state: "SENT" }, { state: "SENT" }] });
  });

  it("says it when the server does not take it, and keeps it until that was read", async () => {
    const { queue } = tablet((one) => (isOfPhoto(one) ? { ok: false, code: "PHOTO_ENTRY_UNDONE", params: {} } : OK(one)));
    await queue.open("a1");
    await queue.add(scrap("2"));
    await queue.flush();
    const refused = queue.read().items.find(({ photo }) => photo !== undefined);
    expect(refused).toMatchObject({ state: "REFUSED", text: "Photo: scrap 2" });
    expect(queue.read().loud).toBe(refused?.sequence);
    await queue.dismiss(refused?.sequence ?? 0);
    await queue.flush();
    expect(queue.read().items.map(({ command }) => command.name)).toEqual(["confirm-production"]);
  });

  it("UI-08 stops no entry where the disk does not take what became of a photo", async () => {
    const memory = memoryQueueStore();
    const worn: QueueStore = {
      ...memory,
      async put(item) {
        if (item.photo !== undefined) throw new DOMException("no room", "QuotaExceededError");
        return memory.put(item);
      },
    };
    const { queue, sent } = tablet((one) => (isOfPhoto(one) ? { ok: false, code: "PHOTO_THERE", params: {} } : OK(one)), worn);
    await queue.open("a1");
    const entry = await queue.add(scrap("2"));
    await queue.add({ ...scrap("3"), photo: undefined });
    await queue.flush();
    expect(names(sent)).toEqual(["confirm-production", "confirm-production", "add-entry-photo"]);
    const refused = queue.read().items.find(({ photo }) => photo !== undefined);
    expect(refused).toMatchObject({ state: "REFUSED", command: { input: { entryId: `entry of ${entry.commandId}` } } });
  });

  it("UI-08 costs no entry where the tablet is full: the entry is kept and sent, and the person is told", async () => {
    const memory = memoryQueueStore();
    const full: QueueStore = {
      ...memory,
      async add(...items) {
        if (items.some(({ photo }) => photo !== undefined)) throw new DOMException("no room", "QuotaExceededError");
        return memory.add(...items);
      },
    };
    const { queue, sent } = tablet(OK, full);
    await queue.open("a1");
    await queue.add(scrap("2"));
    await queue.flush();
    expect(names(sent)).toEqual(["confirm-production"]);
    const told = queue.read().items.find(({ command }) => command.name === "add-entry-photo");
    expect(told).toMatchObject({ state: "REFUSED", answer: { code: "PHOTO_NOT_KEPT" } });
    expect(queue.read().loud).toBe(told?.sequence);
  });
});
