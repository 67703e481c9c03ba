import { afterEach, describe, expect, it, vi } from "vitest";
import { createCommandQueue } from "./command-queue";
import { aloneAmongPages } from "./pages-of-browser";
import { entryOf, type SendResult } from "./queue-item";
import { memoryQueueStore } from "./queue-store";
import { good } from "./testing/queued-line";

afterEach(() => void vi.useRealTimers());

/** The locks of a browser, as the standard has them: one holder of a name at a time, who may be robbed. */
function browserLocks() {
  type Waiting = { readonly begin: () => Promise<void>; readonly fail: (why: Error) => void };
  const holders = new Map<string, Waiting>();
  const queues = new Map<string, Waiting[]>();
  function next(name: string): void {
    const first = queues.get(name)?.shift();
    if (first === undefined) return void holders.delete(name);
    holders.set(name, first);
    void run(name, first);
  }
  async function run(name: string, holder: Waiting): Promise<void> {
    await holder.begin();
    // Whoever was robbed has nothing to give back.
    if (holders.get(name) === holder) next(name);
  }
  return {
    request: async (name: string, options: LockOptions, work: () => Promise<void>): Promise<void> =>
      new Promise((resolve, reject) => {
        const mine: Waiting = { begin: async () => work().then(resolve, reject), fail: reject };
        const waiting = queues.get(name) ?? [];
        queues.set(name, waiting);
        options.signal?.addEventListener("abort", () => {
          const at = waiting.indexOf(mine);
          if (at === -1) return;
          waiting.splice(at, 1);
          reject(new DOMException("given up", "AbortError"));
        });
        if (options.steal === true) {
          holders.get(name)?.fail(new DOMException("stolen", "AbortError"));
          waiting.unshift(mine);
          next(name);
        } else {
          waiting.push(mine);
          if (!holders.has(name)) next(name);
        }
      }),
  } as Pick<LockManager, "request">;
}

/** A device with one disk and the server; each page of it tells the others, as over a channel of the browser. */
function device(answer: (input: Record<string, unknown>) => Promise<SendResult> | SendResult = () => ({ ok: true, data: {} })) {
  const store = memoryQueueStore();
  const locks = browserLocks();
  const listeners = new Map<string, () => void>();
  const sent: [page: string, good: unknown][] = [];
  const numbers: unknown[] = [];
  const state = { cut: false, heardAt: 0 };
  /** What the others say does not reach these yet. */
  const deaf = new Set<string>();
  const page = (name: string) =>
    createCommandQueue({
      store,
      now: Date.now,
      alone: aloneAmongPages(locks, { now: Date.now, heardAt: () => state.heardAt }),
      pages: {
        tell() {
          state.heardAt = Date.now();
          for (const [other, told] of listeners) if (other !== name && !deaf.has(other)) queueMicrotask(told);
        },
        listen: (told) => void listeners.set(name, told),
      },
      send: async (_, input) => {
        if (state.cut) throw new TypeError("Failed to fetch");
        sent.push([name, input.good]);
        numbers.push(input.deviceSequence);
        return answer(input);
      },
    });
  return { page, sent, numbers, state, store, deaf };
}

const shown = (queue: ReturnType<typeof createCommandQueue>) => queue.read().items.map(({ text, state }) => [text, state]);

