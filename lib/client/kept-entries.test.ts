import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCommandQueue } from "./command-queue";
import type { NewCommand, QueueStore, SendResult } from "./queue-item";
import { memoryQueueStore } from "./queue-store";

type Disk = { store: QueueStore; rows: QueueStore; trouble: "NONE" | "FULL" | "REFUSED" | "SILENT" };

/** A disk that can go wrong, and what it has all the same. */
function disk(): Disk {
  const rows = memoryQueueStore();
  const guarded =
    <Args extends readonly unknown[], Answer>(work: (...args: Args) => Promise<Answer>) =>
    async (...args: Args): Promise<Answer> => {
      if (made.trouble === "FULL") throw new DOMException("no room", "QuotaExceededError");
      if (made.trouble === "REFUSED") throw new DOMException("not allowed", "SecurityError");
      if (made.trouble === "SILENT") await new Promise((resolve) => setTimeout(resolve, 60_000));
      return work(...args);
    };
  const made: Disk = {
    rows,
    trouble: "NONE",
    store: { add: guarded(rows.add), put: guarded(rows.put), remove: guarded(rows.remove), all: guarded(rows.all), check: guarded(rows.check) },
  };
  return made;
}

const OK: SendResult = { ok: true, data: {} };

function tablet(broken: Disk, answer: () => SendResult | "cut" = () => OK) {
  const sent: Record<string, unknown>[] = [];
  const parts = {
    store: broken.store,
    now: () => Date.now(),
    send: async (_: string, input: Record<string, unknown>): Promise<SendResult> => {
      sent.push(input);
      const result = answer();
      if (result === "cut") throw new TypeError("Failed to fetch");
      return result;
    },
  };
  return { sent, parts, queue: createCommandQueue(parts) };
}

const good = (quantity: string): NewCommand => ({
  command: { name: "confirm-production", input: { operationId: "o1", good: quantity } },
  text: `Good +${quantity}`,
  accountId: "a1",
});

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-03-02T10:00:00Z") }));
afterEach(() => void vi.useRealTimers());

