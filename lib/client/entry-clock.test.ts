import { expect, it } from "vitest";
import { createCommandQueue } from "./command-queue";
import { createEntryClock } from "./entry-clock";
import type { NewCommand } from "./queue-item";
import { memoryQueueStore } from "./queue-store";

const good = (quantity: string): NewCommand => ({
  command: { name: "confirm-production", input: { operationId: "o1", good: quantity } },
  text: `Good +${quantity}`,
  accountId: "a1",
});

it("EX-21 keeps the order of the taps in their times, whatever the clock does meanwhile and over a reload", async () => {
  const store = memoryQueueStore();
  const sent: Record<string, unknown>[] = [];
  let kept = 0;
  let clockMs = Date.parse("2026-03-02T10:00:00Z");
  const parts = {
    store,
    now: () => clockMs,
    latest: { read: () => kept, keep: (ms: number) => void (kept = ms) },
    async send(_: string, input: Record<string, unknown>) {
      sent.push(input);
      return { ok: true as const, data: {} };
    },
  };
  const queue = createCommandQueue(parts);
  await queue.open("a1");
  // Two in one millisecond, and two around a clock that is put right while the first is still on its way to the disk.
  const first = [queue.add(good("1")), queue.add(good("2"))];
  queue.heard({ up: true, offsetMs: -60_000.5 });
  await Promise.all([...first, queue.add(good("3"))]);
  await queue.flush();
  await queue.shown(queue.read().items.map(({ commandId }) => commandId));
  expect(await store.all()).toEqual([]);
  // Nothing of them is left on the tablet, and its clock is put back by the time that it is switched on again.
  clockMs -= 120_000;
  const reloaded = createCommandQueue(parts);
  await Promise.all([reloaded.open("a1"), reloaded.add(good("4"))]);
  await reloaded.flush();
  expect(sent.map(({ eventTime }) => eventTime)).toEqual(["2026-03-02T10:00:00.000Z", "2026-03-02T10:00:00.001Z", "2026-03-02T10:00:00.002Z", "2026-03-02T10:00:00.003Z"]);
  expect(sent.map((input) => input.good)).toEqual(["1", "2", "3", "4"]);
});

it("EX-21 follows the time of a clock that is put right again, not the date of an entry from next year", () => {
  let clockMs = Date.parse("2027-03-02T10:00:00Z");
  const clock = createEntryClock({ now: () => clockMs });
  const first = clock.eventTime(undefined);
  clockMs = Date.parse("2026-03-02T10:00:00Z");
  expect([first, clock.eventTime(first)]).toEqual(["2027-03-02T10:00:00.000Z", "2026-03-02T10:00:00.000Z"]);
  clockMs -= 60_000;
  expect(clock.eventTime(undefined)).toBe("2026-03-02T10:00:00.001Z");
});

it("EX-21 goes on by the page where the device's clock is set back, and by the server once that is heard", () => {
  const clocks = { device: Date.parse("2026-03-02T10:00:00Z"), ticks: 0 };
  const pass = (ms: number) => {
    clocks.device += ms;
    clocks.ticks += ms;
  };
  const clock = createEntryClock({ now: () => clocks.device, ticks: () => clocks.ticks });
  clock.heard({ offsetMs: 0, serverNow: "2026-03-02T10:00:00.000Z" });
  pass(600_000);
  expect(clock.eventTime(undefined)).toBe("2026-03-02T10:10:00.000Z");
  pass(60_000);
  // Somebody sets it back to 1970, and the network is away.
  clocks.device = Date.parse("1970-01-01T00:00:00Z");
  expect(clock.eventTime(undefined)).toBe("2026-03-02T10:11:00.000Z");
  pass(300_000);
  expect(clock.eventTime(undefined)).toBe("2026-03-02T10:16:00.000Z");
  // The server tells how far it is off now, and nothing is counted twice.
  clock.heard({ offsetMs: Date.parse("2026-03-02T10:16:00Z") - clocks.device, serverNow: "2026-03-02T10:16:00.000Z" });
  pass(60_000);
  expect(clock.eventTime(undefined)).toBe("2026-03-02T10:17:00.000Z");
  // It slept: the page stood still, the device did not.
  clocks.device += 3_600_000;
  expect(clock.eventTime(undefined)).toBe("2026-03-02T11:17:00.000Z");
});

it.each([
  ["a page that was just loaded says how far a device of another day is off", "1970-01-01T00:00:05Z", true, "2026-03-02T10:00:00.000Z"],
  ["a clock that is some seconds off waits for the live stream", "2026-03-02T10:00:20Z", true, "2026-03-02T10:00:20.000Z"],
  ["a page that was opened long ago says nothing of the device, and nothing happens before it", "2026-03-02T09:00:00Z", false, "2026-03-02T10:00:00.000Z"],
])("EX-21 %s", (_, device, loaded, expected) => {
  const clock = createEntryClock({ now: () => Date.parse(device) });
  clock.served("2026-03-02T10:00:00.000Z", loaded);
  expect(clock.eventTime(undefined)).toBe(expected);
});