describe("two pages of one tablet", () => {
  it("UI-08 show the same entries at once, and what becomes of them", async () => {
    const { page, state, sent } = device();
    const [app, tab] = [page("app"), page("tab")];
    await app.open("a1");
    await tab.open("a1");
    state.cut = true;
    await app.add(good("1"));
    await tab.add(good("2"));
    await Promise.all([app.flush(), tab.flush()]);
    const waiting = [
      ["Good +1", "WAITING"],
      ["Good +2", "WAITING"],
    ];
    expect([shown(app), shown(tab)]).toEqual([waiting, waiting]);
    state.cut = false;
    await tab.flush();
    await expect.poll(() => shown(app)).toEqual(waiting.map(([text]) => [text, "SENT"]));
    await app.flush();
    expect(sent).toEqual([
      ["tab", "1"],
      ["tab", "2"],
    ]);
  });

  it("EX-21, EX-23 send one at a time, each entry once and in the order of the taps, wherever it was tapped", async () => {
    let under = 0;
    let most = 0;
    const { page, sent, numbers, store } = device(async () => {
      under += 1;
      most = Math.max(most, under);
      await Promise.resolve();
      under -= 1;
      return { ok: true, data: {} };
    });
    const pages = [page("app"), page("tab")];
    for (const one of pages) await one.open("a1");
    const taps = Array.from({ length: 20 }, (_, index) => String(index + 1));
    await Promise.all(taps.map(async (quantity, index) => pages[index % 2]?.add(good(quantity))));
    await Promise.all(pages.map((one) => one.flush()));
    expect(sent.map(([, quantity]) => Number(quantity)).toSorted((a, b) => a - b)).toEqual(taps.map(Number));
    expect(numbers).toEqual(taps.map(Number));
    expect(most).toBe(1);
    expect((await store.all()).every((item) => item.state === "SENT")).toBe(true);
  });

  it("EX-22 send what a page left that does not send any more", async () => {
    const { page, state, sent } = device();
    const tab = page("tab");
    await tab.open("a1");
    const closed = page("closed");
    await closed.open("a1");
    closed.heard({ up: false });
    state.cut = true;
    await closed.add(good("1"));
    state.cut = false;
    await closed.add(good("2"));
    await expect.poll(() => sent.map(([, quantity]) => quantity)).toEqual(["1", "2"]);
  });

  it.each([
    ["nothing was heard of", 0, true],
    ["still says what it has sent", 19_000, false],
  ])("EX-22 wait for no page that holds the others up and that %s", async (_, heardAt, takenOver) => {
    vi.useFakeTimers({ now: 0 });
    const alone = aloneAmongPages(browserLocks(), { now: Date.now, heardAt: () => heardAt });
    let wake = (): void => undefined;
    let first = (): boolean => true;
    const sleeping = alone(async (mine) => {
      first = mine;
      await new Promise<void>((resolve) => (wake = resolve));
    }, "commands");
    let ran = false;
    void alone(async () => void (ran = true), "commands");
    await vi.advanceTimersByTimeAsync(19_900);
    expect([ran, first()]).toEqual([false, true]);
    await vi.advanceTimersByTimeAsync(200);
    expect([ran, first()]).toEqual([takenOver, !takenOver]);
    wake();
    await sleeping;
    await vi.advanceTimersByTimeAsync(0);
    expect(ran).toBe(true);
  });

  it("EX-23 leave to the other what one had under way as it fell asleep", async () => {
    const store = memoryQueueStore();
    let mine = true;
    const sleeper = createCommandQueue({
      store,
      now: Date.now,
      alone: (work) => work(() => mine),
      send: async (_, input): Promise<SendResult> => {
        mine = input.good !== "1";
        return { ok: false, code: "STALE_TOTAL", params: {} };
      },
    });
    await sleeper.open("a1");
    const [item] = [await sleeper.add(good("1"))];
    await sleeper.flush();
    expect(shown(sleeper)).toEqual([["Good +1", "WAITING"]]);
    await store.put({ ...item, state: "SENT", answer: { ok: true, data: {} } });
    mine = true;
    await sleeper.flush();
    expect(shown(sleeper)).toEqual([["Good +1", "SENT"]]);
  });

  it("take a refusal from both once one has shown it", async () => {
    const { page } = device(({ good: quantity }) => (quantity === "1" ? { ok: false, code: "STALE_TOTAL", params: {} } : { ok: true, data: {} }));
    const [app, tab] = [page("app"), page("tab")];
    await app.open("a1");
    await tab.open("a1");
    const refused = await app.add(good("1"));
    await app.flush();
    await expect.poll(() => shown(tab)).toEqual([["Good +1", "REFUSED"]]);
    await tab.dismiss(refused.sequence);
    await expect.poll(() => app.read().items.filter(({ state }) => state === "REFUSED")).toEqual([]);
    expect(app.read().loud).toBeNull();
  });

  it("EX-21 keep the order of the taps where one holds what went past the queue, whose number is far above any of the disk", async () => {
    const { page, store, sent, deaf } = device();
    const [app, tab] = [page("app"), page("tab")];
    deaf.add("tab");
    await tab.sendNow({ commandId: "d1", command: { name: "reverse-entry", input: { entryId: "e1", reason: "MISKEY" } }, text: "Back", accountId: "a1" });
    await tab.flush();
    // Of a page that never heard the server: its time is put right, and proven anew, once the disk was read.
    await store.add({ ...entryOf({ ...good("1"), takesBack: undefined }, { eventTime: "1970-01-01T00:00:01.000Z", clockOffsetMs: 0, deviceMs: 1_000 }) });
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let asked = 0;
    const opening = tab.open("a1", async () => {
      asked += 1;
      if (asked === 1) await gate;
      return undefined;
    });
    await expect.poll(() => asked).toBe(1);
    await app.add(good("2"));
    await tab.add(good("3"));
    release();
    await opening;
    await tab.flush();
    expect(sent.map(([, quantity]) => quantity).filter((quantity) => quantity !== undefined)).toEqual(["1", "2", "3"]);
  });
});
