import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { emptyBatch } from "@/lib/telemetry/batch";
import { received } from "@/lib/telemetry/message";
import { addSparkplug } from "@/lib/telemetry/normalise";
import { markSilent } from "@/lib/telemetry/sink/mark-silent";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch } from "./ingest-batch";
import { ingestMessages } from "./ingest-messages";
import { setSignalMapping } from "./set-signal-mapping";
import { setSource } from "./set-source";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
const host = new SparkplugHost();
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

const bdSeq: MetricToWrite = { name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 1 };
const state = (value: string, at: Partial<MetricToWrite> = {}): MetricToWrite => ({ name: "State", alias: 1, dataType: DataType.String, declare: true, value, ...at });

/** What the pasteuriser's node says, so many seconds after six. */
async function hear(kind: string, seconds: number, seq: number | undefined, metrics: MetricToWrite[]) {
  const now = SIX + seconds * 1000;
  plant.setNow(now);
  const batch = emptyBatch();
  addSparkplug(batch, host.receive(received(`spBv1.0/SITE-A/${kind}/PAST-1`, encodePayload({ timestamp: now, seq, metrics }), now), now));
  return ingestBatch(plant.services, plant.worker, batch);
}
const timeline = async (): Promise<string[]> => plant.timeline("PAST-1.PASTEURISER");

describe("states of Sparkplug, whose host has put them in order", () => {
  it("takes what a birth says for what holds now, however soon after data with a higher number it comes", async () => {
    await hear("NBIRTH", 0, 0, [bdSeq, state("PRODUCING")]);
    await hear("NDATA", 1, 1, [state("HELD")]);
    await hear("NBIRTH", 3, 0, [bdSeq, state("PRODUCING")]);
    await hear("NDATA", 5, 1, [state("DOWN")]);
    expect(await timeline()).toEqual(["PRODUCING 0-1", "MICRO_STOP 1-3", "PRODUCING 3-5", "DOWN 5-"]);
  });

  it("takes what a node says that died and came back", async () => {
    await hear("NDATA", 7, 2, [state("HELD")]);
    await hear("NDEATH", 8, undefined, [bdSeq]);
    await hear("NBIRTH", 9, 0, [{ ...bdSeq, value: 2 }, state("PRODUCING")]);
    expect((await timeline()).slice(-3)).toEqual(["HELD 7-8", "UNKNOWN 8-9", "PRODUCING 9-"]);
  });

  it("takes of one instant what came last, in one batch and in several, and of one birth that repeats an instant its state", async () => {
    const then = { timestamp: SIX + 12_000 };
    await hear("NDATA", 12, 1, [state("HELD", then), state("DOWN", then)]);
    expect((await timeline()).at(-1)).toBe("DOWN 12-");
    await hear("NBIRTH", 13, 0, [{ ...bdSeq, value: 2 }, state("SETUP", then)]);
    await hear("NBIRTH", 14, 0, [{ ...bdSeq, value: 2 }, state("PRODUCING", then)]);
    expect((await timeline()).at(-1)).toBe("PRODUCING 9-");
  });
});

/** What stands of a signal: its value, its time in seconds after six, and whether it may be trusted. */
const latest = async (name: string) => {
  const [row] = await database.sql<{ value: number; at: number; trusted: boolean }[]>`
    select l.value, round(extract(epoch from l.at) - ${SIX / 1000}::float8)::int as at, l.quality > 0 and not l.stale as trusted
    from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where t.name = ${name}`;
  return row;
};
const verdicts = async () =>
  (
    await database.sql<{ text: string }[]>`
      select r.value || ' ' || r.verdict || ' ' || r.delta as text from telemetry.counter_reading r join telemetry.tag t on t.id = r.tag_id where t.name = 'Good Count' order by r.at`
  ).map(({ text }) => text);
const born = [
  { ...bdSeq, value: 2 },
  state("PRODUCING"),
  { name: "Good Count", alias: 2, dataType: DataType.UInt32, declare: true, value: 1000 },
  { name: "past-temp", alias: 3, dataType: DataType.Double, declare: true, value: 72 },
];

