import { asc, eq, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditEntry } from "@/db/schema/identity";
import { source, tag, unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { mappedSignals } from "@/lib/queries/admin/mapped-signals";
import { refusedValues } from "@/lib/queries/admin/refused-values";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addSparkplug } from "@/lib/telemetry/normalise";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch } from "./ingest-batch";
import { ingestMessages } from "./ingest-messages";
import { mapMetric } from "./map-metric";
import { setMetricMapping } from "./set-metric-mapping";
import { setSignalMapping } from "./set-signal-mapping";
import { storeKept } from "./store-kept";
import { plantWithHall } from "./testing/hall-source";
import { after, SIX } from "./testing/telemetry-plant";
import { untilWaiting } from "./testing/until-waiting";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof plantWithHall>>["plant"];
let informatics: Actor;
let sourceId: string;
const host = new SparkplugHost();
beforeAll(async () => {
  database = await testDatabase();
  ({ plant, informatics, sourceId } = await plantWithHall(database.db));
});
afterAll(() => database.close());

async function hear(seconds: number, kind: string, seq: number, metrics: MetricToWrite[]) {
  const now = SIX + seconds * 1000;
  plant.setNow(now);
  const batch = emptyBatch();
  addSparkplug(batch, host.receive({ topic: `spBv1.0/SITE-A/${kind}/NEW-1`, payload: encodePayload({ timestamp: now, seq, metrics }), receivedAtMs: now }, now));
  return (await ingestBatch(plant.services, plant.worker, batch)).stored;
}
const meaning = { kind: "PARAMETER", counter: null, uom: null, scale: "1" } as const;
async function map(unit: string, path: string, values: object) {
  const [metric] = await database.db.select({ id: unmappedMetric.id }).from(unmappedMetric).where(eq(unmappedMetric.path, path));
  const { id: workUnitId } = await plant.unit(unit);
  return execute(plant.services, informatics, mapMetric, { commandId: v7(), metricId: metric?.id ?? "", workUnitId, ...meaning, name: path, ...values });
}
const tagsOf = (name: string) => database.db.select().from(tag).where(eq(tag.name, name)).orderBy(asc(tag.id));
const standing = async (name: string) => (await tagsOf(name)).find(({ active }) => active)?.id ?? 0;
async function change(name: string, unit: string, values: object) {
  const { id: workUnitId } = await plant.unit(unit);
  return execute(plant.services, informatics, setMetricMapping, { commandId: v7(), tagId: await standing(name), workUnitId, ...meaning, ...values });
}
const samplesOf = async (id: number) =>
  (await database.db.execute<{ value: number }>(sql`select value from telemetry.sample where tag_id = ${id} order by at`)).map(({ value }) => value);
const refused = async (id: string | number) => (await refusedValues({ db: database.db, now: new Date(SIX) }, informatics)).get(String(id));

describe("a Sparkplug metric that is mapped", () => {
  const level = (value: number): MetricToWrite => ({ alias: 1, dataType: DataType.Double, value });
  const made = (value: number): MetricToWrite => ({ alias: 2, dataType: DataType.Int32, value });
  const mode = (value: string): MetricToWrite => ({ alias: 3, dataType: DataType.String, value });

  it("gets limits in place, and what it said goes on in one history; another unit is another signal, and what was stored keeps its own", async () => {
    await hear(10, "NBIRTH", 0, [
      { ...level(3), name: "Level", declare: true },
      { ...made(1000), name: "Made", declare: true },
      { ...mode("AUTO"), name: "Mode", declare: true },
    ]);
    await map("L1.CAPPER", "Level", {});
    await hear(20, "NDATA", 1, [level(4)]);
    const id = await standing("Level");
    expect(await change("Level", "L1.CAPPER", { lowerLimit: "2", upperLimit: "8" })).toMatchObject({ ok: true, data: { name: "Level" } });
    await hear(30, "NDATA", 2, [level(5)]);
    expect(await tagsOf("Level")).toMatchObject([{ id, active: true }]);
    expect((await tagsOf("Level"))[0]?.upperLimit?.toFixed()).toBe("8");
    expect(await samplesOf(id)).toEqual([3, 4, 5]);
    expect(await change("Level", "L1.CAPPER", { scale: "10" })).toMatchObject({ ok: true });
    await hear(40, "NDATA", 3, [level(6)]);
    expect(await samplesOf(id)).toEqual([3, 4, 5]);
    expect(await samplesOf(await standing("Level"))).toEqual([60]);
    const notes = await database.db.select({ detail: auditEntry.detail }).from(auditEntry).where(eq(auditEntry.action, "metric.set"));
    expect(notes).toHaveLength(2);
    expect(notes[0]?.detail).toMatchObject({ old: ["L1.CAPPER", "PARAMETER", "no unit", "× 1"], new: ["L1.CAPPER", "PARAMETER", "no unit", "× 1", "≥ 2", "≤ 8"] });
    expect(await change("Level", "L1.CAPPER", { uom: "NO-UNIT" })).toMatchObject({ ok: false, code: "MAPPING_INVALID", params: { field: "uom" } });
    expect(await execute(plant.services, informatics, setMetricMapping, { commandId: v7(), tagId: id, workUnitId: (await plant.unit("L1.CAPPER")).id, ...meaning })).toMatchObject({
      ok: false,
      code: "NOT_FOUND",
    });
  });

  it("KP-02 goes on where it stood as a counter, at another machine and in another scale too", async () => {
    const { operationId } = await plant.loadOperation("P1.PACKER", SIX);
    const counter = { kind: "COUNTER", counter: "GOOD" } as const;
    await map("L1.FILLER", "Made", counter);
    await hear(50, "NDATA", 4, [made(1010)]);
    expect(await change("Made", "P1.PACKER", { ...counter, scale: "6" })).toMatchObject({ ok: true });
    await hear(110, "NDATA", 5, [made(1012)]);
    const [proposal] = await database.db.execute<{ good: number }>(sql`select good::float8 as good from execution.count_proposal where operation_id = ${operationId}`);
    expect(proposal).toEqual({ good: 12 });
  });

  it("says what it refuses, kept or in quarantine, with the last value; words that fit take in what was kept", async () => {
    const words = [{ value: "AUTO", state: "PRODUCING" }] as const;
    await hear(120, "NDATA", 6, [mode("MANUAL")]);
    await map("L2.CAPPER", "Mode", { kind: "STATE", states: words });
    const id = await standing("Mode");
    expect(await refused(id)).toEqual({ kept: 1, aside: 0, lastValue: "MANUAL", reason: "Mode is not a known equipment state", topic: null });
    await hear(130, "NDATA", 7, [mode("CLEANING")]);
    await hear(140, "NDATA", 8, [mode("CLEANING")]);
    expect(await refused(id)).toEqual({ kept: 1, aside: 2, lastValue: "CLEANING", reason: "Mode is not a known equipment state", topic: "spBv1.0/SITE-A/NDATA/NEW-1" });
    expect(await change("Mode", "L2.CAPPER", { kind: "STATE", states: [...words, { value: "MANUAL", state: "HELD" }] })).toMatchObject({ ok: true });
    expect(await standing("Mode")).toBe(id);
    expect(await plant.timeline("L2.CAPPER")).toEqual(["PRODUCING 10-120", "HELD 120-"]);
    expect(await refused(id)).toMatchObject({ kept: 0, aside: 2 });
    expect(await database.db.$count(unmappedMetric, eq(unmappedMetric.path, "Mode"))).toBe(0);
  });
});