it("EX-21 EX-22 sends what was tapped without the network by a clock of 1970 with the time at which it happened, in the order of the taps, proven anew", async () => {
  const store = memoryQueueStore();
  const sent: Record<string, unknown>[] = [];
  let clockMs = Date.parse("1970-01-01T00:10:00Z");
  const numbers = { offset: 0, latest: Date.parse("2026-03-02T09:59:00Z") };
  const kept = (key: keyof typeof numbers) => ({ read: () => numbers[key], keep: (ms: number) => void (numbers[key] = ms) });
  const parts = {
    store,
    now: () => clockMs,
    offset: kept("offset"),
    latest: kept("latest"),
    async send(_: string, input: Record<string, unknown>) {
      sent.push(input);
      return { ok: true as const, data: {} };
    },
  };
  const proven: string[] = [];
  const prove = async ({ eventTime }: { eventTime: string }) => {
    proven.push(eventTime);
    return { signOn: "s1", proof: eventTime };
  };
  const keptPage = createCommandQueue({ ...parts, pageOfTablet: true, send: () => Promise.reject(new Error("no network")) });
  await keptPage.open("a1", prove);
  keptPage.heard({ up: false });
  await keptPage.add(good("1"));
  clockMs += 60_000;
  await keptPage.add(good("2"));
  expect(sent).toEqual([]);
  // Ten minutes later the server is back, and its page takes the place of the kept one.
  clockMs += 600_000;
  const page = createCommandQueue(parts);
  page.served("2026-03-02T10:11:00.000Z", true);
  await page.open("a1", prove);
  await page.flush();
  const times = ["2026-03-02T10:00:00.000Z", "2026-03-02T10:01:00.000Z"];
  expect(sent.map(({ eventTime, good: made, clockOffsetMs }) => [eventTime, made, clockOffsetMs])).toEqual([
    [times[0], "1", numbers.offset],
    [times[1], "2", numbers.offset],
  ]);
  expect(proven.slice(-2)).toEqual(times);
  expect(page.read().items.some((item) => "deviceMs" in item)).toBe(false);
});

/** Two pages of a tablet whose battery was changed: the kept one, where `accounts` tapped one each, and the server's. `answer` is what the server says to each send. */
async function afterLostClock(answer: (count: number) => "cut" | { ok: true; data: object }, ...accounts: readonly string[]) {
  const store = memoryQueueStore();
  const sent: Record<string, unknown>[] = [];
  let clockMs = Date.parse("1970-01-01T00:10:00Z");
  const parts = {
    store,
    now: () => clockMs,
    async send(_: string, input: Record<string, unknown>) {
      sent.push(input);
      const said = answer(sent.length);
      if (said === "cut") throw new TypeError("Failed to fetch");
      return said;
    },
  };
  const prove = async ({ eventTime }: { eventTime: string }) => ({ signOn: "s1", proof: eventTime });
  const keptPage = createCommandQueue({ ...parts, pageOfTablet: true, send: () => Promise.reject(new Error("no network")) });
  keptPage.heard({ up: false });
  for (const accountId of accounts) {
    await keptPage.open(accountId, prove);
    await keptPage.add({ ...good(String(clockMs)), accountId });
    clockMs += 60_000;
  }
  const page = createCommandQueue(parts);
  page.served("2026-03-02T10:11:00.000Z", true);
  return { page, parts, prove, sent, store };
}

it("EX-23 puts no time right of what somebody else has sent already and no answer came to", async () => {
  const { page, prove, sent } = await afterLostClock((count) => (count === 1 ? "cut" : { ok: true, data: {} }), "a1");
  await page.open("a2", prove);
  expect(sent).toHaveLength(1);
  await page.open("a1", prove);
  expect(sent).toHaveLength(2);
  expect(sent[1]).toEqual(sent[0]);
});

it("EX-23 puts no time right after a reload of what was sent before it", async () => {
  const { page, parts, prove, sent } = await afterLostClock((count) => (count === 1 ? "cut" : { ok: true, data: {} }), "a1");
  await page.open("a2", prove);
  const reloaded = createCommandQueue(parts);
  reloaded.served("2026-03-02T10:12:00.000Z", true);
  await reloaded.open("a1", prove);
  expect(sent[1]).toEqual(sent[0]);
});

it("EX-21 sends nothing by a clock of 1970 because of a tap that comes while times are put right, and nothing twice", async () => {
  const { page, prove, sent, store } = await afterLostClock(() => ({ ok: true, data: {} }), "a1", "a1");
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  let asked = 0;
  const slow = async (item: { eventTime: string }) => {
    asked += 1;
    if (asked === 1) await held;
    return prove(item);
  };
  const opened = page.open("a1", slow);
  await expect.poll(() => asked).toBe(1);
  await page.add(good("now"));
  expect(sent).toEqual([]);
  release();
  await opened;
  await page.flush();
  const times = sent.map(({ eventTime }) => String(eventTime));
  expect(sent.map(({ deviceSequence }) => deviceSequence)).toEqual([1, 2, 3]);
  expect([times.every((time) => time.startsWith("2026-03-02")), times]).toEqual([true, times.toSorted()]);
  expect(page.read().items.map(({ state }) => state)).toEqual(["SENT", "SENT", "SENT"]);
  expect((await store.all()).map(({ state }) => state)).toEqual(["SENT", "SENT", "SENT"]);
});