describe("what a source does not trust, or has no value for", () => {
  it("counts nothing of a counter of bad quality and moves no machine by a state of it: both are stale until they are told again", async () => {
    await hear("NBIRTH", 100, 0, born);
    await hear("NDATA", 101, 1, [{ alias: 2, dataType: DataType.UInt32, value: 1005 }]);
    await hear("NDATA", 102, 2, [
      { alias: 2, dataType: DataType.UInt32, value: 0, quality: 0 },
      { alias: 1, dataType: DataType.String, value: "DOWN", quality: 0 },
    ]);
    expect(await latest("Good Count")).toEqual({ value: 1005, at: 102, trusted: false });
    expect(await latest("State")).toMatchObject({ at: 102, trusted: false });
    await hear("NDATA", 103, 3, [{ alias: 2, dataType: DataType.UInt32, value: 1006 }]);
    expect(await verdicts()).toEqual(["1000 FIRST 0", "1005 NORMAL 5", "1006 NORMAL 1"]);
    expect(await latest("Good Count")).toEqual({ value: 1006, at: 103, trusted: true });
    expect((await timeline()).at(-1)).toMatch(/^PRODUCING /);
  });

  it("trusts no value any more that a node says it has not", async () => {
    await hear("NDATA", 104, 4, [{ alias: 3, dataType: DataType.Double, value: null }]);
    expect(await latest("past-temp")).toEqual({ value: 72, at: 104, trusted: false });
    await hear("NDATA", 105, 5, [{ alias: 3, dataType: DataType.Double, value: 73 }]);
    expect(await latest("past-temp")).toEqual({ value: 73, at: 105, trusted: true });
  });

  it("is a sign of life: a machine that says only such things is not silent", async () => {
    const { sampleIntervalSeconds } = await plant.unit("PAST-1.PASTEURISER");
    const until = 105 + sampleIntervalSeconds * 3;
    for (const [index, seconds] of [until - 1, until + 1].entries()) await hear("NDATA", seconds, 6 + index, [{ alias: 3, dataType: DataType.Double, value: null }]);
    await database.db.transaction((tx) => markSilent(tx, new Date(SIX + (until + 2) * 1000)));
    expect((await timeline()).at(-1)).toMatch(/^PRODUCING /);
  });
});

it("takes of mapped messages of one instant the one that came last: their number is made of their bytes", async () => {
  const informatics: Actor = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] };
  const added = await execute(plant.services, informatics, setSource, {
    commandId: v7(),
    sourceId: null,
    siteId: plant.siteId,
    code: "hall",
    kind: "PLAIN_JSON",
    topicFilter: "hall/#",
    active: true,
  });
  if (!added.ok) throw new Error(added.code);
  const mapped = await execute(plant.services, informatics, setSignalMapping, {
    commandId: v7(),
    mappingId: null,
    sourceId: added.data.sourceId,
    topicPattern: "hall/filler",
    valuePath: "state",
    timePath: null,
    workUnit: "L1.FILLER",
    name: "state",
    kind: "STATE",
    counter: null,
    uom: null,
    scale: "1",
  });
  expect(mapped).toMatchObject({ ok: true });
  plant.setNow(SIX + 100_000);
  const say = (seconds: number, ...states: string[]) =>
    ingestMessages(plant.services, plant.worker, { messages: states.map((one, place) => ({ topic: "hall/filler", payload: { state: one, place, ts: after(seconds) } })) });
  // Whatever the bytes come to: in one of two orders a smaller number stands after a larger one.
  await say(0, "HELD", "PRODUCING");
  await say(20, "PRODUCING", "HELD");
  await say(40, "DOWN");
  await say(40, "PRODUCING");
  await say(60, "PRODUCING");
  await say(60, "DOWN");
  expect(await plant.timeline("L1.FILLER")).toEqual(["PRODUCING 0-20", "MICRO_STOP 20-40", "PRODUCING 40-60", "DOWN 60-"]);
  await ingestMessages(plant.services, plant.worker, { messages: [{ topic: "hall/filler", payload: { state: null, ts: after(70) } }] });
  expect(await plant.timeline("L1.FILLER")).toContain("DOWN 60-");
  expect(await latest("state")).toMatchObject({ at: 70, trusted: false });
});
