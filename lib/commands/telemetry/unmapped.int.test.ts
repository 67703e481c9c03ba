import { and, eq, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditEntry } from "@/db/schema/identity";
import { quarantine } from "@/db/schema/telemetry";
import { sourceMinute, signalMapping, source, sourceState, tag, unmappedMessage, unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addPlain, addSparkplug } from "@/lib/telemetry/normalise";
import { MAX_UNMAPPED, trimUnmapped } from "@/lib/telemetry/sink/keep-unmapped";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch, ingestWithin } from "./ingest-batch";
import { ignoreMetric, mapMetric, unmapMetric } from "./map-metric";
import { setSignalMapping } from "./set-signal-mapping";
import { setSource } from "./set-source";
import { storeKept } from "./store-kept";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

const bdSeq: MetricToWrite = { name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 1 };
let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let informatics: Actor;
let sourceId: string;
const host = new SparkplugHost();
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  informatics = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] } as Actor;
  const added = await execute(plant.services, informatics, setSource, {
    commandId: v7(),
    sourceId: null,
    siteId: plant.siteId,
    code: "hall",
    kind: "PLAIN_JSON",
    topicFilter: "hall/#",
    active: true,
  });
  sourceId = added.ok ? added.data.sourceId : "";
});
afterAll(() => database.close());

/** A message as it comes some seconds after six. */
async function say(seconds: number, topic: string, payload: object | string) {
  const now = SIX + seconds * 1000;
  plant.setNow(now);
  const batch = emptyBatch();
  addPlain(batch, { topic, payload: new TextEncoder().encode(typeof payload === "string" ? payload : JSON.stringify(payload)), receivedAtMs: now });
  return (await ingestBatch(plant.services, plant.worker, batch)).stored;
}
async function hear(seconds: number, kind: string, seq: number, metrics: MetricToWrite[], group = "SITE-A", node = "NEW-1") {
  const now = SIX + seconds * 1000;
  plant.setNow(now);
  const batch = emptyBatch();
  addSparkplug(batch, host.receive({ topic: `spBv1.0/${group}/${kind}/${node}`, payload: encodePayload({ timestamp: now, seq, metrics }), receivedAtMs: now }, now));
  return (await ingestBatch(plant.services, plant.worker, batch)).stored;
}
const listed = async (address: string) =>
  (await database.db.select().from(unmappedMetric).where(eq(unmappedMetric.address, address)).orderBy(unmappedMetric.path)).map(
    ({ path, lastValue, count, unit }) => `${path}=${lastValue} ×${count}${unit === null ? "" : ` ${unit}`}`,
  );
const idOf = async (address: string, path: string) => {
  const [row] = await database.db
    .select({ id: unmappedMetric.id })
    .from(unmappedMetric)
    .where(and(eq(unmappedMetric.address, address), eq(unmappedMetric.path, path)));
  return row?.id ?? "";
};
const kept = async (address: string) => (await database.db.select().from(unmappedMessage).where(eq(unmappedMessage.address, address))).length;
const valuesOf = async (name: string) =>
  [
    ...(await database.db.execute<{ text: string }>(sql`
      select s.value || ' ' || round(extract(epoch from s.at) - ${SIX / 1000}) as text from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.name = ${name} order by s.at`)),
  ].map(({ text }) => text);
const goodOf = async (operationId: string) => {
  const [row] = await database.db.execute<{ good: number }>(sql`select good::float8 as good from execution.count_proposal where operation_id = ${operationId}`);
  return row?.good ?? null;
};
const meaning = { kind: "PARAMETER", counter: null, uom: null, scale: "1" } as const;
async function mapTo(unit: string, address: string, path: string, values: object) {
  const { id: workUnitId } = await plant.unit(unit);
  return execute(plant.services, informatics, mapMetric, { commandId: v7(), metricId: await idOf(address, path), workUnitId, ...meaning, ...values });
}

