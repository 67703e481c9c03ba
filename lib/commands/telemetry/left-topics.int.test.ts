import { connectAsync, type MqttClient } from "mqtt";
import { pino } from "pino";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { systemClock } from "@/lib/platform/clock";
import { testBroker } from "@/lib/processes/testing/broker";
import { listenedSources, rememberSubscribed } from "@/lib/telemetry/sink/listened-sources";
import { startSubscriber, type Subscriber } from "@/lib/telemetry/subscriber";
import { mosquittoPath, startMosquitto } from "@/lib/telemetry/testing/mosquitto";
import { setSource } from "./set-source";
import { telemetryPlant } from "./testing/telemetry-plant";

type Broker = { readonly url: string; stop(): Promise<void> };
const brokers: [string, () => Promise<Broker>][] = [["the embedded broker", testBroker]];
if (mosquittoPath !== null) {
  const path = mosquittoPath;
  brokers.push(["mosquitto", () => startMosquitto(path)]);
}

describe.each(brokers)("topics that a source no longer listens to, with %s", (_, start) => {
  let broker: Broker;
  let database: TestDatabase;
  let plant: Awaited<ReturnType<typeof telemetryPlant>>;
  let line: MqttClient;
  let worker: Subscriber | null = null;
  let sourceId: string | null = null;
  const heard: string[] = [];
  beforeAll(async () => {
    broker = await start();
    database = await testDatabase();
    plant = await telemetryPlant(database.db);
    line = await connectAsync(broker.url);
  });
  afterAll(async () => {
    await line.endAsync();
    await worker?.close();
    await database.close();
    await broker.stop();
  });

  const work = (): Subscriber =>
    startSubscriber({
      url: broker.url,
      databaseUrl: database.url,
      clock: systemClock,
      log: pino({ level: "silent" }),
      roundMs: 100,
      sources: async () => (await listenedSources(database.db)).filter(({ id }) => id === sourceId),
      remember: (id, subscribed) => rememberSubscribed(database.db, id, subscribed),
      write: async (batch) => void heard.push(...batch.foreign.map(({ message }) => message.topic)),
    });
  async function set(topicFilter: string, active = true): Promise<void> {
    const informatics: Actor = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] };
    const done = await execute(plant.services, informatics, setSource, { commandId: v7(), sourceId, siteId: plant.siteId, code: "hall", kind: "PLAIN_JSON", topicFilter, active });
    if (!done.ok) throw new Error(done.code);
    sourceId = done.data.sourceId;
  }
  const subscribed = (filters: readonly string[]) =>
    vi.waitFor(
      async () => {
        const [row] = await database.sql<{ subscribed: string[] }[]>`select subscribed from telemetry.source where id = ${sourceId}`;
        expect([row?.subscribed, worker?.status().map((one) => one.connected)]).toEqual([filters, filters.map(() => true)]);
      },
      { timeout: 10_000 },
    );
  /** Says something on each topic; answers which were heard by the time that the last one was. What one client says comes in its order. */
  async function say(...topics: string[]): Promise<string[]> {
    heard.length = 0;
    for (const topic of topics) await line.publishAsync(topic, "{}", { qos: 1 });
    await vi.waitFor(() => expect(heard).toContain(topics.at(-1)), { timeout: 10_000 });
    return [...heard];
  }

  it("are heard no longer once its filter is narrower", async () => {
    await set("hall/#");
    worker = work();
    await subscribed(["hall/#"]);
    expect(await say("hall/a/1", "hall/b/1")).toEqual(["hall/a/1", "hall/b/1"]);
    await set("hall/a/#");
    await subscribed(["hall/a/#"]);
    expect(await say("hall/b/2", "hall/a/2")).toEqual(["hall/a/2"]);
  });

  it("are kept nowhere while it is switched off, and do not pour in once it is switched on", async () => {
    await set("hall/a/#", false);
    await subscribed([]);
    await line.publishAsync("hall/a/off", "{}", { qos: 1 });
    await set("hall/a/#");
    await subscribed(["hall/a/#"]);
    expect(await say("hall/a/3")).toEqual(["hall/a/3"]);
  });

  it("are given up by the next worker where there was none meanwhile; what it still listens to was kept", async () => {
    await worker?.close();
    heard.length = 0;
    await set("hall/+/x");
    await line.publishAsync("hall/a/x", "{}", { qos: 1 });
    worker = work();
    await subscribed(["hall/+/x"]);
    await vi.waitFor(() => expect(heard).toEqual(["hall/a/x"]), { timeout: 10_000 });
    expect(await say("hall/a/4", "hall/c/x")).toEqual(["hall/c/x"]);
    await worker.close();
    await set("hall/+/x", false);
    worker = work();
    await subscribed([]);
  });
});
