import { eq, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { source, unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { newId } from "@/lib/platform/ids";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addSparkplug } from "@/lib/telemetry/normalise";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch } from "./ingest-batch";
import { ingestMessages } from "./ingest-messages";
import { mapMetrics } from "./map-metric";
import { plantWithHall } from "./testing/hall-source";
import { after, SIX } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof plantWithHall>>["plant"];
let informatics: Actor;
beforeAll(async () => {
  database = await testDatabase();
  ({ plant, informatics } = await plantWithHall(database.db));
  // What the example plant has is no part of this.
  await database.db.execute(sql`update telemetry.tag set active = false`);
});
afterAll(() => database.close());

const say = (topic: string, payload: unknown) => ingestMessages(plant.services, plant.worker, { messages: [{ topic, payload }] });
const listed = async (address: string) => database.db.select().from(unmappedMetric).where(eq(unmappedMetric.address, address)).orderBy(unmappedMetric.path);
const samplesOf = async (name: string) =>
  (
    await database.db.execute<{ count: number }>(
      sql`select count(*)::int as count from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.name like ${name} and t.active`,
    )
  )[0]?.count;
const parameter = { kind: "PARAMETER", counter: null, uom: null, counterModulus: null } as const;
const good = { kind: "COUNTER", counter: "GOOD", uom: null, counterModulus: null } as const;

it("maps several values at once, with what was kept of them, and leaves on the list what is refused", async () => {
  await say("hall/many", { temp: 1, speed: 2, made: 5, madeToday: 5, ts: after(0) });
  await say("hall/many", { temp: 3, speed: 4, made: 7, madeToday: 7, ts: after(10) });
  const { id: workUnitId } = await plant.unit("L1.FILLER");
  const rows = await listed("hall/many");
  const metrics = rows.map(({ id, path }) => ({ metricId: id, workUnitId, name: path, ...(path.startsWith("made") ? good : parameter) }));
  const unknown = { metricId: newId(), workUnitId, name: "gone", ...parameter };
  const done = await execute(plant.services, informatics, mapMetrics, { commandId: v7(), metrics: [...metrics, unknown] });
  // Two counters of good pieces would count each piece twice.
  const twice = { metricId: rows.find(({ path }) => path === "madeToday")?.id, name: "madeToday", code: "SIGNAL_TWICE" };
  expect(done).toMatchObject({ ok: true, data: { mapped: 3, refused: [twice, { metricId: unknown.metricId, name: "gone", code: "NOT_FOUND" }] } });
  expect([await samplesOf("temp"), await samplesOf("speed"), (await listed("hall/many")).map(({ path }) => path)]).toEqual([2, 2, ["madeToday"]]);
});

it("values that would be called alike on one machine are told apart", async () => {
  await say("hall/zones", { one: { temp: 1 }, two: { temp: 2 }, ts: after(20) });
  const { id: workUnitId } = await plant.unit("L1.FILLER");
  const metrics = (await listed("hall/zones")).map(({ id }) => ({ metricId: id, workUnitId, name: "temp", ...parameter }));
  expect(await execute(plant.services, informatics, mapMetrics, { commandId: v7(), metrics })).toMatchObject({ ok: true, data: { mapped: 2 } });
  expect([await samplesOf("one.temp"), await samplesOf("two.temp")]).toEqual([1, 1]);
});

it("takes the time of a value that stands beside it, and refuses one that is no path", async () => {
  await say("hall/beside", { list: [{ name: "temp", value: 20, timestamp: SIX + 30_000 }] });
  const { id: workUnitId } = await plant.unit("L1.FILLER");
  const rows = (await listed("hall/beside")).filter(({ path }) => path.endsWith(".value"));
  const metrics = (timePath: string) => rows.map(({ id }) => ({ metricId: id, workUnitId, name: "beside", ...parameter, timePath }));
  const wrong = await execute(plant.services, informatics, mapMetrics, { commandId: v7(), metrics: metrics("list[*].timestamp") });
  expect(wrong).toMatchObject({ ok: true, data: { mapped: 0, refused: [{ code: "MAPPING_INVALID" }] } });
  await execute(plant.services, informatics, mapMetrics, { commandId: v7(), metrics: metrics('list[name="temp"].timestamp') });
  const [row] = await database.db.execute<{ at: string }>(
    sql`select (extract(epoch from s.at) * 1000)::bigint::text as at from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.name = 'beside'`,
  );
  expect(row?.at).toBe(String(SIX + 30_000));
});

it("maps the metrics of a Sparkplug node by their own names", async () => {
  await database.db.insert(source).values({ id: newId(), siteId: plant.siteId, code: "edge", kind: "SPARKPLUG", topicFilter: "spBv1.0/EDGE/#" });
  const host = new SparkplugHost();
  const bdSeq: MetricToWrite = { name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 1 };
  const values = Array.from({ length: 120 }, (_, index): MetricToWrite => ({
    name: `zone ${index}/temp`,
    alias: index + 1,
    dataType: DataType.Double,
    declare: true,
    value: index,
  }));
  const now = SIX + 60_000;
  plant.setNow(now);
  const batch = emptyBatch();
  const payload = encodePayload({ timestamp: now, seq: 0, metrics: [bdSeq, ...values] });
  addSparkplug(batch, host.receive({ topic: "spBv1.0/EDGE/NBIRTH/oven", payload, receivedAtMs: now }, now));
  await ingestBatch(plant.services, plant.worker, batch);
  const rows = await listed("EDGE/oven");
  const { id: workUnitId } = await plant.unit("L1.FILLER");
  const metrics = rows.map(({ id, path }) => ({ metricId: id, workUnitId, name: path, ...parameter }));
  expect(await execute(plant.services, informatics, mapMetrics, { commandId: v7(), metrics })).toMatchObject({ ok: true, data: { mapped: 120, refused: [] } });
  expect([await samplesOf("zone %"), (await listed("EDGE/oven")).length]).toEqual([120, 0]);
});