it("a mapping of JSON topics that refuses values is named with how many and the last, and comes first; one beside it that reads them is not", async () => {
  const place = { sourceId, topicPattern: "hall/{unit}/values", timePath: null, workUnit: "L1.{unit}", ...meaning };
  const set = (valuePath: string, name: string) => execute(plant.services, informatics, setSignalMapping, { commandId: v7(), mappingId: null, ...place, valuePath, name });
  const [good, bad] = [await set("a", "alpha"), await set("z.temp", "temp")];
  const idOf = (result: typeof good) => (result.ok ? result.data.mappingId : "");
  for (const [second, temp] of ["warm", "n/a", 21].entries())
    await ingestMessages(plant.services, plant.worker, { messages: [{ topic: "hall/filler/values", payload: { ts: after(second), a: second, z: { temp } } }] });
  expect(await refused(idOf(bad))).toEqual({ kept: 0, aside: 2, lastValue: "n/a", reason: "the value is not a number", topic: "hall/filler/values" });
  expect(await refused(idOf(good))).toBeUndefined();
  const reader = { db: database.db, now: new Date(SIX) };
  const { mappings } = await mappedSignals(reader, informatics, { text: "hall/{unit}", page: 1 }, await refusedValues(reader, informatics));
  expect(mappings.map(({ name, refused: is }) => [name, is?.aside ?? 0])).toEqual([
    ["temp", 2],
    ["alpha", 0],
  ]);
  const stranger: Actor = { ...informatics, sites: [] };
  expect(await refusedValues(reader, stranger)).toEqual(new Map());
});

it("a mapping that is set anew and a worker that stores what was kept hold the listed values in one order", async () => {
  const [sparkplug] = await database.db.select({ id: source.id }).from(source).where(eq(source.kind, "SPARKPLUG"));
  const { id: workUnitId, number: equipmentNumber } = await plant.unit("L1.FILLER");
  const seenAt = new Date(SIX);
  for (const [address, refusedAt] of [
    ["A", null],
    ["M", null],
    ["Z", seenAt],
  ] as const) {
    const place = { siteId: plant.siteId, sourceId: sparkplug?.id ?? "", address: `SITE-A/${address}` };
    await database.db.insert(tag).values({ ...place, name: "Torque", workUnitId, equipmentNumber, kind: "PARAMETER" });
    await database.db.insert(unmappedMetric).values({ id: v7(), ...place, path: "Torque", count: 1, firstSeenAt: seenAt, lastSeenAt: seenAt, refusedAt });
  }
  const [last] = (await tagsOf("Torque")).slice(-1);
  const both = await database.db.transaction(async (tx) => {
    await tx.select().from(unmappedMetric).where(eq(unmappedMetric.address, "SITE-A/M")).for("update");
    // The worker has the first and waits for the second.
    const stored = database.db.transaction((other) => storeKept(other, plant.worker, seenAt, null));
    await untilWaiting(database.db, 1);
    const set = execute(plant.services, informatics, setMetricMapping, { commandId: v7(), tagId: last?.id ?? 0, workUnitId, ...meaning, lowerLimit: "1" });
    await untilWaiting(database.db, 2);
    // Whoever waits for the first holds no later one: of two that do, one would have to give up and begin anew.
    expect(
      await tx.select({ address: unmappedMetric.address }).from(unmappedMetric).where(eq(unmappedMetric.address, "SITE-A/Z")).for("update", { skipLocked: true }),
    ).toHaveLength(1);
    return [stored, set] as const;
  });
  expect(await Promise.all(both)).toMatchObject([{ left: 3 }, { ok: true, data: { name: "Torque" } }]);
});