describe("entries of a tablet without storage", () => {
  it.each(["FULL", "REFUSED"] as const)("UI-08 go out while the network is there, and the tablet says what is the matter: %s", async (trouble) => {
    const broken = disk();
    const { queue, sent } = tablet(broken);
    await queue.open("a1");
    broken.trouble = trouble;
    const item = await queue.add(good("1"));
    expect([sent.map(({ good: amount }) => amount), item.state, queue.read().storage]).toEqual([["1"], "SENT", trouble]);
    await queue.add(good("2"));
    expect(sent.map(({ good: amount }) => amount)).toEqual(["1", "2"]);
    expect(await broken.rows.all()).toEqual([]);
  });

  it("EX-22 are not taken without the network, at once and with words, and are never sent", async () => {
    const broken = disk();
    const { queue, sent } = tablet(broken);
    await queue.open("a1");
    broken.trouble = "FULL";
    queue.heard({ up: false });
    const item = await queue.add(good("1"));
    expect(item).toMatchObject({ state: "REFUSED", answer: { code: "TABLET_FULL" } });
    expect(queue.read().loud).toBe(item.sequence);
    queue.heard({ up: true });
    await queue.flush();
    await queue.dismiss(item.sequence);
    expect([sent, queue.read().items]).toEqual([[], []]);
  });

  it("UI-08 that the network took with it stay in sight, are on the disk once it takes them, and reach the server once and with the same bytes", async () => {
    const broken = disk();
    let cut = true;
    const { queue, sent, parts } = tablet(broken, () => (cut ? "cut" : OK));
    await queue.open("a1");
    broken.trouble = "FULL";
    const item = await queue.add(good("1"));
    expect([item.state, queue.read().held, queue.read().offlineSince === null]).toEqual(["WAITING", [item.sequence], false]);
    broken.trouble = "NONE";
    await vi.advanceTimersByTimeAsync(5_000);
    expect(queue.read()).toMatchObject({ storage: null, held: [] });
    // What follows is behind it, on the disk as well.
    const next = await queue.add(good("2"));
    expect(next.sequence).toBeGreaterThan(item.sequence);
    expect((await broken.rows.all()).map(({ commandId }) => commandId)).toEqual([item.commandId, next.commandId]);
    cut = false;
    const reloaded = createCommandQueue(parts);
    await reloaded.open("a1");
    expect(reloaded.read().items.map(({ commandId, state }) => [commandId, state])).toEqual([
      [item.commandId, "SENT"],
      [next.commandId, "SENT"],
    ]);
    const [first] = sent;
    expect(sent.filter(({ commandId }) => commandId === item.commandId).every((each) => JSON.stringify(each) === JSON.stringify(first))).toBe(true);
  });

  it("UI-08 that an earlier page left are read and sent as soon as the disk can be read, and no number is given twice", async () => {
    const broken = disk();
    const before = tablet(broken, () => "cut");
    await before.queue.open("a1");
    const left = await before.queue.add(good("7"));
    broken.trouble = "REFUSED";
    const { queue, sent } = tablet(broken);
    await queue.open("a1");
    expect(queue.read()).toMatchObject({ items: [], storage: "REFUSED" });
    const item = await queue.add(good("1"));
    expect(item.sequence).not.toBe(left.sequence);
    broken.trouble = "NONE";
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sent.map(({ commandId }) => commandId)).toEqual([item.commandId, left.commandId]);
    expect(queue.read()).toMatchObject({ storage: null, held: [] });
  });

  it("EX-23 go on behind an answer that the disk did not take: the next page sends the same once more", async () => {
    const broken = disk();
    let cut = true;
    const { queue, sent, parts } = tablet(broken, () => (cut ? "cut" : OK));
    await queue.open("a1");
    await queue.add(good("1"));
    await queue.add(good("2"));
    await queue.flush();
    cut = false;
    broken.trouble = "FULL";
    await queue.flush();
    expect(queue.read()).toMatchObject({ storage: "FULL", offlineSince: null, items: [{ state: "SENT" }, { state: "SENT" }] });
    expect((await broken.rows.all()).map(({ state }) => state)).toEqual(["WAITING", "WAITING"]);
    broken.trouble = "NONE";
    const reloaded = createCommandQueue(parts);
    await reloaded.open("a1");
    expect(sent.slice(-2)).toEqual(sent.slice(-4, -2));
    expect((await broken.rows.all()).map(({ state }) => state)).toEqual(["SENT", "SENT"]);
  });

  it("waits for no disk that answers nothing, and has the entry once when it answers after all", async () => {
    const broken = disk();
    const { queue, sent } = tablet(broken);
    await queue.open("a1");
    broken.trouble = "SILENT";
    const adding = queue.add(good("1"));
    await vi.advanceTimersByTimeAsync(9_000);
    expect(await adding).toMatchObject({ state: "SENT" });
    broken.trouble = "NONE";
    await vi.advanceTimersByTimeAsync(120_000);
    expect(queue.read().storage).toBeNull();
    expect(sent).toHaveLength(1);
    expect((await broken.rows.all()).filter(({ state }) => state === "WAITING")).toEqual([]);
  });

  it("EX-21 keep the order of the taps when the disk fails between them", async () => {
    const broken = disk();
    const { queue, sent } = tablet(broken);
    await queue.open("a1");
    const first = queue.add(good("1"));
    const second = queue.add(good("2"));
    await first;
    broken.trouble = "FULL";
    await Promise.all([second, queue.add(good("3"))]);
    expect(sent.map(({ good: amount }) => amount)).toEqual(["1", "2", "3"]);
    const numbers = sent.map(({ deviceSequence }) => Number(deviceSequence));
    expect(numbers.toSorted((a, b) => a - b)).toEqual(numbers);
  });

  it("UI-08 go on behind a disk that falls silent once it has them", async () => {
    const broken = disk();
    let cut = true;
    const { queue, sent } = tablet(broken, () => (cut ? "cut" : OK));
    await queue.open("a1");
    await queue.add(good("1"));
    await queue.add(good("2"));
    cut = false;
    broken.trouble = "SILENT";
    void queue.flush();
    await vi.advanceTimersByTimeAsync(12_000);
    expect(sent.slice(-2).map(({ good: amount }) => amount)).toEqual(["1", "2"]);
    expect(queue.read()).toMatchObject({ storage: "REFUSED", items: [{ state: "SENT" }, { state: "SENT" }] });
  });

  it("UI-08 wait for nothing of a disk that cannot be read, nor for what is dropped there", async () => {
    const broken = disk();
    const { queue, sent } = tablet(broken);
    broken.trouble = "SILENT";
    void queue.open("a1");
    await vi.advanceTimersByTimeAsync(9_000);
    expect(queue.read().storage).toBe("REFUSED");
    let kept = "";
    void queue.add(good("1")).then(({ state }) => (kept = state));
    await vi.advanceTimersByTimeAsync(3_000);
    expect([kept, sent.length]).toEqual(["SENT", 1]);
    const other = disk();
    const second = tablet(other);
    await second.queue.open("a1");
    const { commandId } = await second.queue.add(good("2"));
    await second.queue.flush();
    other.trouble = "SILENT";
    void second.queue.shown([commandId]);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(second.queue.read().items).toEqual([]);
  });

  it("UI-08 stay held, and hold up no tap, while a disk that seems mended takes none of them; what it takes late and is done with, it loses again", async () => {
    const broken = disk();
    let [cut, silent] = [true, true];
    let line: Promise<unknown> = Promise.resolve();
    // As IndexedDB, which writes one after the other.
    const inTurn = async (work: () => Promise<void>): Promise<void> => {
      const written = line.then(async () => {
        if (silent) await new Promise((resolve) => setTimeout(resolve, 60_000));
        await work();
      });
      line = written;
      return written;
    };
    const put: QueueStore["put"] = async (item) => inTurn(async () => broken.rows.put(item));
    const remove: QueueStore["remove"] = async (sequence) => inTurn(async () => broken.rows.remove(sequence));
    const { queue, sent } = tablet({ ...broken, store: { ...broken.store, put, remove } }, () => (cut ? "cut" : OK));
    await queue.open("a1");
    broken.trouble = "FULL";
    const held = await queue.add(good("1"));
    broken.trouble = "NONE";
    await vi.advanceTimersByTimeAsync(5_000);
    cut = false;
    let kept = "";
    void queue.add(good("2")).then(({ state }) => (kept = state));
    await vi.advanceTimersByTimeAsync(15_000);
    expect([kept, queue.read().held.includes(held.sequence)]).toEqual(["SENT", true]);
    expect(sent.slice(-2).map(({ good: amount }) => amount)).toEqual(["1", "2"]);
    void queue.shown(queue.read().items.map(({ commandId }) => commandId));
    await vi.advanceTimersByTimeAsync(10_000);
    silent = false;
    await vi.advanceTimersByTimeAsync(300_000);
    expect([queue.read().items, queue.read().held, queue.read().storage, await broken.rows.all()]).toEqual([[], [], null, []]);
  });

  it("UI-08 that the page alone holds are answered for without the photos that are on their way", async () => {
    const broken = disk();
    const { parts } = tablet(broken);
    const queue = createCommandQueue({
      ...parts,
      send: async (name) => (name === "add-entry-photo" ? new Promise<never>(() => undefined) : { ok: true, data: { entryId: "e1" } }),
    });
    await queue.open("a1");
    await queue.add({ ...good("1"), photo: { picture: new Blob(["x"]), text: "Photo" } });
    broken.trouble = "FULL";
    let kept = "";
    void queue.add(good("2")).then(({ state }) => (kept = state));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(kept).toBe("SENT");
  });
});

