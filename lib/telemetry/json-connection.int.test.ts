import { connectAsync } from "mqtt";
import { pino } from "pino";
import { expect, it, vi } from "vitest";
import { testBroker } from "@/lib/processes/testing/broker";
import type { TelemetryBatch } from "./batch";
import { openJsonConnection, type TelemetryConnection } from "./json-connection";

const TOPIC = "site-a/filling/l1/filler/count";
const count = (seq: number): string => JSON.stringify({ seq, ts: "2026-01-05T06:00:00.000Z", counter: "GOOD", value: seq });

it("acknowledges what is written, and nothing before: what was being written when a worker ended comes to the next one again", async () => {
  const broker = await testBroker();
  const open = async (write: (batch: TelemetryBatch) => Promise<void>): Promise<TelemetryConnection> => {
    const connection = openJsonConnection({
      url: broker.url,
      version: 4,
      clientId: "millrace-hall",
      filters: ["site-a/#"],
      limits: { maxItems: 1, maxDelayMs: 1, maxWaiting: 1000 },
      write,
      clock: { now: () => new Date() },
      log: pino({ level: "silent" }),
      onFault: (error) => expect.unreachable(error.message),
    });
    await vi.waitFor(() => expect(connection.connected).toBe(true));
    return connection;
  };
  const told = (batches: readonly TelemetryBatch[]) => batches.flatMap(({ counts }) => counts.map(({ value }) => value));
  const line = await connectAsync(broker.url);
  try {
    const begun: TelemetryBatch[] = [];
    const stuck = await open((batch) => {
      begun.push(batch);
      // The first is written, the second is at work when the worker ends.
      return begun.length === 1 ? Promise.resolve() : new Promise(() => undefined);
    });
    for (const value of [1, 2]) await line.publishAsync(TOPIC, count(value), { qos: 1 });
    await vi.waitFor(() => expect(told(begun)).toEqual([1, 2]));
    // The broker takes packets as they come: it has whatever was acknowledged before this one reaches us.
    await line.publishAsync(TOPIC, count(3), { qos: 1 });
    await vi.waitFor(() => expect(stuck.waiting).toBe(1));
    stuck.abandon();

    const written: TelemetryBatch[] = [];
    const heir = await open((batch) => Promise.resolve(void written.push(batch)));
    await vi.waitFor(() => expect(told(written)).toEqual([2, 3]));
    await heir.close();

    const after: TelemetryBatch[] = [];
    const last = await open((batch) => Promise.resolve(void after.push(batch)));
    await line.publishAsync(TOPIC, count(4), { qos: 1 });
    await vi.waitFor(() => expect(told(after)).toEqual([4]));
    await last.close();
  } finally {
    await line.endAsync();
    await broker.stop();
  }
});
