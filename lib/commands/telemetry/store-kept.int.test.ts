import { eq } from "drizzle-orm";
import { v7 } from "uuid";
import { afterEach, beforeEach, expect, it } from "vitest";
import { quarantine } from "@/db/schema/telemetry";
import { signalMapping, unmappedMessage, unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addPlain, addSparkplug } from "@/lib/telemetry/normalise";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch } from "./ingest-batch";
import { mapMetric } from "./map-metric";
import { setSignalMapping } from "./set-signal-mapping";
import { setSource } from "./set-source";
import { storeKept } from "./store-kept";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

const bdSeq = { name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 0 };

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let informatics: Actor;
beforeEach(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  informatics = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] } as Actor;
});
afterEach(() => database.close());

const keptRows = async () => (await database.db.select({ id: unmappedMessage.id }).from(unmappedMessage)).length;
const listed = async () => (await database.db.select({ path: unmappedMetric.path }).from(unmappedMetric).orderBy(unmappedMetric.path)).map(({ path }) => path);
const asWorker = () => database.db.transaction((tx) => storeKept(tx, plant.worker, new Date(SIX + 4_000_000), null));
const STATE = { kind: "STATE", counter: null, uom: null, scale: "1" } as const;
const RUNS = { value: "RUNS", state: "PRODUCING" } as const;
const STANDS = { value: "STANDS", state: "HELD" } as const;
async function mapTo(path: string, values: object) {
  const [metric] = await database.db.select({ id: unmappedMetric.id }).from(unmappedMetric).where(eq(unmappedMetric.path, path));
  const { id: workUnitId } = await plant.unit("L1.FILLER");
  return execute(plant.services, informatics, mapMetric, { commandId: v7(), metricId: metric?.id ?? "", workUnitId, name: path, ...STATE, ...values });
}

it("keeps what a mapping of a topic cannot read, lists its value on, and stores all of it once the mapping can", async () => {
  const hall = { commandId: v7(), sourceId: null, siteId: plant.siteId, code: "hall", kind: "PLAIN_JSON", topicFilter: "hall/#", active: true } as const;
  await execute(plant.services, informatics, setSource, hall);
  // More than what is put aside of a source in a minute (SEC-15).
  for (let at = 0; at < 1200; at += 600) {
    plant.setNow(SIX + at * 1000);
    const batch = emptyBatch();
    for (let n = at; n < at + 600; n += 1) {
      const payload = { mode: n % 2 === 0 ? "RUNS" : "STANDS", temp: n, ts: after(n) };
      addPlain(batch, { topic: "hall/press", payload: new TextEncoder().encode(JSON.stringify(payload)), receivedAtMs: SIX + n * 1000 });
    }
    await ingestBatch(plant.services, plant.worker, batch);
  }
  plant.setNow(SIX + 3_600_000);
  expect(await mapTo("mode", {})).toMatchObject({ ok: true });
  expect([await keptRows(), await listed()]).toEqual([1200, ["mode", "temp"]]);
  expect(await database.db.select().from(quarantine)).toEqual([]);
  // Another value of the same messages is none the worse for it.
  expect(await mapTo("temp", { kind: "PARAMETER" })).toMatchObject({ ok: true });
  expect([await keptRows(), await listed()]).toEqual([1200, ["mode"]]);
  expect((await database.sql`select from telemetry.sample`).length).toBe(1200);
  // Nobody tries in vain.
  expect(await asWorker()).toMatchObject({ left: 0, changed: [] });

  const [mapping] = await database.db.select().from(signalMapping).where(eq(signalMapping.name, "mode"));
  if (mapping === undefined) throw new Error("nothing was mapped");
  const { id: mappingId, sourceId, topicPattern, valuePath } = mapping;
  const set = (states: readonly object[]) =>
    execute(plant.services, informatics, setSignalMapping, {
      commandId: v7(),
      mappingId,
      sourceId,
      topicPattern,
      valuePath,
      timePath: null,
      workUnit: "L1.FILLER",
      name: "mode",
      ...STATE,
      states,
    });
  expect(await set([RUNS])).toMatchObject({ ok: true });
  expect([await keptRows(), await listed()]).toEqual([600, ["mode"]]);
  expect(await set([RUNS, STANDS])).toMatchObject({ ok: true });
  expect([await keptRows(), await listed()]).toEqual([0, []]);
  const timeline = await plant.timeline("L1.FILLER");
  expect([timeline.length, ...timeline.slice(0, 2)]).toEqual([1200, "PRODUCING 0-1", "MICRO_STOP 1-2"]);
});

it("keeps what a mapping of a Sparkplug metric cannot read until it is mapped anew, or nothing of it is kept any more", async () => {
  const host = new SparkplugHost();
  const hear = async (seq: number, value: string) => {
    const now = SIX + seq * 1000;
    plant.setNow(now);
    const batch = emptyBatch();
    const told = ["Status", "Other"].map((name) => ({ name, dataType: DataType.String, declare: true, value }));
    const metrics = seq === 0 ? [bdSeq, ...told] : told;
    addSparkplug(
      batch,
      host.receive({ topic: `spBv1.0/SITE-A/${seq === 0 ? "NBIRTH" : "NDATA"}/NEW-1`, payload: encodePayload({ timestamp: now, seq, metrics }), receivedAtMs: now }, now),
    );
    await ingestBatch(plant.services, plant.worker, batch);
  };
  await hear(0, "RUNS");
  await hear(1, "STANDS");
  for (const path of ["Status", "Other"]) expect(await mapTo(path, {})).toMatchObject({ ok: true });
  expect([await keptRows(), await listed()]).toEqual([4, ["Other", "Status"]]);
  expect(await mapTo("Status", { states: [RUNS, STANDS] })).toMatchObject({ ok: true });
  expect([await keptRows(), await listed()]).toEqual([2, ["Other"]]);
  expect(await plant.timeline("L1.FILLER")).toEqual(["PRODUCING 0-1", "HELD 1-"]);
  expect(await database.db.select().from(quarantine)).toEqual([]);
  await database.db.delete(unmappedMessage);
  expect(await asWorker()).toMatchObject({ left: 1 });
  expect(await listed()).toEqual([]);
});

it("keeps what a batch says of many values, however many rows that makes", async () => {
  const wide = new SparkplugHost();
  const batch = emptyBatch();
  const now = SIX + 400_000;
  plant.setNow(now);
  const names = Array.from({ length: 800 }, (_, n) => `m${n}`);
  for (let seq = 0; seq < 14; seq += 1) {
    const metrics = names.map((name) => ({ name, dataType: DataType.Double, declare: seq === 0, value: seq + 0.5 }));
    const birth = [bdSeq, ...metrics];
    const payload = encodePayload({ timestamp: now, seq, metrics: seq === 0 ? birth : metrics });
    addSparkplug(batch, wide.receive({ topic: `spBv1.0/SITE-A/${seq === 0 ? "NBIRTH" : "NDATA"}/WIDE-1`, payload, receivedAtMs: now }, now));
  }
  await ingestBatch(plant.services, plant.worker, batch);
  expect(await keptRows()).toBe(14 * 800);
});
