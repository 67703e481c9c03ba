import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCommandQueue, type NewCommand } from "./command-queue";
import type { QueueStore, SendResult } from "./queue-item";
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
});