describe("what nobody has mapped", () => {
  it("is listed once for each value of a topic, with its last value, and stored with its own time as soon as it is mapped", async () => {
    await say(100, "hall/oven", { temp: 180, door: { open: false }, ts: after(10) });
    await say(101, "hall/oven", { temp: 181.5, door: { open: true }, ts: after(20) });
    expect(await listed("hall/oven")).toEqual(["door.open=true ×2", "temp=181.5 ×2"]);
    expect(await mapTo("L1.FILLER", "hall/oven", "temp", { name: "oven-temp" })).toMatchObject({ ok: true, data: { name: "oven-temp" } });
    expect(await valuesOf("oven-temp")).toEqual(["180 10", "181.5 20"]);
    expect(await listed("hall/oven")).toEqual(["door.open=true ×2"]);
    // The messages wait for whoever maps the door.
    expect(await kept("hall/oven")).toBe(2);
    expect(await say(102, "hall/oven", { temp: 182, door: { open: true }, ts: after(30) })).toMatchObject({ samples: 1 });
    expect(await mapTo("L1.FILLER", "hall/oven", "door.open", { name: "oven-door" })).toMatchObject({ ok: true });
    expect(await valuesOf("oven-door")).toEqual(["0 10", "1 20", "1 30"]);
    expect(await valuesOf("oven-temp")).toHaveLength(3);
    expect(await kept("hall/oven")).toBe(0);
    expect(await database.db.select().from(auditEntry).where(eq(auditEntry.action, "metric.map"))).toHaveLength(2);
  });

  it("KP-02 a counter counts what it counted before anybody mapped it", async () => {
    const { operationId } = await plant.loadOperation("L2.FILLER", SIX);
    for (const [seconds, made] of [
      [0, 1000],
      [60, 1040],
      [120, 1090],
    ] as const)
      await say(seconds, "hall/filler2", { made, ts: after(seconds) });
    await mapTo("L2.FILLER", "hall/filler2", "made", { name: "made", kind: "COUNTER", counter: "GOOD" });
    await say(180, "hall/filler2", { made: 1100, ts: after(180) });
    const [proposal] = await database.db.execute<{ good: number }>(sql`select good::float8 as good from execution.count_proposal where operation_id = ${operationId}`);
    expect(proposal).toEqual({ good: 100 });
  });

  it("KP-02 what is kept for one value of a message tells no other value again: it was counted as what it was mapped to then", async () => {
    const wrong = await plant.loadOperation("L1.CAPPER", SIX);
    const right = await plant.loadOperation("L2.CAPPER", SIX);
    for (const [seconds, n] of [
      [10, 100],
      [70, 150],
      [130, 190],
    ] as const)
      await say(seconds, "hall/h", { n, m: n, temp: 5, ts: after(seconds) });
    await mapTo("L1.CAPPER", "hall/h", "n", { name: "h-count", kind: "COUNTER", counter: "GOOD" });
    expect(await goodOf(wrong.operationId)).toBe(90);
    const [mapping] = await database.db.select().from(signalMapping).where(eq(signalMapping.name, "h-count"));
    const counter = { mappingId: mapping?.id ?? "", sourceId, topicPattern: "hall/h", timePath: null, name: "h-count", uom: null, scale: "1", kind: "COUNTER", counter: "GOOD" };
    await execute(plant.services, informatics, setSignalMapping, { commandId: v7(), ...counter, valuePath: "n", workUnit: "L2.CAPPER" });
    await mapTo("L1.FILLER", "hall/h", "temp", { name: "h-temp" });
    expect(await valuesOf("h-temp")).toHaveLength(3);
    expect([await goodOf(wrong.operationId), await goodOf(right.operationId)]).toEqual([90, null]);
    // Nobody's again, and mapped anew: what was kept before is not told a second time either.
    await execute(plant.services, informatics, setSignalMapping, { commandId: v7(), ...counter, valuePath: "other", workUnit: "L2.CAPPER" });
    for (const [seconds, n] of [
      [190, 200],
      [250, 230],
    ] as const)
      await say(seconds, "hall/h", { n, m: n, ts: after(seconds) });
    await mapTo("L2.CAPPER", "hall/h", "n", { name: "h-anew", kind: "COUNTER", counter: "GOOD" });
    expect([await goodOf(wrong.operationId), await goodOf(right.operationId)]).toEqual([90, 30]);
  });

  it("tells the screens of what was kept once it is stored", async () => {
    const { operationId, orderId } = await plant.loadOperation("P2.PACKER", SIX);
    for (const [seconds, n] of [
      [200, 100],
      [260, 150],
    ] as const)
      await say(seconds, "hall/told", { n, ts: after(seconds) });
    plant.told.length = 0;
    await mapTo("P2.PACKER", "hall/told", "n", { name: "told", kind: "COUNTER", counter: "GOOD" });
    const { id } = await plant.unit("P2.PACKER");
    expect(plant.told).toEqual(
      expect.arrayContaining([
        { siteId: plant.siteId, kind: "unit", id, orderId: null },
        { siteId: plant.siteId, kind: "count", id: operationId, orderId },
      ]),
    );
  });

  it("a pattern for many topics stores what was kept of each of them", async () => {
    await say(1, "hall/x/l1/filler", { v: 1, ts: after(1) });
    await say(2, "hall/x/l2/filler", { v: 2, ts: after(2) });
    await execute(plant.services, informatics, setSignalMapping, {
      commandId: v7(),
      mappingId: null,
      sourceId,
      topicPattern: "hall/x/{line}/{unit}",
      valuePath: "v",
      timePath: null,
      workUnit: "{line}.{unit}",
      name: "x",
      ...meaning,
    });
    expect(await valuesOf("x")).toEqual(["1 1", "2 2"]);
    expect(await listed("hall/x/l1/filler")).toEqual([]);
  });

  it("lists Sparkplug metrics of a node that nobody knows, with their unit, and of one that is known in part", async () => {
    const level: MetricToWrite = { name: "Level", alias: 1, dataType: DataType.Double, declare: true, value: 3, unit: "%" };
    const empty: MetricToWrite = { name: "Empty", alias: 2, dataType: DataType.Double, declare: true, value: null };
    expect(await hear(10, "NBIRTH", 0, [bdSeq, level, empty])).toMatchObject({ quarantined: 0 });
    await hear(20, "NDATA", 1, [{ alias: 1, dataType: DataType.Double, value: 4 }]);
    expect(await listed("SITE-A/NEW-1")).toEqual(["Empty=null ×1", "Level=4 ×2 %"]);
    expect(await mapTo("L1.CAPPER", "SITE-A/NEW-1", "Level", { name: "whatever is typed" })).toMatchObject({ ok: true, data: { name: "Level" } });
    expect(await valuesOf("Level")).toEqual(["3 10", "4 20"]);
    await hear(30, "NDATA", 2, [{ alias: 1, dataType: DataType.Double, value: 5 }]);
    expect(await valuesOf("Level")).toEqual(["3 10", "4 20", "5 30"]);
    expect(await listed("SITE-A/NEW-1")).toEqual(["Empty=null ×1"]);
    // It was taken for the wrong machine: it is nobody's again, and mapped anew.
    const [wrong] = await database.db.select({ id: tag.id }).from(tag).where(eq(tag.name, "Level"));
    expect(await execute(plant.services, informatics, unmapMetric, { commandId: v7(), tagId: wrong?.id ?? 0 })).toMatchObject({ ok: true, data: { name: "Level" } });
    await hear(40, "NDATA", 3, [{ alias: 1, dataType: DataType.Double, value: 6 }]);
    expect(await listed("SITE-A/NEW-1")).toEqual(["Empty=null ×1", "Level=6 ×1 %"]);
    expect(await mapTo("L2.CAPPER", "SITE-A/NEW-1", "Level", { name: "Level" })).toMatchObject({ ok: true });
    expect(await valuesOf("Level")).toEqual(["3 10", "4 20", "5 30", "6 40"]);
    const places = await database.db.execute<{ text: string }>(sql`
      select s.value || ' ' || e.code as text from telemetry.sample s join telemetry.tag t on t.id = s.tag_id join reference.equipment e on e.id = t.work_unit_id where t.name = 'Level' order by s.at`);
    expect(places.map(({ text }) => text)).toEqual(["3 L1.CAPPER", "4 L1.CAPPER", "5 L1.CAPPER", "6 L2.CAPPER"]);
    expect(await hear(10, "NBIRTH", 0, [bdSeq, level], "NOBODY")).toMatchObject({ quarantined: 2 });
  });

  it("KP-02 a counter that was mapped to the wrong machine counts for the right one from its first value there", async () => {
    const { operationId } = await plant.loadOperation("P1.PACKER", SIX);
    const counter = { name: "Made", kind: "COUNTER", counter: "GOOD" };
    await hear(10, "NBIRTH", 0, [bdSeq, { name: "Made", alias: 1, dataType: DataType.Int32, declare: true, value: 1000 }], "SITE-A", "NEW-3");
    await mapTo("L1.CAPPER", "SITE-A/NEW-3", "Made", counter);
    await hear(20, "NDATA", 1, [{ alias: 1, dataType: DataType.Int32, value: 1010 }], "SITE-A", "NEW-3");
    const unmap = async () => {
      const [standing] = await database.db
        .select({ id: tag.id })
        .from(tag)
        .where(and(eq(tag.name, "Made"), eq(tag.active, true)));
      return execute(plant.services, informatics, unmapMetric, { commandId: v7(), tagId: standing?.id ?? 0 });
    };
    await unmap();
    await hear(80, "NDATA", 2, [{ alias: 1, dataType: DataType.Int32, value: 1070 }], "SITE-A", "NEW-3");
    await mapTo("P1.PACKER", "SITE-A/NEW-3", "Made", counter);
    expect(await goodOf(operationId)).toBeNull();
    await hear(90, "NDATA", 3, [{ alias: 1, dataType: DataType.Int32, value: 1075 }], "SITE-A", "NEW-3");
    expect(await goodOf(operationId)).toBe(5);
    // Mapped again as what it was, it goes on where it stood; pieces of another size are another meaning.
    await unmap();
    await hear(150, "NDATA", 4, [{ alias: 1, dataType: DataType.Int32, value: 1080 }], "SITE-A", "NEW-3");
    await mapTo("P1.PACKER", "SITE-A/NEW-3", "Made", counter);
    expect(await goodOf(operationId)).toBe(10);
    await unmap();
    await hear(210, "NDATA", 5, [{ alias: 1, dataType: DataType.Int32, value: 1090 }], "SITE-A", "NEW-3");
    await mapTo("P1.PACKER", "SITE-A/NEW-3", "Made", { ...counter, scale: "6" });
    expect(await goodOf(operationId)).toBe(10);
  });

  it("KP-02 a counter of a node wraps where whoever maps it says so", async () => {
    const { operationId } = await plant.loadOperation("L1.FILLER", SIX);
    await hear(320, "NBIRTH", 0, [bdSeq, { name: "Wraps", alias: 1, dataType: DataType.UInt16, declare: true, value: 65_533 }], "SITE-A", "NEW-4");
    await mapTo("L1.FILLER", "SITE-A/NEW-4", "Wraps", { kind: "COUNTER", counter: "GOOD", counterModulus: 65_535, name: "Wraps" });
    await hear(620, "NDATA", 1, [{ alias: 1, dataType: DataType.UInt16, value: 2 }], "SITE-A", "NEW-4");
    expect(await goodOf(operationId)).toBe(5);
  });

  it("the death of a node that nobody has mapped is kept with the node, and is no message that could not be placed", async () => {
    await hear(50, "NBIRTH", 0, [bdSeq, { name: "Load", dataType: DataType.Double, declare: true, value: 3 }], "SITE-A", "NEW-2");
    expect(await hear(60, "NDEATH", 0, [bdSeq], "SITE-A", "NEW-2")).toMatchObject({ quarantined: 0 });
    expect(await database.db.execute(sql`select online from telemetry.sparkplug_node where node_id = 'NEW-2'`)).toEqual([{ online: false }]);
  });

  it("what was kept beside a mapping is found by the worker", async () => {
    await say(40, "hall/late", { v: 7, ts: after(40) });
    const metricId = await idOf("hall/late", "v");
    // As if it had been kept by a writer that did not see the mapping yet.
    await database.db.execute(sql`
      insert into telemetry.signal_mapping (id, site_id, source_id, topic_pattern, value_path, work_unit, kind, name) values (${v7()}, ${plant.siteId}, ${sourceId}, 'hall/late', 'v', 'L1.FILLER', 'PARAMETER', 'late')`);
    expect(metricId).not.toBe("");
    expect(await database.db.transaction((tx) => storeKept(tx, plant.worker, new Date(SIX + 50_000), null))).toMatchObject({ left: 1 });
    expect(await valuesOf("late")).toEqual(["7 40"]);
    expect(await database.db.transaction((tx) => storeKept(tx, plant.worker, new Date(SIX + 50_000), null))).toEqual({ left: 0, changed: [], outbox: false });
  });

  it("what is put aside is counted and no longer kept, until it is taken up again", async () => {
    await say(1, "hall/noise", { rssi: -70 });
    const metricId = await idOf("hall/noise", "rssi");
    await execute(plant.services, informatics, ignoreMetric, { commandId: v7(), metricId, ignored: true });
    await say(2, "hall/noise", { rssi: -71 });
    expect(await kept("hall/noise")).toBe(1);
    await database.db.transaction((tx) => trimUnmapped(rawSql(tx), new Date(SIX + 3000)));
    expect(await kept("hall/noise")).toBe(0);
    expect(await listed("hall/noise")).toEqual(["rssi=-71 ×2"]);
    await execute(plant.services, informatics, ignoreMetric, { commandId: v7(), metricId, ignored: false });
    await say(3, "hall/noise", { rssi: -72 });
    expect(await kept("hall/noise")).toBe(1);
  });

  it("a source that makes names of its values fills its list and no more; quarantine and a count tell of the rest", async () => {
    await execute(plant.services, informatics, setSource, {
      commandId: v7(),
      sourceId: null,
      siteId: plant.siteId,
      code: "flood",
      kind: "PLAIN_JSON",
      topicFilter: "flood/#",
      active: true,
    });
    for (let round = 0; round < 6; round += 1) {
      const batch = emptyBatch();
      const payload = (at: number) => new TextEncoder().encode(JSON.stringify({ v: at }));
      for (let at = 0; at < 500; at += 1) addPlain(batch, { topic: `flood/${round}-${at}`, payload: payload(at), receivedAtMs: SIX + round });
      plant.setNow(SIX + round * 1000);
      await ingestBatch(plant.services, plant.worker, batch);
    }
    const [count] = await database.db.execute<{ listed: number; kept: number }>(sql`
      select (select count(*)::int from telemetry.unmapped_metric where address like 'flood/%') as listed, (select count(*)::int from telemetry.unmapped_message where address like 'flood/%') as kept`);
    expect(count).toEqual({ listed: MAX_UNMAPPED, kept: MAX_UNMAPPED });
    const [state] = await database.db.select().from(sourceState);
    expect(state).toMatchObject({ unlisted: 3000 - MAX_UNMAPPED, unlistedExample: expect.stringMatching(/^flood\//) });
    const specimens = await database.db
      .select({ reason: quarantine.reason })
      .from(quarantine)
      .where(sql`${quarantine.topic} like 'flood/%'`);
    expect(specimens).toEqual([{ reason: `source flood says more than ${MAX_UNMAPPED} values that nobody has mapped; further ones are only counted` }]);
    // What is listed goes on being listed.
    await say(100, "flood/0-0", { v: "again" });
    expect(await listed("flood/0-0")).toEqual(["v=again ×2"]);
  });

  it("keeps as much as it says, and lets go of the oldest", async () => {
    const big = "x".repeat(60_000);
    for (let at = 0; at < 20; at += 1) await say(at, "hall/big", { at, big });
    await say(60, "hall/oven2", { v: 1 });
    const trim = (days: number) => database.db.transaction((tx) => trimUnmapped(rawSql(tx), new Date(SIX + days * 86_400_000)));
    await trim(1);
    expect(await kept("hall/big")).toBe(17);
    expect(await kept("hall/oven2")).toBe(1);
    await trim(8);
    expect(await kept("hall/oven2")).toBe(0);
    expect(await listed("hall/oven2")).toEqual(["v=1 ×1"]);
    await trim(31);
    expect(await listed("hall/oven2")).toEqual([]);
  });
});

describe("a flood", () => {
  it("of names costs little where the list is full, and so does looking through what is kept", async () => {
    const [flood] = await database.db.select({ id: source.id }).from(source).where(eq(source.code, "flood"));
    await database.db.execute(sql`delete from telemetry.unmapped_metric`);
    await database.db.execute(sql`
      insert into telemetry.unmapped_metric (id, site_id, source_id, address, path, count, first_seen_at, last_seen_at)
      select gen_random_uuid(), ${plant.siteId}::uuid, ${flood?.id}::uuid, 'flood/n', 'm' || n, 1, ${after(0)}::timestamptz, ${after(0)}::timestamptz from generate_series(1, ${MAX_UNMAPPED}::int) n`);
    await database.db.execute(sql`
      insert into telemetry.unmapped_message (id, source_id, address, metric, bytes, received_at)
      select gen_random_uuid(), ${flood?.id}::uuid, 'flood/n', 'm' || (n % ${MAX_UNMAPPED}::int + 1), '\\x7b7d'::bytea, ${after(0)}::timestamptz from generate_series(1, 40000) n`);
    const batch = emptyBatch();
    for (let at = 0; at < 500; at += 1) {
      const fields = Object.fromEntries(Array.from({ length: 100 }, (_, field) => [`f${at}-${field}`, field]));
      addPlain(batch, { topic: `flood/many/${at}`, payload: new TextEncoder().encode(JSON.stringify(fields)), receivedAtMs: SIX });
    }
    plant.setNow(SIX + 1000);
    // Whatever takes a step for each pair of values, or of messages and values, takes minutes.
    await database.db.transaction(async (tx) => {
      await tx.execute(sql`set local statement_timeout = '4s'`);
      await ingestWithin(tx, plant.worker, batch, { recordedAt: new Date(SIX + 1000), siteIds: null });
      await trimUnmapped(rawSql(tx), new Date(SIX + 1000));
    });
    expect(await kept("flood/n")).toBe(40_000);
    expect((await database.db.select().from(sourceState))[0]?.unlisted).toBe(50_000);
  });

  it("is looked through by one worker at a time", async () => {
    await database.db.execute(sql`update telemetry.unmapped_metric set ignored_at = now()`);
    await database.db.transaction(async (tx) => {
      await trimUnmapped(rawSql(tx), new Date(SIX + 1000));
      await database.db.execute(sql`
        insert into telemetry.unmapped_message (id, source_id, address, metric, bytes, received_at)
        select gen_random_uuid(), id, 'flood/idle', '', ''::bytea, now() from telemetry.source where code = 'flood'`);
      await database.db.transaction((other) => trimUnmapped(rawSql(other), new Date(SIX + 1000)));
      expect(await kept("flood/idle")).toBe(1);
    });
    await database.db.transaction((tx) => trimUnmapped(rawSql(tx), new Date(SIX + 1000)));
    expect(await kept("flood/idle")).toBe(0);
  });
});

describe("minutes of a source", () => {
  it("count what came and how long it took, history aside", async () => {
    await say(600, "site-a/filling/l1/capper/param", { seq: 1, ts: after(598), parameter: "cap-torque", value: 7 });
    await say(601, "site-a/filling/l1/capper/param", { seq: 2, ts: after(605), parameter: "cap-torque", value: 7 });
    const rows = await database.db
      .select()
      .from(sourceMinute)
      .where(eq(sourceMinute.minute, new Date(SIX + 600_000)));
    expect(rows).toMatchObject([{ readings: 2, timed: 2, delaySumMs: -2000, delayMinMs: -4000, delayMaxMs: 2000, lastReceivedAt: new Date(SIX + 601_000) }]);
  });

  it("have no delay of values that say no time of their own, of either door", async () => {
    await say(660, "hall/untimed", { v: 1 });
    await mapTo("L1.FILLER", "hall/untimed", "v", { name: "untimed" });
    await say(661, "hall/untimed", { v: 2 });
    await say(662, "hall/untimed", { v: 3, ts: after(660) });
    const rows = await database.db
      .select()
      .from(sourceMinute)
      .where(and(eq(sourceMinute.minute, new Date(SIX + 660_000)), eq(sourceMinute.sourceId, sourceId)));
    expect(rows).toMatchObject([{ readings: 3, timed: 1, delaySumMs: 2000, delayMinMs: 2000 }]);
    const batch = emptyBatch();
    const at = SIX + 720_000;
    for (const [kind, seq] of [
      ["NBIRTH", 0],
      ["NDATA", 1],
    ] as const) {
      const payload = encodePayload({ seq, metrics: [{ name: "Silent", dataType: DataType.Double, declare: true, value: seq }] });
      addSparkplug(batch, host.receive({ topic: `spBv1.0/SITE-A/${kind}/NEW-9`, payload, receivedAtMs: at }, at));
    }
    expect(batch.metrics.map(({ ownTime }) => ownTime)).toEqual([false, false]);
  });
});
