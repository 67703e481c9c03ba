import { setTimeout as pause } from "node:timers/promises";
import { and, eq, like } from "drizzle-orm";
import { sql } from "drizzle-orm";
import { connectAsync, type MqttClient } from "mqtt";
import { pino } from "pino";
import { describe, expect, it, vi } from "vitest";
import { equipment } from "@/db/schema/reference";
import { source, sparkplugNode, tag, unmappedMessage, unmappedMetric } from "@/db/schema/telemetry-source";
import { seedSimulatedPlant } from "@/db/seed/simulated-plant";
import { testDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import { systemClock } from "@/lib/platform/clock";
import { BIRTH_RATE } from "@/lib/telemetry/sparkplug/birth-limit";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { startSubscriber } from "@/lib/telemetry/subscriber";
import { testBroker } from "@/lib/processes/testing/broker";
import { mosquittoPath, startMosquitto } from "@/lib/telemetry/testing/mosquitto";
import { ingestBatch } from "./ingest-batch";

const HEALTHY = 10;
const METRICS = 50;
const BIRTHS_A_SECOND = 160;
const SECONDS = 12;
const SETTLED = { timeout: 120_000, interval: 100 };

const bdSeq = (value: number): MetricToWrite => ({ name: "bdSeq", dataType: DataType.UInt64, declare: true, value });
const say = (client: MqttClient, kind: string, node: string, seq: number | undefined, metrics: MetricToWrite[]) =>
  client.publish(`spBv1.0/SIM/${kind}/${node}`, Buffer.from(encodePayload({ timestamp: Date.now(), seq, metrics })));

/** The site of the simulated machines, one parameter of each of which is told by a node of its own; what FLAP says nobody has mapped, which costs most. */
async function healthyNodes(db: Awaited<ReturnType<typeof testDatabase>>["db"]) {
  const siteId = await db.transaction((tx) => seedSimulatedPlant(tx, HEALTHY, true));
  await db.execute(sql`select telemetry.ensure_partitions(current_date - 1, current_date + 1)`);
  const [sparkplug] = await db
    .select()
    .from(source)
    .where(and(eq(source.siteId, siteId), eq(source.kind, "SPARKPLUG")));
  if (sparkplug === undefined) throw new Error("the simulated machines have a Sparkplug source");
  const units = await db.select().from(equipment).where(like(equipment.code, "S0%.FILLER"));
  await db.insert(tag).values(
    units.map(({ id, number }, at) => {
      const address = `SIM/H${at}`;
      return { siteId, sourceId: sparkplug.id, address, name: "temp", workUnitId: id, equipmentNumber: number ?? 0, kind: "PARAMETER" as const };
    }),
  );
  return { siteId, sparkplug };
}

const broker = () => (mosquittoPath === null ? testBroker() : startMosquitto(mosquittoPath));

describe.each([
  ["is born", false],
  ["dies and is born", true],
])("a node that %s again and again", (_, dies) => {
  it(`${BIRTHS_A_SECOND} times a second: the others of its host are stored as they speak, the births that are passed over are counted, and it is what it says last`, async () => {
    const [{ url, stop }, database] = await Promise.all([broker(), testDatabase()]);
    const { db } = database;
    const { siteId, sparkplug } = await healthyNodes(db);
    const actor = systemActor("telemetry", ["telemetry.write"], [{ siteId, code: "SIM" }]);
    /** By what it says, from when it is published until it is stored, in milliseconds. */
    const delays = new Map<string, number>();
    const subscriber = startSubscriber({
      url,
      databaseUrl: database.url,
      clock: systemClock,
      log: pino({ level: "silent" }),
      roundMs: 100,
      sources: () => Promise.resolve([{ id: sparkplug.id, kind: "SPARKPLUG", topicFilter: sparkplug.topicFilter }]),
      async write(batch, lease) {
        await ingestBatch({ db, clock: systemClock, tellLive: () => undefined, wakeOutbox: () => undefined }, actor, batch, { lease });
        for (const { address, value, atMs } of batch.metrics) if (address.startsWith("SIM/H")) delays.set(`${address} ${String(value)}`, Date.now() - atMs);
      },
    });
    const clients: MqttClient[] = [];
    try {
      await vi.waitFor(() => expect(subscriber.status().map(({ connected }) => connected)).toEqual([true]), SETTLED);
      for (let at = 0; at <= HEALTHY; at += 1) clients.push(await connectAsync(url));
      const [mad, ...healthy] = clients;
      if (mad === undefined) throw new Error("no client");
      const temp: MetricToWrite = { name: "temp", alias: 1, dataType: DataType.Double, declare: true, value: 0 };
      for (const [at, client] of healthy.entries()) say(client, "NBIRTH", `H${at}`, 0, [bdSeq(0), temp]);
      const begunAt = performance.now();
      let [births, values] = [0, 0];
      for (let ms = 0; ms < SECONDS * 1000; ms = performance.now() - begunAt) {
        for (; values < ms / 100; values += 1)
          for (const [at, client] of healthy.entries()) say(client, "NDATA", `H${at}`, (values + 1) % 256, [{ alias: 1, dataType: DataType.Double, value: values + 1 }]);
        for (; births < (ms / 1000) * BIRTHS_A_SECOND; births += 1) {
          if (dies && births > 0) say(mad, "NDEATH", "FLAP", undefined, [bdSeq((births - 1) % 256)]);
          const metrics = Array.from({ length: METRICS }, (_one, metric): MetricToWrite => ({
            name: `m${metric}`,
            alias: metric,
            dataType: DataType.Int32,
            declare: true,
            value: births,
          }));
          say(mad, "NBIRTH", "FLAP", 0, [bdSeq(births % 256), ...metrics]);
        }
        await pause(5);
      }
      await vi.waitFor(() => expect(delays.size).toBe(HEALTHY * (values + 1)), SETTLED);
      // Without a limit they waited for as long as it goes on, and longer.
      expect(Math.max(...delays.values())).toBeLessThan((SECONDS * 1000) / 2);
      const lastOf = async () =>
        (await db.select({ value: unmappedMetric.lastValue }).from(unmappedMetric).where(eq(unmappedMetric.address, "SIM/FLAP"))).map(({ value }) => value);
      await vi.waitFor(async () => expect(await lastOf()).toEqual(Array<string>(METRICS).fill(String(births - 1))), SETTLED);
      const told = (await db.$count(unmappedMessage, eq(unmappedMessage.address, "SIM/FLAP"))) / METRICS;
      const [node] = await db.select().from(sparkplugNode).where(eq(sparkplugNode.nodeId, "FLAP"));
      expect(node).toMatchObject({ online: true, passedOver: births - told });
      expect(told).toBeLessThanOrEqual(BIRTH_RATE.burst + 1 + (performance.now() - begunAt) / BIRTH_RATE.everyMs);
    } finally {
      await subscriber.close();
      for (const client of clients) await client.endAsync(true);
      await Promise.all([database.close(), stop()]);
    }
  });
});
