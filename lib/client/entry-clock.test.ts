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
