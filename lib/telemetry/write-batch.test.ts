import { pino } from "pino";
import { describe, expect, it, vi } from "vitest";
import { emptyBatch, type TelemetryBatch } from "./batch";
import { Batcher, type BatchLimits } from "./batcher";
import { classifyWriteFailure, writeBatch, writeOnce } from "./write-batch";

const log = pino({ level: "silent" });
const code = (sqlState: string): Error => Object.assign(new Error(`refused with ${sqlState}`), { code: sqlState });

function batchOf(values: readonly number[]): TelemetryBatch {
  const batch = emptyBatch();
  for (const value of values)
    batch.samples.push({ address: "a", name: "p", atMs: value, seq: 1, value, quality: "GOOD", message: { topic: "t", payload: Uint8Array.of(value), receivedAtMs: 0 } });
  return batch;
}

describe("writeBatch", () => {
  it("halves a rejected batch until the bad row stands alone, in order, and puts that one aside", async () => {
    const written: number[] = [];
    const aside: TelemetryBatch[] = [];
    const write = async (batch: TelemetryBatch): Promise<void> => {
      if (batch.samples.some(({ value }) => value === 6)) throw new Error("query failed", { cause: code("22003") });
      written.push(...batch.samples.map(({ value }) => value));
      if (batch.quarantined.length > 0) aside.push(batch);
    };
    await writeBatch(batchOf([1, 2, 3, 4, 5, 6, 7, 8, 9]), write, log, new AbortController().signal);
    expect(written).toEqual([1, 2, 3, 4, 5, 7, 8, 9]);
    expect(aside.map(({ quarantined }) => quarantined)).toMatchObject([[{ topic: "t", bytes: Uint8Array.of(6), reason: "refused by the database: query failed" }]]);
  });

  it("tries again for as long as the database is away", async () => {
    let attempts = 0;
    await writeBatch(
      batchOf([1]),
      async () => {
        attempts += 1;
        if (attempts < 3) throw code(attempts === 1 ? "57P01" : "CONNECTION_CLOSED");
      },
      log,
      new AbortController().signal,
    );
    expect(attempts).toBe(3);
  });

  it("halves what it fails at again and again without the database having a part in it", async () => {
    const written: number[] = [];
    const aside: string[] = [];
    const write = async (batch: TelemetryBatch): Promise<void> => {
      if (batch.samples.some(({ value }) => value === 3)) throw new TypeError("no such thing");
      written.push(...batch.samples.map(({ value }) => value));
      aside.push(...batch.quarantined.map(({ reason }) => reason));
    };
    await writeBatch(batchOf([1, 2, 3, 4]), write, log, new AbortController().signal);
    expect(written).toEqual([1, 2, 4]);
    expect(aside).toEqual(["could not be stored: no such thing"]);
  });

  it("blames no message for one fault that goes away", async () => {
    let attempts = 0;
    const write = async (): Promise<void> => {
      attempts += 1;
      if (attempts < 3) throw new TypeError("not yet");
    };
    await writeBatch(batchOf([1]), write, log, new AbortController().signal);
    expect(attempts).toBe(3);
  });

  it("puts aside for a sender who can send again what it fails at again and again, but leaves to him what the database says", async () => {
    const written: number[] = [];
    const aside: string[] = [];
    const write = async (batch: TelemetryBatch): Promise<void> => {
      if (batch.samples.some(({ value }) => value === 3)) throw new RangeError("Infinity can not be summed");
      written.push(...batch.samples.map(({ value }) => value));
      aside.push(...batch.quarantined.map(({ reason }) => reason));
    };
    await writeOnce(batchOf([1, 2, 3, 4]), write, log);
    expect([written, aside]).toEqual([[1, 2, 4], ["could not be stored: Infinity can not be summed"]]);
    let attempts = 0;
    const away = async (): Promise<void> => {
      attempts += 1;
      throw code("57P01");
    };
    await expect(writeOnce(batchOf([1]), away, log)).rejects.toThrow("refused with 57P01");
    expect(attempts).toBe(1);
  });

  it.each([
    ["22021", "BAD_ROW"],
    ["23514", "BAD_ROW"],
    ["54000", "BAD_ROW"],
    ["08006", "UNAVAILABLE"],
    ["40001", "UNAVAILABLE"],
    ["MAX_PARAMETERS_EXCEEDED", "BAD_ROW"],
    ["53300", "UNAVAILABLE"],
    ["57P03", "UNAVAILABLE"],
    ["ECONNREFUSED", "UNAVAILABLE"],
  ])("takes %s for %s", (sqlState, expected) => expect(classifyWriteFailure(code(sqlState))).toBe(expected));
});

/** A batcher of numbers that weigh what they say, whose writes end one by one when they are told to. */
function gated(limits: Partial<BatchLimits>) {
  const writes: (() => void)[] = [];
  const written: number[] = [];
  const batcher = new Batcher<number>(
    { maxItems: 100, maxDelayMs: 1, maxWaiting: 1000, ...limits },
    (items) => new Promise((resolve) => writes.push(() => resolve(void written.push(...items)))),
    (error) => expect.unreachable(String(error)),
    (bytes) => bytes,
  );
  return { batcher, writes, written };
}

