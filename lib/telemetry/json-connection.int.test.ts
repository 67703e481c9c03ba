import { connectAsync, type MqttClient } from "mqtt";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startBroker } from "@/lib/processes/broker";
import { testBroker, type TestBroker } from "@/lib/processes/testing/broker";
import type { TelemetryBatch } from "./batch";
import { openJsonConnection, type TelemetryConnection } from "./json-connection";
import { mosquittoPath, startMosquitto } from "./testing/mosquitto";
import { openRelay } from "./testing/relay";

/** What a loaded machine may take. */
const PATIENT = { timeout: 10_000 };
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
    await vi.waitFor(() => expect(connection.connected).toBe(true), PATIENT);
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
    await vi.waitFor(() => expect(told(begun)).toEqual([1, 2]), PATIENT);
    // The broker takes packets as they come: it has whatever was acknowledged before this one reaches us.
    await line.publishAsync(TOPIC, count(3), { qos: 1 });
    await vi.waitFor(() => expect(stuck.waiting).toBe(1), PATIENT);
    stuck.abandon();

    const written: TelemetryBatch[] = [];
    const heir = await open((batch) => Promise.resolve(void written.push(batch)));
    await vi.waitFor(() => expect(told(written)).toEqual([2, 3]), PATIENT);
    await heir.close();

    const after: TelemetryBatch[] = [];
    const last = await open((batch) => Promise.resolve(void after.push(batch)));
    await line.publishAsync(TOPIC, count(4), { qos: 1 });
    await vi.waitFor(() => expect(told(after)).toEqual([4]), PATIENT);
    await last.close();
  } finally {
    await line.endAsync();
    await broker.stop();
  }
});

describe("the farewell", () => {
  const TOGETHER = { maxItems: 1000, maxDelayMs: 1, maxWaiting: 1000 };
  let broker: TestBroker;
  let line: MqttClient;
  beforeEach(async () => {
    broker = await testBroker();
    line = await connectAsync(broker.url);
  });
  afterEach(async () => {
    await line.endAsync();
    await broker.stop();
  });

  type Write = (batch: TelemetryBatch) => Promise<void>;
  const told = (batches: readonly TelemetryBatch[]) => batches.flatMap(({ counts }) => counts.map(({ value }) => value));
  async function open(write: Write, limits = TOGETHER): Promise<TelemetryConnection> {
    const connection = openJsonConnection({
      url: broker.url,
      version: 4,
      clientId: "millrace-hall",
      filters: ["site-a/#"],
      limits,
      write,
      clock: { now: () => new Date() },
      log: pino({ level: "silent" }),
      onFault: (error) => expect.unreachable(error.message),
    });
    await vi.waitFor(() => expect(connection.connected).toBe(true), PATIENT);
    return connection;
  }
  /** A worker that holds three messages, which wait for the write of another one, when it is told to end. */
  async function endsWith(write: Write): Promise<void> {
    let begun = false;
    let goOn = (): void => undefined;
    const gate = new Promise<void>((resolve) => (goOn = resolve));
    const ending = await open((batch) => {
      if (begun) return write(batch);
      begun = true;
      return gate;
    });
    await line.publishAsync(TOPIC, count(0), { qos: 1 });
    await vi.waitFor(() => expect(begun).toBe(true), PATIENT);
    for (const value of [1, 2, 3]) await line.publishAsync(TOPIC, count(value), { qos: 1 });
    await vi.waitFor(() => expect(ending.waiting).toBe(3), PATIENT);
    const closed = ending.close();
    goOn();
    await closed;
  }
  /** What the next worker hears, up to a message that is said after it came. */
  async function next(): Promise<readonly unknown[]> {
    const batches: TelemetryBatch[] = [];
    const heir = await open((batch) => Promise.resolve(void batches.push(batch)), { maxItems: 1, maxDelayMs: 1, maxWaiting: 1000 });
    await line.publishAsync(TOPIC, count(4), { qos: 1 });
    await vi.waitFor(() => expect(told(batches).at(-1)).toBe(4), PATIENT);
    await heir.close();
    return told(batches);
  }

  it("writes and acknowledges what it holds: the next worker hears none of it again", async () => {
    const written: TelemetryBatch[] = [];
    await endsWith((batch) => Promise.resolve(void written.push(batch)));
    expect(told(written)).toEqual([1, 2, 3]);
    expect(await next()).toEqual([4]);
  });

  it("waits longer for a write that has begun than it tries, and acknowledges that as well", async () => {
    const written: TelemetryBatch[] = [];
    await endsWith(async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      written.push(batch);
    });
    expect(told(written)).toEqual([1, 2, 3]);
    expect(await next()).toEqual([4]);
  }, 20_000);

  it.each<[string, Write]>([
    ["is away", () => Promise.reject(Object.assign(new Error("refused"), { code: "ECONNREFUSED" }))],
    ["answers nothing", () => new Promise(() => undefined)],
  ])(
    "leaves what it holds to the broker where the database %s, in seconds: the next worker hears all of it, once",
    async (_, write) => {
      const begun = performance.now();
      await endsWith(write);
      // Less than a container's runtime gives it.
      expect(performance.now() - begun).toBeLessThan(9_000);
      expect(await next()).toEqual([1, 2, 3, 4]);
    },
    30_000,
  );
});

