import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { quarantine } from "@/db/schema/telemetry";
import { source, sparkplugNode, unmappedMessage, unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { newId } from "@/lib/platform/ids";
import { emptyBatch, type TelemetryBatch } from "@/lib/telemetry/batch";
import { addPlain, addSparkplug } from "@/lib/telemetry/normalise";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { writeBatch } from "@/lib/telemetry/write-batch";
import { ingestBatch } from "./ingest-batch";
import { SIX, telemetryPlant } from "./testing/telemetry-plant";

/** A name that no compression makes fit for an index. */
const LONG = randomBytes(3000).toString("hex");

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  await database.db.insert(source).values({ id: newId(), siteId: plant.siteId, code: "PRESS", kind: "PLAIN_JSON", topicFilter: "press/#" });
});
afterAll(() => database.close());

const write = (batch: TelemetryBatch) =>
  writeBatch(batch, async (part) => void (await ingestBatch(plant.services, plant.worker, part)), pino({ level: "silent" }), AbortSignal.timeout(10_000));
const reasons = async () => (await database.db.select({ reason: quarantine.reason }).from(quarantine)).map(({ reason }) => reason).toSorted();

it("a name that is no key of any table goes to quarantine, and keeps nothing else of its batch out", async () => {
  const host = new SparkplugHost();
  const bdSeq: MetricToWrite = { name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 1 };
  const metric = (name: string, alias: number): MetricToWrite => ({ name, alias, dataType: DataType.Double, declare: true, value: 1 });
  const batch = emptyBatch();
  const say = (path: string, seq: number, metrics: MetricToWrite[]) =>
    addSparkplug(batch, host.receive({ topic: `spBv1.0/SITE-A/${path}`, payload: encodePayload({ timestamp: SIX, seq, metrics }), receivedAtMs: SIX }, SIX));
  say("NBIRTH/GOOD", 0, [bdSeq, metric("temp", 1)]);
  say("NBIRTH/ODD", 0, [bdSeq, metric(LONG, 1), metric("temp", 2)]);
  say(`DBIRTH/ODD/${LONG}`, 1, [metric("level", 3)]);
  const plain = (topic: string, payload: object) => addPlain(batch, { topic, payload: new TextEncoder().encode(JSON.stringify(payload)), receivedAtMs: SIX });
  plain(`press/${LONG}`, { pressure: 1 });
  plain("press/1", { pressure: 1, [LONG]: 2 });
  plain(`site-a/filling/l1/${LONG}/state`, { ts: "2026-01-05T06:00:00Z", seq: 1, state: "PRODUCING" });
  await write(batch);

  expect((await database.db.select({ node: sparkplugNode.nodeId, device: sparkplugNode.deviceId }).from(sparkplugNode)).toSorted((a, b) => (a.node < b.node ? -1 : 1))).toEqual([
    { node: "GOOD", device: "" },
    { node: "ODD", device: "" },
  ]);
  const listed = await database.db.select({ address: unmappedMetric.address, path: unmappedMetric.path }).from(unmappedMetric);
  expect(listed.map(({ address, path }) => `${address} ${path}`).toSorted()).toEqual(["SITE-A/GOOD temp", "SITE-A/ODD temp", "press/1 pressure"]);
  const [topic, name] = ["the topic is longer than 512 bytes", "the name of a metric is longer than 512 bytes"];
  expect((await reasons()).filter((reason) => !reason.startsWith("metric "))).toEqual([name, topic, topic, topic]);
});

it("what the database finds too long all the same is put aside alone", async () => {
  const batch = emptyBatch();
  const message = { topic: "spBv1.0/SITE-A/NBIRTH/X", payload: Uint8Array.of(1), receivedAtMs: SIX };
  const born = { group: "SITE-A", device: "", online: true, bdSeq: 1, declared: [], atMs: SIX, message };
  batch.nodes.push({ ...born, node: LONG }, { ...born, node: "NEXT" });
  await write(batch);
  expect(await database.db.select({ node: sparkplugNode.nodeId }).from(sparkplugNode)).toContainEqual({ node: "NEXT" });
  expect(await reasons()).toContainEqual(expect.stringMatching(/^refused by the database: /));
});

it("what no text of the database can hold is replaced in the name and the address of what nobody has mapped, which is kept as any other", async () => {
  const batch = emptyBatch();
  addPlain(batch, { topic: "press/odd\u0000", payload: new TextEncoder().encode('{"te\\ud83dmp\\u0000":5}'), receivedAtMs: SIX });
  await write(batch);
  const address = "press/odd\uFFFD";
  expect((await database.db.select().from(unmappedMetric)).filter((one) => one.address === address)).toMatchObject([{ path: "te\uFFFDmp\uFFFD", lastValue: "5" }]);
  expect((await database.db.select().from(unmappedMessage)).filter((one) => one.address === address)).toHaveLength(1);
});
