import { spawn } from "node:child_process";
import { connect, connectAsync, type MqttClient } from "mqtt";
import { pino } from "pino";
import { eq, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { exception } from "@/db/schema/exception";
import { unmappedMetric } from "@/db/schema/telemetry-source";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { testBroker } from "@/lib/processes/testing/broker";
import { startPlant } from "@/lib/sandbox/plant/plant";
import { PLANT_ORDER_TOPIC } from "@/lib/sandbox/plant/plant-order";
import type { TelemetryBatch } from "@/lib/telemetry/batch";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { decodePayload } from "@/lib/telemetry/sparkplug/decode-payload";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { listenedSources, rememberSubscribed } from "@/lib/telemetry/sink/listened-sources";
import { startSubscriber, type Subscriber, type SubscriberOptions } from "@/lib/telemetry/subscriber";
import { mosquittoPath, startMosquitto } from "@/lib/telemetry/testing/mosquitto";
import { ingestBatch } from "./ingest-batch";
import { setSignalMapping } from "./set-signal-mapping";
import { setSource } from "./set-source";
import { telemetryPlant } from "./testing/telemetry-plant";

type Broker = { readonly url: string; stop(): Promise<void> };
const brokers: [string, () => Promise<Broker>][] = [["the embedded broker", testBroker]];
if (mosquittoPath !== null) {
  const path = mosquittoPath;
  brokers.push(["mosquitto", () => startMosquitto(path)]);
}

describe.each(brokers)("subscriber with %s", (_, start) => {
  let broker: Broker;
  let database: TestDatabase;
  let plant: Awaited<ReturnType<typeof telemetryPlant>>;
  const open: { close(): Promise<void> }[] = [];
  beforeAll(async () => {
    broker = await start();
    database = await testDatabase();
    plant = await telemetryPlant(database.db);
    await database.db.execute(sql`select telemetry.ensure_partitions(current_date - 1, current_date + 1)`);
  });
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.close();
  });
  afterAll(async () => {
    await database.close();
    await broker.stop();
  });

  const clock = { now: () => new Date() };
  const services = () => ({ ...plant.services, clock });
  const ingest = async (batch: TelemetryBatch): Promise<void> => void (await ingestBatch(services(), plant.worker, batch));
  const sources: SubscriberOptions["sources"] = () => listenedSources(database.db);
  const remember: SubscriberOptions["remember"] = (sourceId, subscribed) => rememberSubscribed(database.db, sourceId, subscribed);

  function subscribe(options: Partial<SubscriberOptions> = {}): Subscriber {
    const subscriber = startSubscriber({
      url: broker.url,
      databaseUrl: database.url,
      sources,
      remember,
      write: ingest,
      clock,
      log: pino({ level: "silent" }),
      roundMs: 100,
      ...options,
    });
    open.push(subscriber);
    return subscriber;
  }
  const connected = (subscriber: Subscriber, count: number) =>
    vi.waitFor(() => expect({ connected: subscriber.status().filter((one) => one.connected).length, fault: subscriber.fault }).toEqual({ connected: count, fault: null }), {
      timeout: 10_000,
    });
  const counted = async (table: "sample" | "quarantine"): Promise<number> =>
    (await database.db.execute<{ count: number }>(sql.raw(`select count(*)::int as count from telemetry.${table}`)))[0]?.count ?? 0;

  async function publisher(): Promise<MqttClient> {
    const client = await connectAsync(broker.url);
    open.push({ close: () => client.endAsync() });
    return client;
  }
  const param = (seq: number): string => JSON.stringify({ seq, ts: new Date(Date.now() - 60_000 + seq).toISOString(), parameter: "fill-temp", value: 20 });

  it("stores every message exactly once although the worker dies in the middle, and a bad one stops nothing", async () => {
    const before = { sample: await counted("sample"), quarantine: await counted("quarantine") };
    const line = await publisher();
    const worker = spawn(process.execPath, ["--conditions=react-server", "--import", "tsx", "lib/commands/telemetry/testing/mortal-worker.ts"], {
      env: { ...process.env, DATABASE_URL: database.url, MQTT_URL: broker.url },
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    worker.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
    await vi.waitFor(() => expect(said).toContain("connected 3"), { timeout: 20_000 });
    const topic = "site-a/filling/l2/filler/param";
    for (let seq = 0; seq < 3000; seq += 1) line.publish(topic, seq === 500 ? "no json" : param(seq), { qos: 1 });
    await vi.waitFor(() => expect(said.split("committed").length).toBeGreaterThan(3), { interval: 5, timeout: 10_000 });
    const died = new Promise((resolve) => worker.once("exit", resolve));
    worker.kill("SIGKILL");
    await died;
    expect(await counted("sample")).toBeLessThan(before.sample + 2999);

    const heir = subscribe();
    await connected(heir, 3);
    await vi.waitFor(async () => expect(await counted("sample")).toBe(before.sample + 2999), { timeout: 20_000 });
    expect(await counted("quarantine")).toBe(before.quarantine + 1);
  }, 60_000);

  it("TR-04 quality is called within a second of the sample that is out of its limits", async ({ annotate }) => {
    const line = await publisher();
    const worker = subscribe();
    await connected(worker, 3);
    const took: number[] = [];
    for (const [unit, parameter, value] of [
      ["l1/filler", "fill-temp", 26],
      ["l1/filler", "pressure", 1.5],
      ["l1/capper", "cap-torque", 128],
    ] as const) {
      const subject = `${unit.toUpperCase().replace("/", ".")} ${parameter}`;
      const calls = async () => (await database.db.select({ id: exception.id }).from(exception).where(eq(exception.subject, subject))).length;
      const since = performance.now();
      line.publish(`site-a/filling/${unit}/param`, JSON.stringify({ seq: 1, ts: new Date().toISOString(), parameter, value }), { qos: 1 });
      await vi.waitFor(async () => expect(await calls()).toBe(1), { interval: 5, timeout: 5_000 });
      took.push(performance.now() - since);
    }
    await annotate(`from the message to the exception, ms: ${took.map((ms) => ms.toFixed(0)).join(", ")}`);
    expect(Math.max(...took)).toBeLessThan(1_000);
  }, 30_000);

  it("shares the sources among workers, and takes over those of one that ends", async () => {
    const first = subscribe();
    await connected(first, 3);
    const second = subscribe();
    await vi.waitFor(() => expect([first.status().length, second.status().length].sort((a, b) => a - b)).toEqual([1, 2]), { timeout: 10_000 });
    await first.close();
    open.splice(open.indexOf(first), 1);
    await connected(second, 3);
  }, 40_000);

  it("is a Sparkplug host: STATE, rebirth on demand, alias-only data, death", async () => {
    const seen: string[] = [];
    const edge = connect(broker.url, { protocolVersion: 4 });
    open.push({ close: () => edge.endAsync() });
    edge.on("message", (topic, payload) => {
      const read = decodePayload(payload);
      seen.push(topic.includes("STATE") ? `${topic} ${payload.toString()}` : `${topic} ${"unreadable" in read ? read.unreadable : `${read.metrics[0]?.name} seq ${read.seq}`}`);
    });
    await new Promise((resolve) => edge.once("connect", resolve));
    await edge.subscribeAsync(["spBv1.0/STATE/#", "spBv1.0/+/NCMD/#"], { qos: 1 });
    const subscriber = subscribe({ hostId: "millrace-test", patience: { reorderMs: 300, rebirthMs: 500 } });
    await connected(subscriber, 3);
    await vi.waitFor(() => expect(seen.findLast((text) => text.includes("millrace-test"))).toContain('"online":true'));
    await edge.publishAsync("spBv1.0/STATE/millrace-test", JSON.stringify({ online: false, timestamp: 1 }), { qos: 1, retain: true });
    await vi.waitFor(() =>
      expect(
        seen
          .filter((text) => text.includes("millrace-test"))
          .slice(-2)
          .map((text) => /"online":(\w+)/.exec(text)?.[1]),
      ).toEqual(["false", "true"]),
    );

    let instant = Date.now() - 60_000;
    const send = (kind: string, seq: number | undefined, metrics: MetricToWrite[]) =>
      edge.publishAsync(`spBv1.0/SITE-A/${kind}/PAST-1`, Buffer.from(encodePayload({ timestamp: (instant += 1000), seq, metrics })), { qos: 0 });
    await send("NDATA", 5, [{ alias: 3, dataType: DataType.Double, value: 140.5 }]);
    await vi.waitFor(() => expect(seen).toContain("spBv1.0/SITE-A/NCMD/PAST-1 Node Control/Rebirth seq null"));
    const bdSeq: MetricToWrite = { name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 7 };
    await send("NBIRTH", 0, [
      bdSeq,
      { name: "State", alias: 1, dataType: DataType.String, declare: true, value: "PRODUCING" },
      { name: "Good Count", alias: 2, dataType: DataType.UInt32, declare: true, value: 10 },
      { name: "past-temp", alias: 3, dataType: DataType.Double, declare: true, value: 140 },
      { name: "unmapped", alias: 4, dataType: DataType.Boolean, declare: true, value: true },
    ]);
    await send("NDATA", 1, [
      { alias: 3, dataType: DataType.Double, value: 141.25 },
      { alias: 2, dataType: DataType.UInt32, value: 12 },
    ]);
    const latest = async (name: string) =>
      (
        await database.db.execute<{ value: number; stale: boolean }>(
          sql`select l.value, l.stale from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where t.address = 'SITE-A/PAST-1' and t.name = ${name}`,
        )
      )[0];
    await vi.waitFor(async () => expect(await latest("past-temp")).toEqual({ value: 141.25, stale: false }));
    expect(await latest("Good Count")).toMatchObject({ value: 12 });
    await vi.waitFor(async () => expect((await plant.timeline("PAST-1.PASTEURISER")).at(-1)).toMatch(/^PRODUCING/));
    await send("NDEATH", undefined, [bdSeq]);
    await vi.waitFor(async () => expect(await latest("past-temp")).toEqual({ value: 141.25, stale: true }));
    expect((await plant.timeline("PAST-1.PASTEURISER")).at(-1)).toMatch(/^UNKNOWN/);
    const nodes = await database.db.execute(sql`select node_id, online, bd_seq, metrics from telemetry.sparkplug_node`);
    expect(nodes).toEqual([
      { node_id: "PAST-1", online: false, bd_seq: 7, metrics: ["State", "Good Count", "past-temp", "unmapped"].map((name) => expect.objectContaining({ name })) },
    ]);
    await subscriber.close();
    open.splice(open.indexOf(subscriber), 1);
    await vi.waitFor(() => expect(seen.findLast((text) => text.includes("millrace-test"))).toContain('"online":false'));
  }, 40_000);

  it("IN-10 hears a source that IT adds while it runs, keeps what nobody has mapped, and follows a mapping and its change at once", async () => {
    const subscriber = subscribe();
    await vi.waitFor(() => expect(subscriber.status().filter((one) => one.connected).length).toBeGreaterThan(0), { timeout: 10_000 });
    const informatics = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] } as Actor;
    const hall = { sourceId: null, siteId: plant.siteId, code: "hall", kind: "PLAIN_JSON", topicFilter: "hall/#", active: true };
    const added = await execute(services(), informatics, setSource, { commandId: v7(), ...hall });
    const sourceId = added.ok ? added.data.sourceId : "";
    await vi.waitFor(() => expect(subscriber.status().find(({ key }) => key === sourceId)?.connected).toBe(true), { timeout: 10_000 });
    const line = await publisher();
    const say = (temp: number) => line.publishAsync("hall/l2/capper", JSON.stringify({ temp, ts: Date.now() }), { qos: 1 });
    await say(1);
    await vi.waitFor(async () => expect(await database.db.$count(unmappedMetric, eq(unmappedMetric.address, "hall/l2/capper"))).toBe(1), { timeout: 10_000 });
    const mapping = {
      sourceId,
      topicPattern: "hall/{line}/{unit}",
      valuePath: "temp",
      timePath: null,
      workUnit: "{line}.{unit}",
      kind: "PARAMETER",
      counter: null,
      uom: null,
      scale: "1",
    };
    const mapped = await execute(services(), informatics, setSignalMapping, { commandId: v7(), mappingId: null, name: "hall-temp", ...mapping });
    await say(2);
    const values = async () =>
      (
        await database.db.execute<{ text: string }>(sql`
        select t.name || ' ' || s.value as text from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.mapping_id is not null order by s.at, s.value`)
      ).map(({ text }) => text);
    await vi.waitFor(async () => expect(await values()).toEqual(["hall-temp 1", "hall-temp 2"]), { timeout: 10_000 });
    await execute(services(), informatics, setSignalMapping, { commandId: v7(), mappingId: mapped.ok ? mapped.data.mappingId : null, name: "capper-temp", ...mapping });
    await say(3);
    await vi.waitFor(async () => expect(await values()).toEqual(["capper-temp 1", "capper-temp 2", "capper-temp 3"]), { timeout: 10_000 });
    // The other tests count on the sources of the plant alone.
    await execute(services(), informatics, setSource, { commandId: v7(), ...hall, sourceId, active: false });
    await database.db.delete(unmappedMetric);
  }, 40_000);

  it("hears the demo plant, and a line that it is told to stop", async () => {
    const subscriber = subscribe();
    await connected(subscriber, 3);
    const demo = startPlant({ url: broker.url, seed: 1, speed: 60, now: () => new Date(), reportMs: 100 });
    open.push(demo);
    const manager = await publisher();
    await manager.publishAsync(PLANT_ORDER_TOPIC, JSON.stringify({ action: "calm" }), { qos: 1 });
    await manager.publishAsync(PLANT_ORDER_TOPIC, JSON.stringify({ line: "L7", action: "stop", reason: "BRK-MECH" }), { qos: 1 });
    await vi.waitFor(async () => expect((await plant.timeline("L7.FILLER")).at(-1)).toMatch(/^DOWN/), { timeout: 10_000 });
    const { id } = await plant.unit("L7.FILLER");
    const facts = async () =>
      (await database.db.execute<{ type: string }>(sql`select type from eventlog.event where aggregate_id = ${id} order by position`)).map(({ type }) => type);
    await vi.waitFor(async () => expect(await facts()).toEqual(["equipment.down"]));
    await vi.waitFor(async () => expect((await plant.timeline("PAST-1.PASTEURISER")).at(-1)).toMatch(/^PRODUCING/), { timeout: 10_000 });
    await manager.publishAsync(PLANT_ORDER_TOPIC, JSON.stringify({ line: "L7", action: "restore" }), { qos: 1 });
    await vi.waitFor(async () => expect(await facts()).toEqual(["equipment.down", "equipment.restored"]), { timeout: 10_000 });
    const heard = async () =>
      (
        await database.db.execute<{ units: number }>(
          sql`select count(distinct t.work_unit_id)::int as units from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where l.at > now() - interval '1 minute'`,
        )
      )[0]?.units;
    await vi.waitFor(async () => expect(await heard()).toBe(15), { timeout: 10_000 });
  }, 40_000);
});

it.skipIf(mosquittoPath === null)("MQTT 5: mosquitto is installed; where it is not, the above ran with the embedded broker (MQTT 3.1.1) alone", () =>
  expect(mosquittoPath).not.toBeNull(),
);
