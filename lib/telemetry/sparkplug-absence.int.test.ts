import { pino } from "pino";
import { afterAll, afterEach, beforeAll, expect, it, vi } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { TelemetryBatch } from "./batch";
import { startSubscriber, type Subscriber } from "./subscriber";
import { openRelay } from "./testing/relay";

let database: TestDatabase;
let subscriber: Subscriber | undefined;
beforeAll(async () => {
  database = await testDatabase();
});
afterEach(() => subscriber?.close());
afterAll(() => database.close());

it("died-away: a worker that begins while the broker is away says of whoever was alive that nobody hears it since somebody listened last, once that is long enough", async () => {
  const gone = await openRelay(1);
  await gone.close();
  const leftAt = new Date();
  const batches: TelemetryBatch[] = [];
  let tries = 0;
  let rounds = 0;
  subscriber = startSubscriber({
    url: `mqtt://127.0.0.1:${gone.port}`,
    databaseUrl: database.url,
    clock: { now: () => new Date() },
    log: pino({ level: "silent" }),
    roundMs: 50,
    patience: { reorderMs: 100, rebirthMs: 500 },
    sources: () => {
      rounds += 1;
      return Promise.resolve([{ id: "host", kind: "SPARKPLUG", topicFilter: "spBv1.0/SITE-A/#" }]);
    },
    aliveNodes: () => Promise.resolve([{ group: "SITE-A", node: "PAST-1", bdSeq: 1, devices: ["D1"] }]),
    listenedUntil: () => Promise.resolve(leftAt),
    write: (batch, { key }) => {
      tries += 1;
      if (tries === 1) return Promise.reject(new Error("the database is away"));
      expect(key).toBe("sparkplug");
      return Promise.resolve(void batches.push(batch));
    },
  });
  await vi.waitFor(() => expect(batches).toHaveLength(1), { timeout: 5000 });
  const told = batches.flatMap(({ losses }) => losses);
  expect(told.map(({ address, atMs }) => ({ address, atMs }))).toEqual(["SITE-A/PAST-1", "SITE-A/PAST-1/D1"].map((address) => ({ address, atMs: leftAt.getTime() })));
  for (const { message } of told) expect(message.receivedAtMs - leftAt.getTime()).toBeGreaterThanOrEqual(500);
  // What is told is told.
  const toldIn = rounds;
  await vi.waitFor(() => expect(rounds).toBeGreaterThan(toldIn + 3), { timeout: 5000 });
  expect(tries).toBe(2);
});
