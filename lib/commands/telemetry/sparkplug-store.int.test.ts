import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { quarantine } from "@/db/schema/telemetry";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { emptyBatch } from "@/lib/telemetry/batch";
import { received } from "@/lib/telemetry/message";
import { addSparkplug } from "@/lib/telemetry/normalise";
import { aliveNodes } from "@/lib/telemetry/sink/alive-nodes";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import type { HostEffect } from "@/lib/telemetry/sparkplug/effects";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch } from "./ingest-batch";
import { SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
const host = new SparkplugHost();
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

const DATA_SET = 16;
const bdSeq: MetricToWrite = { name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 1 };
const birth: MetricToWrite[] = [
  bdSeq,
  { name: "State", alias: 1, dataType: DataType.String, declare: true, value: "PRODUCING" },
  { name: "Good Count", alias: 2, dataType: DataType.UInt32, declare: true, value: 10 },
  { name: "past-temp", alias: 3, dataType: DataType.Double, declare: true, value: 140, unit: "°C" },
];

/** What an edge node of the demo plant says, some seconds after six, as the host hears it then. */
async function hear(kind: string, seconds: number, seq: number | undefined, metrics: MetricToWrite[], device = "") {
  const now = SIX + seconds * 1000;
  plant.setNow(now);
  const payload = encodePayload({ timestamp: now, seq, metrics });
  const batch = emptyBatch();
  addSparkplug(batch, host.receive({ topic: `spBv1.0/SITE-A/${kind}/PAST-1${device === "" ? "" : `/${device}`}`, payload, receivedAtMs: now }, now));
  return ingestBatch(plant.services, plant.worker, batch);
}

const latest = async (name: string) =>
  (
    await database.db.execute<{ value: number; stale: boolean; at: number }>(sql`
      select l.value, l.stale, round(extract(epoch from l.at) - ${SIX / 1000})::int as at
      from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where t.address = 'SITE-A/PAST-1' and t.name = ${name}`)
  )[0];
const nodes = () => database.db.execute(sql`select device_id as device, online, metrics from telemetry.sparkplug_node where node_id = 'PAST-1' order by device_id`);

it("node-state: a birth says which metrics there are, with type and unit; a death takes the devices with it and makes every value stale", async () => {
  await hear("NBIRTH", 0, 0, birth);
  await hear("DBIRTH", 0, 1, [{ name: "Level", alias: 9, dataType: DataType.Float, declare: true, value: 1 }], "TANK");
  expect(await nodes()).toMatchObject([
    {
      device: "",
      online: true,
      metrics: [
        { name: "State", dataType: DataType.String, unit: null },
        { name: "Good Count", dataType: DataType.UInt32, unit: null },
        { name: "past-temp", dataType: DataType.Double, unit: "°C" },
      ],
    },
    { device: "TANK", online: true },
  ]);
  expect(await latest("past-temp")).toEqual({ value: 140, stale: false, at: 0 });
  await hear("NDEATH", 20, undefined, [bdSeq]);
  expect(await nodes()).toMatchObject([
    { device: "", online: false },
    { device: "TANK", online: false },
  ]);
  for (const name of ["State", "Good Count", "past-temp"]) expect(await latest(name)).toMatchObject({ stale: true });
  expect((await plant.timeline("PAST-1.PASTEURISER")).at(-1)).toBe("UNKNOWN 20-");
});

it("is_historical: what a node kept while it was away goes into the history and is nowhere shown as what is now", async () => {
  await hear("NBIRTH", 60, 0, birth);
  const past = (seconds: number) => ({ historical: true, timestamp: SIX + seconds * 1000 });
  await hear("NDATA", 61, 1, [
    { alias: 3, dataType: DataType.Double, value: 99, ...past(30) },
    { alias: 2, dataType: DataType.UInt32, value: 8, ...past(30) },
    { alias: 1, dataType: DataType.String, value: "DOWN", ...past(30) },
    { alias: 1, dataType: DataType.String, value: "PRODUCING", ...past(40) },
    // Its clock is ahead: even then the past is not what is now.
    { alias: 3, dataType: DataType.Double, value: 98, ...past(70) },
    { alias: 2, dataType: DataType.UInt32, value: 12, ...past(70) },
  ]);
  expect(await latest("past-temp")).toEqual({ value: 140, stale: false, at: 60 });
  expect(await latest("Good Count")).toEqual({ value: 10, stale: false, at: 60 });
  expect(await latest("State")).toMatchObject({ at: 60 });
  const [kept] = await database.db.execute<{ samples: number }>(sql`
    select count(*)::int as samples from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.address = 'SITE-A/PAST-1' and s.value in (98, 99)`);
  expect(kept).toEqual({ samples: 2 });
  expect(await plant.timeline("PAST-1.PASTEURISER")).toContain("DOWN 30-40");
});

it("compound-values: a template is read member by member; a data set is refused with its name, and stops no other metric of its message", async () => {
  const { id: workUnitId, number } = await plant.unit("PAST-1.PASTEURISER");
  await database.db.execute(sql`
    insert into telemetry.tag (site_id, source_id, address, name, work_unit_id, equipment_number, kind)
    select site_id, source_id, address, 'Motor/Current', ${workUnitId}, ${number}, 'PARAMETER' from telemetry.tag where address = 'SITE-A/PAST-1' limit 1`);
  await hear("NBIRTH", 100, 0, [
    ...birth,
    {
      name: "_types_/Motor",
      dataType: 19,
      declare: true,
      value: null,
      template: { definition: true, members: [{ name: "Current", dataType: DataType.Float, declare: true, value: null }] },
    },
    { name: "Motor", alias: 5, dataType: 19, declare: true, value: null, template: { members: [{ name: "Current", dataType: DataType.Float, declare: true, value: 1.5 }] } },
    { name: "Recipe", alias: 6, dataType: DATA_SET, declare: true, value: "not a data set either" },
  ]);
  expect(await latest("Motor/Current")).toMatchObject({ value: 1.5 });
  await hear("NDATA", 110, 1, [{ alias: 5, dataType: 19, value: null, template: { members: [{ name: "Current", dataType: DataType.Float, value: 2.5 }] } }]);
  expect(await latest("Motor/Current")).toMatchObject({ value: 2.5, at: 110 });
  expect(await latest("past-temp")).toMatchObject({ at: 100 });
  const aside = await database.db.select().from(quarantine).where(eq(quarantine.topic, "spBv1.0/SITE-A/NBIRTH/PAST-1"));
  expect(aside.map(({ reason }) => reason)).toEqual(["metric Recipe is a data set, which is not read"]);
});

it("same-instant: a node that dies and is born within a millisecond, or only born again, leaves no machine UNKNOWN; one that speaks and dies in it does", async () => {
  const inOneMoment = async (seconds: number, said: readonly (readonly [kind: string, seq: number | undefined, metrics: MetricToWrite[]])[]) => {
    const now = SIX + seconds * 1000;
    plant.setNow(now);
    const batch = emptyBatch();
    for (const [kind, seq, metrics] of said)
      // Its clock is a little behind: what it says is older than the death that came before it.
      addSparkplug(batch, host.receive(received(`spBv1.0/SITE-A/${kind}/PAST-1`, encodePayload({ timestamp: now - 5, seq, metrics }), now), now));
    await ingestBatch(plant.services, plant.worker, batch);
  };
  const now = async () => (await plant.timeline("PAST-1.PASTEURISER")).at(-1);
  await hear("NBIRTH", 200, 0, birth);
  const before = await now();
  expect(before).toMatch(/^PRODUCING \d+-$/);
  await inOneMoment(210, [
    ["NDEATH", undefined, [bdSeq]],
    ["NBIRTH", 0, birth],
    ["NBIRTH", 0, birth],
  ]);
  expect(await now()).toBe(before);
  await inOneMoment(220, [
    ["NDATA", 1, [{ alias: 3, dataType: DataType.Double, value: 141 }]],
    ["NDEATH", undefined, [bdSeq]],
  ]);
  expect(await now()).toBe("UNKNOWN 220-");
  // Of another millisecond, as told before its end: no stretch without length.
  await hear("NBIRTH", 220, 0, birth);
  expect(await now()).toMatch(/^PRODUCING \d+-$/);
});

it("alive-nodes: whoever is the host next is told of the nodes and devices that nobody has heard die", async () => {
  await hear("DBIRTH", 230, 1, [], "TANK");
  await hear("DBIRTH", 230, 2, [], "PUMP");
  await hear("DDEATH", 231, 3, [], "PUMP");
  expect(await aliveNodes(database.db)).toEqual([{ group: "SITE-A", node: "PAST-1", bdSeq: 1, devices: ["TANK"] }]);
  await hear("NDEATH", 232, undefined, [bdSeq]);
  expect(await aliveNodes(database.db)).toEqual([]);
});

it("birth-without-bdseq: of a node whose last birth told no bdSeq the database holds none, so that any death ends it for whoever is the host next", async () => {
  await hear("NBIRTH", 233, 0, birth);
  await hear(
    "NBIRTH",
    234,
    0,
    birth.filter((metric) => metric !== bdSeq),
  );
  const alive = await aliveNodes(database.db);
  expect(alive).toMatchObject([{ node: "PAST-1", bdSeq: null }]);
  const next = new SparkplugHost();
  next.remember(alive, null);
  const now = SIX + 235_000;
  const death = encodePayload({ timestamp: now, metrics: [{ ...bdSeq, value: 2 }] });
  expect(next.receive(received("spBv1.0/SITE-A/NDEATH/PAST-1", death, now), now).map(({ type }) => type)).toContain("died");
  await hear("NDEATH", 235, undefined, [bdSeq]);
  expect(await aliveNodes(database.db)).toEqual([]);
});

it("birth-refused: a node whose birth is too large is offline, known for that, and its machine UNKNOWN, until a birth comes that can be read", async () => {
  const node = async () => (await database.db.execute(sql`select online, birth_refused as refused from telemetry.sparkplug_node where node_id = 'PAST-1' and device_id = ''`))[0];
  const many = Array.from({ length: 25_000 }, (_, index): MetricToWrite => ({
    name: `Hall 1/Line ${index}/Valve/Opening`,
    alias: 100 + index,
    dataType: DataType.Double,
    declare: true,
    value: 0,
  }));
  await hear("NBIRTH", 300, 0, birth);
  expect(await node()).toEqual({ online: true, refused: false });
  await hear("NBIRTH", 310, 0, [...birth, ...many]);
  expect(await node()).toEqual({ online: false, refused: true });
  expect((await plant.timeline("PAST-1.PASTEURISER")).at(-1)).toBe("UNKNOWN 310-");
  await hear("NBIRTH", 320, 0, birth);
  expect(await node()).toEqual({ online: true, refused: false });
  expect((await plant.timeline("PAST-1.PASTEURISER")).at(-1)).toBe("PRODUCING 320-");
});

it("skips-and-replays: a node whose numbers skip, and which says old things once more, has each value stored once; it is asked for births with measure, and another node is not disturbed", async () => {
  const START = SIX + 400_000;
  const values = async (name: string) =>
    (
      await database.db.execute<{ value: number }>(sql`
        select s.value from telemetry.sample s join telemetry.tag t on t.id = s.tag_id
        where t.address = 'SITE-A/PAST-1' and t.name = ${name} and s.at >= ${new Date(START).toISOString()}::timestamptz order by s.value`)
    ).map(({ value }) => value);
  const batch = emptyBatch();
  let asked = 0;
  let now = START;
  const take = (effects: readonly HostEffect[]): void => {
    asked += effects.filter(({ type }) => type === "rebirth").length;
    addSparkplug(batch, effects);
  };
  const message = (node: string, kind: string, seq: number, metrics: MetricToWrite[]) =>
    received(`spBv1.0/SITE-A/${kind}/${node}`, encodePayload({ timestamp: now, seq, metrics }), now);
  const said: ReturnType<typeof message>[] = [];
  take(host.receive(message("PAST-1", "NBIRTH", 0, birth), now));
  take(host.receive(message("WELL", "NBIRTH", 0, [bdSeq, { name: "Level", alias: 1, dataType: DataType.Double, declare: true, value: 0 }]), now));
  let seq = 0;
  const told = [140];
  for (let at = 1; at <= 400; at += 1) {
    now += 100;
    // Every seventh number is left out, and once most of the circle.
    seq += at % 7 === 0 ? 2 : at === 200 ? 150 : 1;
    const one = message("PAST-1", "NDATA", seq % 256, [{ alias: 3, dataType: DataType.Double, value: 1000 + at }]);
    told.push(1000 + at);
    said.push(one);
    take(host.receive(one, now));
    take(host.receive(message("WELL", "NDATA", at % 256, [{ alias: 1, dataType: DataType.Double, value: at }]), now));
    // What it said before, the last of it and old things of it, comes once more.
    for (const old of at % 50 === 0 ? [...said.slice(-5), ...said.slice(0, 5)] : []) take(host.receive(old, now));
    take(host.tick(now));
  }
  take(host.tick(now + 60_000));
  plant.setNow(now + 60_000);
  const before = await database.db.$count(quarantine);
  await ingestBatch(plant.services, plant.worker, batch);
  expect(await values("past-temp")).toEqual(told);
  expect(await database.db.$count(quarantine)).toBe(before);
  // 40 s and the end: one in ten seconds at most.
  expect(asked).toBeGreaterThan(0);
  expect(asked).toBeLessThanOrEqual(6);
  expect(batch.metrics.filter(({ address }) => address === "SITE-A/WELL").map(({ value }) => value)).toEqual(Array.from({ length: 401 }, (_, at) => at));
});

it("replays-after-birth: what a node says once more of what it said before its birth holds nothing up and takes no number, and each piece is counted once although its counter starts anew", async () => {
  const START = SIX + 700_000;
  const said: ReturnType<typeof received>[] = [];
  let now = START;
  const take = async (effects: readonly HostEffect[]): Promise<void> => {
    const batch = emptyBatch();
    addSparkplug(batch, effects);
    plant.setNow(now);
    await ingestBatch(plant.services, plant.worker, batch);
  };
  const say = async (kind: string, seq: number, metrics: MetricToWrite[]): Promise<void> => {
    now += 20;
    const one = received(`spBv1.0/SITE-A/${kind}/PAST-1`, encodePayload({ timestamp: now, seq, metrics }), now);
    if (kind === "NDATA") said.push(one);
    await take(host.receive(one, now));
  };
  const data = (seq: number, value: number) => say("NDATA", seq, [{ alias: 2, dataType: DataType.UInt32, value }]);
  const isBorn = (value: number) =>
    say(
      "NBIRTH",
      0,
      birth.map((metric) => (metric.name === "Good Count" ? { ...metric, value } : metric)),
    );
  await isBorn(1000);
  for (let piece = 1; piece <= 40; piece += 1) await data(piece, 1000 + piece);
  await isBorn(1040);
  await take(said.flatMap((old) => host.receive(old, now)));
  for (let piece = 1; piece <= 20; piece += 1) await data(piece, 1040 + piece);
  for (let piece = 1; piece <= 40; piece += 1) await data(20 + piece, piece);
  now += 60_000;
  await take(host.tick(now));
  const [counted] = await database.db.execute(sql`
    select sum(c.delta)::int as made, count(*) filter (where c.verdict = 'OUT_OF_ORDER')::int as late, count(*)::int as readings from telemetry.counter_reading c
    join telemetry.tag t on t.id = c.tag_id where t.address = 'SITE-A/PAST-1' and t.name = 'Good Count' and c.at > ${new Date(START + 20).toISOString()}::timestamptz`);
  expect(counted).toEqual({ made: 40 + 20 + 40, late: 0, readings: 40 + 1 + 60 });
});

it("born-too-often: what a node says between births that wait has the names of its last one and is stored at once; the last one is stored when its time has come, the others are counted", async () => {
  const begin = 6_000;
  const swapped: MetricToWrite[] = [bdSeq, { name: "past-temp", alias: 2, dataType: DataType.Double, declare: true, value: 150, unit: "°C" }];
  for (let at = 0; at < 30; at += 1) await hear("NBIRTH", begin, 0, birth);
  await hear("NBIRTH", begin, 0, swapped);
  // Number 2 was a counter until then.
  await hear("NDATA", begin + 1, 1, [{ alias: 2, dataType: DataType.Double, value: 151 }]);
  expect(await latest("past-temp")).toEqual({ value: 151, stale: false, at: begin + 1 });
  expect((await nodes())[0]).toMatchObject({ device: "", metrics: [{ name: "State" }, { name: "Good Count" }, { name: "past-temp" }] });
  const now = SIX + (begin + 2) * 1000;
  plant.setNow(now);
  const batch = emptyBatch();
  addSparkplug(batch, host.tick(now));
  await ingestBatch(plant.services, plant.worker, batch);
  expect((await nodes())[0]).toMatchObject({ device: "", online: true, metrics: [{ name: "past-temp" }] });
  // What the birth says is older than what came since.
  expect(await latest("past-temp")).toEqual({ value: 151, stale: false, at: begin + 1 });
  expect(await database.db.execute(sql`select passed_over::int as over from telemetry.sparkplug_node where node_id = 'PAST-1' and device_id = ''`)).toEqual([{ over: 20 }]);
});