describe("Batcher", () => {
  it("writes in bounded batches, in order, one at a time, and holds the source when too much waits", async () => {
    const sizes: number[] = [];
    const seen: number[] = [];
    let running = 0;
    let held = 0;
    const batcher = new Batcher<number>(
      { maxItems: 10, maxDelayMs: 1, maxWaiting: 15 },
      async (items) => {
        running += 1;
        expect(running).toBe(1);
        await new Promise((resolve) => setImmediate(resolve));
        sizes.push(items.length);
        seen.push(...items);
        running -= 1;
      },
      (error) => expect.unreachable(String(error)),
    );
    for (let i = 0; i < 100; i += 1) {
      batcher.add(i);
      if (batcher.size >= 15) held += 1;
      await new Promise<void>((resolve) => batcher.whenRoom(resolve));
    }
    await batcher.close(true);
    expect(seen).toEqual(Array.from({ length: 100 }, (_, index) => index));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(10);
    expect(held).toBeGreaterThan(0);
  });

  it("writes what comes after a rest at once, and again 15 ms after that write began; after a large batch it gathers for the whole delay", async () => {
    vi.useFakeTimers();
    try {
      const written: { readonly atMs: number; readonly items: number }[] = [];
      const begin = performance.now();
      const batcher = new Batcher<number>(
        { maxItems: 1000, maxDelayMs: 25, maxWaiting: 5000 },
        async (items) => {
          written.push({ atMs: performance.now() - begin, items: items.length });
          await new Promise((resolve) => setTimeout(resolve, 5));
        },
        (error) => expect.unreachable(String(error)),
      );
      batcher.add(1);
      await vi.advanceTimersByTimeAsync(2);
      batcher.add(2);
      await vi.advanceTimersByTimeAsync(8);
      batcher.add(3);
      await vi.advanceTimersByTimeAsync(90);
      for (let item = 0; item < 600; item += 1) batcher.add(item);
      await vi.advanceTimersByTimeAsync(10);
      batcher.add(4);
      await vi.advanceTimersByTimeAsync(50);
      expect(written.map(({ atMs, items }) => ({ atMs: Math.round(atMs), items }))).toEqual([
        { atMs: 0, items: 1 },
        { atMs: 15, items: 2 },
        { atMs: 100, items: 600 },
        { atMs: 135, items: 1 },
      ]);
      await batcher.close(true);
    } finally {
      vi.useRealTimers();
    }
  });

  it("SEC-15 holds the source when what waits is large, however few it is, and takes more as soon as it is written", async () => {
    const { batcher, writes, written } = gated({ maxItems: 2, maxWaitingBytes: 100 });
    const hasRoom = vi.fn<() => void>();
    for (const bytes of [60, 39]) batcher.add(bytes);
    batcher.add(99);
    batcher.whenRoom(hasRoom);
    expect(hasRoom).toHaveBeenCalledOnce();
    batcher.add(1);
    batcher.whenRoom(hasRoom);
    expect(hasRoom).toHaveBeenCalledOnce();
    writes[0]?.();
    await vi.waitFor(() => expect(writes).toHaveLength(2));
    // What is being written takes its memory until it is.
    expect([written, hasRoom.mock.calls.length]).toEqual([[60, 39], 1]);
    writes[1]?.();
    await vi.waitFor(() => expect(hasRoom).toHaveBeenCalledTimes(2));
    await batcher.close(true);
    expect(written).toEqual([60, 39, 99, 1]);
  });

  it("writes what came while it wrote although nothing else comes, and at its end what waits; after that it takes nothing", async () => {
    const { batcher, writes, written } = gated({});
    batcher.add(1);
    await vi.waitFor(() => expect(writes).toHaveLength(1));
    batcher.add(2);
    writes[0]?.();
    await vi.waitFor(() => expect(writes).toHaveLength(2));
    batcher.add(3);
    const ended = batcher.close(true);
    batcher.add(4);
    writes[1]?.();
    await vi.waitFor(() => expect(writes).toHaveLength(3));
    writes[2]?.();
    await ended;
    expect([written, batcher.size]).toEqual([[1, 2, 3], 0]);
  });

  it("holds the source when too many wait, and has room again once they are forgotten; what is being written is written", async () => {
    for (const limits of [{ maxWaiting: 2 }, { maxWaitingBytes: 100 }]) {
      const { batcher, writes, written } = gated(limits);
      const hasRoom = vi.fn<() => void>();
      batcher.add(1);
      await vi.waitFor(() => expect(writes).toHaveLength(1));
      batcher.add(50);
      batcher.whenRoom(hasRoom);
      expect(hasRoom).toHaveBeenCalledOnce();
      batcher.add(51);
      batcher.whenRoom(hasRoom);
      expect(hasRoom).toHaveBeenCalledOnce();
      batcher.forget();
      expect([hasRoom.mock.calls.length, batcher.size]).toEqual([2, 0]);
      batcher.whenRoom(hasRoom);
      expect(hasRoom).toHaveBeenCalledTimes(3);
      batcher.add(2);
      const ended = batcher.close(false);
      writes[0]?.();
      await ended;
      expect(written).toEqual([1]);
    }
  });

  it("stops for good at a write that fails, says so once, and gathers nothing more", async () => {
    const faults: unknown[] = [];
    const away = new Error("away");
    const write = vi.fn<() => Promise<void>>(() => Promise.reject(away));
    const batcher = new Batcher<number>({ maxItems: 1, maxDelayMs: 1, maxWaiting: 10 }, write, (error) => void faults.push(error));
    batcher.add(1);
    await vi.waitFor(() => expect(faults).toEqual([away]));
    batcher.add(2);
    expect(batcher.size).toBe(0);
    await batcher.close(true);
    expect([write.mock.calls.length, faults]).toEqual([1, [away]]);
  });
});