describe("entries of a tablet whose disk is emptied under an open page", () => {
  /** A disk of which the browser gives up all that is on it: it counts from one again. */
  function emptied() {
    let rows = memoryQueueStore();
    const store: QueueStore = {
      add: (...items) => rows.add(...items),
      put: (item) => rows.put(item),
      remove: (sequence) => rows.remove(sequence),
      all: () => rows.all(),
      check: () => rows.check(),
    };
    return { ...store, empty: () => void (rows = memoryQueueStore()) };
  }

  it("UI-08 stay in sight, are on it again with the next look, and are sent before what is tapped then", async () => {
    const store = emptied();
    let cut = true;
    const sent: unknown[] = [];
    const queue = createCommandQueue({
      store,
      now: () => Date.now(),
      send: async (_, input): Promise<SendResult> => {
        if (cut) throw new TypeError("Failed to fetch");
        sent.push([input.good, input.deviceSequence]);
        return OK;
      },
    });
    await queue.open("a1");
    await queue.add(good("1"));
    await queue.add(good("2"));
    await queue.flush();
    store.empty();
    await queue.add(good("3"));
    await queue.flush();
    const three = ["Good +1", "Good +2", "Good +3"];
    expect(queue.read().items.map(({ text }) => text)).toEqual(three);
    expect((await store.all()).map(({ text }) => text).toSorted()).toEqual(three);
    cut = false;
    await queue.flush();
    expect(sent).toEqual([
      ["1", 1],
      ["2", 2],
      ["3", 3],
    ]);
  });
});
