import { sql } from "drizzle-orm";
import { connectAsync, type MqttClient } from "mqtt";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { connect, type Connection } from "@/db/client";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { type Broker, startBroker } from "@/lib/processes/broker";
import { aliveNodes } from "@/lib/telemetry/sink/alive-nodes";
import { listenedSources } from "@/lib/telemetry/sink/listened-sources";
import { listenedUntil } from "@/lib/telemetry/sink/listened-until";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { startSubscriber, type Subscriber } from "@/lib/telemetry/subscriber";
import { openRelay, type Relay } from "@/lib/telemetry/testing/relay";
import { ingestBatch } from "./ingest-batch";
import { telemetryPlant } from "./testing/telemetry-plant";

const PATIENT = { timeout: 60_000, interval: 100 };
/** More than the way to a worker holds that reads no more. */
const MESSAGES = 12_000;
const NODE = "PAST-1.PASTEURISER";

let database: TestDatabase;
let broker: Broker;
let relay: Relay;
let far: Connection;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let subscriber: Subscriber;
let letGo: string[];
const clients: MqttClient[] = [];

beforeEach(async () => {
  letGo = [];
  // A minute of patience, played in a second and a half.
  [database, broker] = await Promise.all([testDatabase(), startBroker({ port: 0, patienceMs: 1_500, fullMs: 500, letGo: (clientId) => void letGo.push(clientId) })]);
  plant = await telemetryPlant(database.db);
  await database.db.execute(sql`select telemetry.ensure_partitions(current_date - 1, current_date + 1)`);
  const url = new URL(database.url);
  relay = await openRelay(Number(url.port), url.hostname);
  [url.hostname, url.port] = ["127.0.0.1", String(relay.port)];
  far = connect(url.href);
  const clock = { now: () => new Date() };
  const services = { ...plant.services, db: far.db, clock };
  subscriber = startSubscriber({
    url: broker.url,
    databaseUrl: url.href,
    sources: () => listenedSources(far.db),
    aliveNodes: () => aliveNodes(far.db),
    listenedUntil: () => listenedUntil(far.db),
    write: async (batch, lease) => void (await ingestBatch(services, plant.worker, batch, { lease })),
    clock,
    log: pino({ level: "silent" }),
    roundMs: 100,
    limits: { maxItems: 500, maxDelayMs: 5, maxWaiting: 1_000 },
    patience: { reorderMs: 200, rebirthMs: 1_000 },
  });
});
afterEach(async () => {
  relay.mend();
  for (const client of clients.splice(0)) await client.endAsync(true);
  await subscriber.close();
  await Promise.all([far.close(), relay.close(), broker.stop()]);
  await database.close();
});

const joined = async (): Promise<MqttClient> => {
  const client = await connectAsync(broker.url, { protocolVersion: 4 });
  clients.push(client);
  return client;
};
const hears = () => subscriber.status().filter(({ connected }) => connected).length;

it.each([
  ["is away", "block"],
  ["stands still, until the broker has let the worker go,", "hush"],
] as const)(
  "while the database %s machines go on: nothing of theirs is lost, and a Sparkplug node that nobody heard is UNKNOWN until it is born anew",
  async (_, trouble) => {
    await vi.waitFor(() => expect(hears()).toBe(3), PATIENT);
    const [line, edge] = [await joined(), await joined()];
    const asked: string[] = [];
    edge.on("message", (topic) => void asked.push(topic));
    await edge.subscribeAsync("spBv1.0/SITE-A/NCMD/#");
    const send = (kind: string, seq: number, metrics: MetricToWrite[]) =>
      edge.publishAsync(`spBv1.0/SITE-A/${kind}/PAST-1`, Buffer.from(encodePayload({ timestamp: Date.now(), seq, metrics })), { qos: 0 });
    const birth = () =>
      send("NBIRTH", 0, [
        { name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 7 },
        { name: "State", alias: 1, dataType: DataType.String, declare: true, value: "PRODUCING" },
      ]);
    const state = async () => (await plant.timeline(NODE)).at(-1);
    await birth();
    await vi.waitFor(async () => expect(await state()).toMatch(/^PRODUCING/), PATIENT);

    relay[trouble]();
    const filling = "x".repeat(800);
    const from = Date.now() - MESSAGES;
    const said = Array.from({ length: MESSAGES }, (_unused, seq) =>
      line.publishAsync("site-a/filling/l2/filler/param", JSON.stringify({ seq, ts: new Date(from + seq).toISOString(), parameter: "fill-temp", value: 20, filling }), { qos: 1 }),
    );
    if (trouble === "hush") await vi.waitFor(() => expect(letGo.some((clientId) => clientId.startsWith("millrace-"))).toBe(true), PATIENT);
    else await vi.waitFor(() => expect(subscriber.status()).toEqual([]), PATIENT);
    // All of it is with the broker, however long the database takes.
    await Promise.all(said);
    await send("NDATA", 1, [{ alias: 1, dataType: DataType.String, value: "IDLE" }]);
    expect(asked).toEqual([]);

    relay.mend();
    await vi.waitFor(() => expect(hears()).toBe(3), PATIENT);
    const stored = async () =>
      (await database.db.execute<{ count: number; values: number }>(sql`select count(*)::int as count, count(distinct at)::int as values from telemetry.sample`))[0];
    await vi.waitFor(async () => expect(await stored()).toEqual({ count: MESSAGES, values: MESSAGES }), PATIENT);
    if (trouble === "block") {
      await vi.waitFor(() => expect(asked).toContain("spBv1.0/SITE-A/NCMD/PAST-1"), PATIENT);
      await vi.waitFor(async () => expect(await state()).toMatch(/^UNKNOWN/), PATIENT);
    }
    await birth();
    await vi.waitFor(async () => expect(await state()).toMatch(/^PRODUCING/), PATIENT);
  },
  180_000,
);
