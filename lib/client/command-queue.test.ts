import { afterEach, describe, expect, it, vi } from "vitest";
import type { OperatorCommand } from "./operator-command";
import { createCommandQueue } from "./command-queue";
import type { SendResult } from "./queue-item";
import { good, line } from "./testing/queued-line";

afterEach(() => void vi.useRealTimers());

describe("command queue", () => {
  it("EX-21 sends in the order of the taps, each with id, event time and device sequence", async () => {
    const { queue, sent } = line();
    await queue.open("a1");
    await Promise.all([queue.add(good("1")), queue.add(good("2")), queue.add(good("3"))]);
    await queue.flush();
    expect(sent.map(({ input }) => input.good)).toEqual(["1", "2", "3"]);
    expect(sent.map(({ input }) => input.deviceSequence)).toEqual([1, 2, 3]);
    const times = sent.map(({ input }) => String(input.eventTime));
    expect(times.toSorted()).toEqual(times);
    expect(queue.read().items.every((item) => item.state === "SENT")).toBe(true);
  });

  it("S03 keeps what cannot be sent over a reload, and sends the same bytes when the network is back", async () => {
    let cut = true;
    const { queue, sent, parts } = line(() => (cut ? "cut" : { ok: true, data: {} }));
    await queue.open("a1");
    await queue.add(good("40"));
    await queue.add(good("2"));
    await queue.flush();
    expect(queue.read().offlineSince).not.toBeNull();
    cut = false;
    const reloaded = createCommandQueue(parts);
    await reloaded.open("a1");
    const [first] = sent;
    expect(sent.slice(-2).map(({ input }) => input.good)).toEqual(["40", "2"]);
    expect(sent.at(-2)).toEqual(first);
    expect(reloaded.read().items.map((item) => item.state)).toEqual(["SENT", "SENT"]);
  });

  it("EX-21 sends what is tapped when a run has looked for the last time and is not over yet", async () => {
    const { parts, sent } = line();
    let release = (): void => undefined;
    const late = new Promise<void>((resolve) => {
      release = resolve;
    });
    const queue = createCommandQueue({
      ...parts,
      // As the browser's lock, which is given back a moment after the work.
      async alone(work) {
        await work(() => true);
        if (sent.length === 1) await late;
      },
    });
    await queue.open("a1");
    await queue.add(good("1"));
    await expect.poll(() => queue.read().items.map((item) => item.state)).toEqual(["SENT"]);
    await queue.add(good("2"));
    release();
    await queue.flush();
    expect(sent.map(({ input }) => input.good)).toEqual(["1", "2"]);
  });

  it("UI-08 waits for no server that swallows what is sent: gives the send up, keeps the entry with its id and tries again", async () => {
    vi.useFakeTimers();
    const sent: Record<string, unknown>[] = [];
    const givenUp: AbortSignal[] = [];
    const { parts } = line();
    const send = async (_: string, input: Record<string, unknown>, __: unknown, signal: AbortSignal): Promise<SendResult> => {
      sent.push(input);
      if (sent.length > 1) return { ok: true, data: {} };
      givenUp.push(signal);
      return new Promise<never>(() => undefined);
    };
    const queue = createCommandQueue({ ...parts, send });
    await queue.open("a1");
    await queue.add(good("1"));
    await queue.add(good("2"));
    await vi.advanceTimersByTimeAsync(14_000);
    expect([sent.length, queue.read().offlineSince]).toEqual([1, null]);
    await vi.advanceTimersByTimeAsync(1_500);
    expect(givenUp[0]?.aborted).toBe(true);
    expect(queue.read()).toMatchObject({ sending: false, items: [{ state: "WAITING" }, { state: "WAITING" }] });
    expect(queue.read().offlineSince).not.toBeNull();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent[1]).toEqual(sent[0]);
    expect(sent.map((input) => input.good)).toEqual(["1", "1", "2"]);
    expect(queue.read()).toMatchObject({ offlineSince: null, items: [{ state: "SENT" }, { state: "SENT" }] });
  });

  it("keeps a refusal until somebody has read it, and goes on with the next", async () => {
    const { queue } = line(({ input }) => (input.good === "1" ? { ok: false, code: "STALE_TOTAL", params: { actual: "9" } } : { ok: true, data: {} }));
    await queue.open("a1");
    await queue.add(good("1"));
    await queue.add(good("2"));
    await queue.flush();
    const [refused, next] = queue.read().items;
    expect([refused?.state, next?.state]).toEqual(["REFUSED", "SENT"]);
    await queue.shown([refused?.commandId ?? "", next?.commandId ?? ""]);
    expect(queue.read().items).toEqual([refused]);
    await queue.dismiss(refused?.sequence ?? 0);
    await queue.flush();
    expect(queue.read().items).toEqual([]);
  });

  it.each<[string, SendResult]>([
    ["who took it", { ok: true, data: { exceptionId: "x1", state: "IN_PROGRESS", owner: "Lena Leiter" } }],
    ["who had taken it before", { ok: false, code: "ALREADY_ACKNOWLEDGED", params: { owner: "Lena Leiter" } }],
  ])("keeps nobody's name with a call that was taken: %s", async (_, answer) => {
    const { queue, parts } = line(() => answer);
    await queue.open("a1");
    await queue.add({ command: { name: "take-over-exception", input: { exceptionId: "x1" } }, text: "At it", accountId: "a1" });
    await queue.flush();
    const kept = await parts.store.all();
    expect(kept).toMatchObject([{ state: answer.ok ? "SENT" : "REFUSED", answer: { ok: answer.ok } }]);
    expect(JSON.stringify([kept, queue.read()])).not.toContain("Lena");
  });

  it("UI-08 lets nobody leave the page before what they tapped is kept, and sends it as they go", async () => {
    const { parts, sent, store } = line();
    let write = (): void => undefined;
    const written = new Promise<void>((resolve) => (write = resolve));
    const queue = createCommandQueue({ ...parts, store: { ...store, add: async (...items) => written.then(() => store.add(...items)) } });
    await queue.open("a1");
    void queue.add({ command: { name: "end-shift", input: {} }, text: "Shift ended", accountId: "a1" });
    let left = false;
    const leaving = queue.leave(1_000).then(() => (left = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(left).toBe(false);
    write();
    await leaving;
    expect([sent.map(({ name }) => name), queue.read().items.length]).toEqual([["end-shift"], 1]);
  });

  it("UI-08 leaves a server that does not answer after a moment, with what waits on the disk", async () => {
    const { parts, store } = line();
    const queue = createCommandQueue({ ...parts, send: async () => new Promise<never>(() => undefined) });
    await queue.open("a1");
    void queue.add(good("1"));
    await queue.leave(10);
    expect((await store.all()).map(({ state }) => state)).toEqual(["WAITING"]);
  });

  it("EX-22 sends the undo of a queued entry behind it, with the entry that it became", async () => {
    let cut = true;
    const { queue, sent } = line(({ name }) => (cut ? "cut" : { ok: true, data: name === "confirm-production" ? { entryId: "e7" } : {} }));
    await queue.open("a1");
    const entry = await queue.add(good("12"));
    await queue.add({ command: { name: "reverse-entry", input: { entryId: "", reason: "MISKEY" } }, text: "Undo +12", accountId: "a1", takesBack: entry.commandId });
    await queue.flush();
    cut = false;
    await queue.flush();
    expect(sent.at(-1)).toMatchObject({ name: "reverse-entry", input: { entryId: "e7" } });
  });

  it.each([
    ["an issue", { name: "issue-material", input: { operationId: "o1", lot: "L-1" } }, { entryId: "m7" }],
    ["a check", { name: "record-check", input: { checkId: "q1", operationId: "o1", results: [] } }, { checkId: "m7" }],
    ["a mount", { name: "mount-lot", input: { operationId: "o1", lot: "L-1" } }, { mountId: "m7", lot: "L-1" }],
  ] satisfies [string, OperatorCommand, object][])("EX-22 sends the undo of %s that waited behind it, with the id that it got", async (_, command, data) => {
    let cut = true;
    const { queue, sent } = line(({ name }) => (cut ? "cut" : { ok: true, data: name === command.name ? data : {} }));
    await queue.open("a1");
    const tapped = await queue.add({ command, text: "", accountId: "a1" });
    await queue.add({ command: { name: "reverse-entry", input: { entryId: "", reason: "MISKEY" } }, text: "", accountId: "a1", takesBack: tapped.commandId });
    await queue.flush();
    cut = false;
    await queue.flush();
    expect(sent.at(-1)).toMatchObject({ name: "reverse-entry", input: { entryId: "m7" } });
  });

  it("EX-22 keeps an entry that is in the server's figures for its undo, which is tapped and not on the disk yet", async () => {
    const { queue, sent } = line(({ name }) => ({ ok: true, data: name === "confirm-production" ? { entryId: "e7" } : {} }));
    await queue.open("a1");
    const entry = await queue.add(good("12"));
    await queue.flush();
    const undo = queue.add({ command: { name: "reverse-entry", input: { entryId: "", reason: "MISKEY" } }, text: "Undo +12", accountId: "a1", takesBack: entry.commandId });
    await queue.shown([entry.commandId]);
    await undo;
    await queue.flush();
    expect(sent.at(-1)).toMatchObject({ name: "reverse-entry", input: { entryId: "e7" } });
  });

  it("EX-22 sends the undo of an entry that was sent just before the page was left", async () => {
    let cut = false;
    const { queue, sent, parts } = line(({ name }) => (cut || name === "reverse-entry" ? "cut" : { ok: true, data: { entryId: "e7" } }));
    await queue.open("a1");
    const entry = await queue.add(good("12"));
    await queue.flush();
    cut = true;
    await queue.add({ command: { name: "reverse-entry", input: { entryId: "", reason: "MISKEY" } }, text: "Undo +12", accountId: "a1", takesBack: entry.commandId });
    const reloaded = createCommandQueue(parts);
    await reloaded.open("a1");
    expect(sent.at(-1)).toMatchObject({ name: "reverse-entry", input: { entryId: "e7" } });
    expect(reloaded.read().items.map((item) => item.state)).toEqual(["SENT", "WAITING"]);
  });

  it("EX-22 a page that the tablet kept goes on with what was sent, which it may not contain; the server's own page does not", async () => {
    const { queue, parts } = line();
    await queue.open("a1");
    await queue.add(good("12"));
    await queue.flush();
    const kept = createCommandQueue({ ...parts, pageOfTablet: true });
    await kept.open("a1");
    expect(kept.read().items).toMatchObject([{ state: "SENT", answeredAt: expect.any(String) as string }]);
    const served = createCommandQueue(parts);
    await served.open("a1");
    expect(served.read().items).toEqual([]);
  });

  it("EX-22 keeps nothing of what is not to wait for the network; sent again under its id it is shown until the server's figures contain it", async () => {
    let cut = true;
    const { queue, store, sent } = line(() => (cut ? "cut" : { ok: true, data: {} }));
    await queue.open("a1");
    const correction = { commandId: "c7", command: { name: "reverse-entry", input: { entryId: "e7", reason: "MISKEY" } }, text: "Taken back", accountId: "a1" } as const;
    await expect(queue.sendNow(correction)).rejects.toThrow("Failed to fetch");
    expect([queue.read().items, await store.all()]).toEqual([[], []]);
    cut = false;
    await queue.flush();
    expect(sent).toHaveLength(1);
    expect(await queue.sendNow(correction)).toEqual({ ok: true, data: {} });
    expect(sent[1]).toEqual(sent[0]);
    expect(sent[1]?.input).toEqual({ entryId: "e7", reason: "MISKEY", commandId: "c7" });
    expect(queue.read().items).toMatchObject([{ commandId: "c7", state: "SENT" }]);
    await queue.flush();
    expect(sent).toHaveLength(2);
    await queue.shown(["c7"]);
    expect([queue.read().items, queue.read().held]).toEqual([[], []]);
  });

  it("EX-22 answers a refusal of what is not to wait to whoever sent it, and keeps none", async () => {
    const { queue } = line(() => ({ ok: false, code: "NOT_REVERSIBLE", params: {} }));
    await queue.open("a1");
    const sending = queue.sendNow({ commandId: "c7", command: { name: "reverse-entry", input: { entryId: "e7", reason: "MISKEY" } }, text: "Taken back", accountId: "a1" });
    expect(await sending).toMatchObject({ code: "NOT_REVERSIBLE" });
    expect(queue.read()).toMatchObject({ items: [], loud: null });
  });

  it("takes an undo along when its entry was refused: there is nothing to take back", async () => {
    let cut = true;
    const { queue, sent } = line(() => (cut ? "cut" : { ok: false, code: "ABOVE_TOLERANCE", params: {} }));
    await queue.open("a1");
    const entry = await queue.add(good("12"));
    await queue.add({ command: { name: "reverse-entry", input: { entryId: "", reason: "MISKEY" } }, text: "Undo +12", accountId: "a1", takesBack: entry.commandId });
    await queue.flush();
    cut = false;
    await queue.flush();
    expect(queue.read().items.map((item) => item.state)).toEqual(["REFUSED"]);
    expect(sent.some(({ name }) => name === "reverse-entry")).toBe(false);
  });

  it("holds everything while nobody is signed on", async () => {
    const { queue } = line(() => ({ ok: false, code: "UNAUTHENTICATED", params: {} }));
    await queue.open("a1");
    await queue.add(good("1"));
    await queue.flush();
    expect(queue.read().items.map((item) => item.state)).toEqual(["WAITING"]);
  });

  it("EX-22 never gives up an entry on which the server faults: it holds up the others for some seconds, and is then tried less and less often, or when somebody asks", async () => {
    vi.useFakeTimers();
    let faulty = true;
    const { parts, sent } = line(({ input }) => (faulty && input.good === "1" ? { ok: false, code: "FAULT", params: { reference: "r" } } : { ok: true, data: {} }));
    const queue = createCommandQueue({ ...parts, now: Date.now });
    await queue.open("a1");
    const first = await queue.add(good("1"));
    await vi.advanceTimersByTimeAsync(0);
    await queue.add(good("2"));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map(({ input }) => input.good)).toEqual(["1", "1"]);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(sent.map(({ input }) => input.good)).toEqual(["1", "1", "1", "1", "2"]);
    expect(queue.read()).toMatchObject({ offlineSince: null, items: [{ state: "WAITING", attempts: 4 }, { state: "SENT" }] });
    await vi.advanceTimersByTimeAsync(24 * 3_600_000);
    expect(queue.read().items).toMatchObject([{ state: "WAITING" }, { state: "SENT" }]);
    // A day has 96 quarters of an hour.
    expect(sent.length).toBeLessThan(5 + 96 + 5);
    faulty = false;
    await queue.sendAgain(first.sequence);
    expect(queue.read().items.map((item) => item.state)).toEqual(["SENT", "SENT"]);
  });

  it("EX-21 dates an entry on the server's clock, never before what the server has said", async () => {
    const { queue, sent } = line();
    await queue.open("a1");
    queue.heard({ up: true, offsetMs: 60_000, serverNow: "2026-03-02T10:30:00.000Z" });
    await queue.add(good("1"));
    await queue.flush();
    expect(sent[0]?.input).toMatchObject({ eventTime: "2026-03-02T10:30:00.000Z", clockOffsetMs: 60_000 });
  });

  it("EX-21 remembers over a reload without the network how far its clock is off", async () => {
    const { parts } = line(() => "cut");
    let kept = 0;
    const offset = { read: () => kept, keep: (ms: number) => void (kept = ms) };
    createCommandQueue({ ...parts, offset }).heard({ up: true, offsetMs: 3_600_000 });
    const reloaded = createCommandQueue({ ...parts, offset });
    await reloaded.open("a1");
    await reloaded.add(good("1"));
    const [entry] = reloaded.read().items;
    expect(entry?.clockOffsetMs).toBe(3_600_000);
    expect(Date.parse(entry?.eventTime ?? "")).toBeGreaterThan(parts.now() + 3_500_000);
  });

  it("EX-21 says since when it is offline, and when something was saved, by the server's clock", async () => {
    const { queue, parts } = line();
    const offMs = 40 * 24 * 3_600_000;
    await queue.open("a1");
    queue.heard({ up: true, offsetMs: offMs });
    await queue.add(good("1"));
    await queue.flush();
    queue.heard({ up: false });
    const { offlineSince, savedAt } = queue.read();
    expect(queue.offsetMs()).toBe(offMs);
    for (const at of [savedAt, offlineSince]) expect(parts.now() + offMs - Date.parse(at ?? "")).toBeLessThan(3_600_000);
  });

  it("says offline until an entry got through, though the stream may be heard again", async () => {
    let cut = true;
    const { queue } = line(() => (cut ? "cut" : { ok: true, data: {} }));
    await queue.open("a1");
    await queue.add(good("1"));
    await queue.flush();
    queue.heard({ up: true });
    await queue.flush();
    expect(queue.read().offlineSince).not.toBeNull();
    cut = false;
    queue.heard({ up: true });
    await queue.flush();
    expect(queue.read().offlineSince).toBeNull();
  });

  it("says offline while the stream is away, and no longer once it is heard and nothing waits", async () => {
    const { queue } = line();
    await queue.open("a1");
    queue.heard({ up: false });
    expect(queue.read().offlineSince).not.toBeNull();
    queue.heard({ up: true });
    expect(queue.read().offlineSince).toBeNull();
  });

  it("is loud about a refusal right after its tap, and quiet about one of a replay", async () => {
    const { queue, parts } = line(() => ({ ok: false, code: "ABOVE_TOLERANCE", params: {} }));
    await queue.open("a1");
    const tapped = await queue.add(good("1"));
    await queue.flush();
    expect(queue.read().loud).toBe(tapped.sequence);
    await queue.dismiss(tapped.sequence);
    await queue.flush();
    expect(queue.read()).toMatchObject({ loud: null, items: [] });

    await parts.store.add({ ...tapped, commandId: "old", eventTime: "2026-03-02T08:00:00Z", state: "WAITING", answer: null });
    const later = createCommandQueue(parts);
    await later.open("a1");
    expect(later.read()).toMatchObject({ loud: null, items: [{ state: "REFUSED" }] });
  });
});