it.skipIf(mosquittoPath === null)(
  "MQTT 5: what the broker retains is heard once, and not again with each connection of the session",
  async () => {
    if (mosquittoPath === null) return;
    const broker = await startMosquitto(mosquittoPath);
    const line = await connectAsync(broker.url);
    const relay = await openRelay(Number(new URL(broker.url).port));
    const heard: string[] = [];
    const connection = openJsonConnection({
      url: `mqtt://127.0.0.1:${relay.port}`,
      version: 5,
      clientId: "millrace-hall",
      filters: ["hall/#"],
      write: (batch) => Promise.resolve(void heard.push(...batch.foreign.map(({ message }) => message.topic))),
      clock: { now: () => new Date() },
      log: pino({ level: "silent" }),
      onFault: (error) => expect.unreachable(error.message),
    });
    try {
      await line.publishAsync("hall/press", '{"speed":1}', { qos: 1, retain: true });
      await vi.waitFor(() => expect(heard).toEqual(["hall/press"]), PATIENT);
      relay.cut();
      await vi.waitFor(() => expect(connection.connected).toBe(false), PATIENT);
      await vi.waitFor(() => expect(connection.connected).toBe(true), PATIENT);
      await line.publishAsync("hall/oven", '{"speed":2}', { qos: 1 });
      await vi.waitFor(() => expect(heard.at(-1)).toBe("hall/oven"), PATIENT);
      expect(heard).toEqual(["hall/press", "hall/oven"]);
    } finally {
      await Promise.all([connection.close(), line.endAsync()]);
      await Promise.all([relay.close(), broker.stop()]);
    }
  },
  40_000,
);

it("takes a broker for one that answers while we read nothing ourselves: on a connection that is made again while the database stores nothing, its answer stands behind what it brings", async () => {
  const [kept, answerMs] = [30, 500];
  let connects: number[] = [];
  const broker = await startBroker({ port: 0, connected: (clientId) => void (clientId === "millrace-hall" && connects.push(performance.now())) });
  const relay = await openRelay(broker.port);
  const line = await connectAsync(broker.url);
  const faults: Error[] = [];
  const stored = new Set<unknown>();
  let goOn = (): void => undefined;
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  const connection = openJsonConnection({
    url: `mqtt://127.0.0.1:${relay.port}`,
    version: 4,
    clientId: "millrace-hall",
    filters: ["site-a/#"],
    limits: { maxItems: 5, maxDelayMs: 1, maxWaiting: 5 },
    async write(batch) {
      await gate;
      for (const { value } of batch.counts) stored.add(value);
    },
    answerMs,
    clock: { now: () => new Date() },
    log: pino({ level: "silent" }),
    onFault: (error) => void faults.push(error),
  });
  try {
    await vi.waitFor(() => expect(connection.connected).toBe(true), PATIENT);
    for (let value = 0; value < kept; value += 1) await line.publishAsync(TOPIC, count(value), { qos: 1 });
    await vi.waitFor(() => expect(connection.waiting).toBe(5), PATIENT);
    connects = [];
    relay.cut();
    // It has had more time than it is given.
    await vi.waitFor(() => expect(performance.now() - (connects[0] ?? Infinity)).toBeGreaterThan(3 * answerMs), { timeout: 20_000 });
    goOn();
    await vi.waitFor(() => expect([stored.size, connection.connected, ...faults]).toEqual([kept, true]), { timeout: 20_000 });
  } finally {
    await connection.close();
    await line.endAsync();
    await relay.close();
    await broker.stop();
  }
}, 60_000);
