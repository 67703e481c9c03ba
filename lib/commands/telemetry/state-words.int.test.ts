import { eq, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { site } from "@/db/schema/reference";
import { quarantine } from "@/db/schema/telemetry";
import { unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addSparkplug } from "@/lib/telemetry/normalise";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch } from "./ingest-batch";
import { ingestMessages } from "./ingest-messages";
import { mapMetric } from "./map-metric";
import { setSignalMapping } from "./set-signal-mapping";
import type { SetSignalMappingInput } from "./signal-mapping.schema";
import { plantWithHall } from "./testing/hall-source";
import { after, SIX } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof plantWithHall>>["plant"];
let informatics: Actor;
let sourceId: string;
beforeAll(async () => {
  database = await testDatabase();
  ({ plant, informatics, sourceId } = await plantWithHall(database.db));
});
afterAll(() => database.close());

const base = { timePath: null, counter: null, uom: null, scale: "1", valuePath: "state", name: "state" } as const;
type Values = Pick<SetSignalMappingInput, "topicPattern" | "workUnit" | "kind"> & Partial<SetSignalMappingInput>;
const map = (values: Values) => execute(plant.services, informatics, setSignalMapping, { commandId: v7(), mappingId: null, sourceId, ...base, ...values });
const say = (topic: string, payload: unknown) => ingestMessages(plant.services, plant.worker, { messages: [{ topic, payload }] });
const reasons = async (topic: string) => (await database.db.select().from(quarantine).where(eq(quarantine.topic, topic))).map(({ reason }) => reason);

it("a machine's own words are states where the mapping says which, and its mode speaks first", async () => {
  const states = [
    { value: "true", state: "PRODUCING" },
    { value: "JAM", state: "BLOCKED" },
  ] as const;
  const modes = [{ value: "3", state: "SETUP" }] as const;
  expect(await map({ topicPattern: "hall/words", workUnit: "L1.FILLER", kind: "STATE", states: [...states], modePath: "mode", modes: [...modes] })).toMatchObject({ ok: true });
  await say("hall/words", { state: true, mode: 1, ts: after(0) });
  await say("hall/words", { state: "jam", mode: 1, ts: after(10) });
  await say("hall/words", { state: "jam", mode: 3, ts: after(20) });
  expect(await say("hall/words", { state: "off", mode: 1, ts: after(30) })).toMatchObject({ states: 0, quarantined: 1 });
  expect(await plant.timeline("L1.FILLER")).toEqual(["PRODUCING 0-10", "BLOCKED 10-20", "SETUP 20-"]);
  expect(await reasons("hall/words")).toEqual(['state: "off" is not among the states of the mapping']);
});

it("without a list it is ours or PackML's, by name or number, and PackML's mode", async () => {
  await map({ topicPattern: "hall/packml", workUnit: "L1.CAPPER", kind: "STATE", modePath: "mode" });
  await say("hall/packml", { state: "producing", ts: after(0) });
  await say("hall/packml", { state: "11", mode: 1, ts: after(10) });
  await say("hall/packml", { state: 6, mode: 2, ts: after(20) });
  expect(await plant.timeline("L1.CAPPER")).toEqual(["PRODUCING 0-10", "HELD 10-20", "PLANNED_DOWN 20-"]);
});

it("the words of a Sparkplug metric are told when it is mapped", async () => {
  const host = new SparkplugHost();
  const hear = async (kind: string, seconds: number, seq: number, value: string) => {
    const now = SIX + seconds * 1000;
    const metrics: MetricToWrite[] = [{ name: "Status", dataType: DataType.String, declare: true, value }];
    const batch = emptyBatch();
    addSparkplug(batch, host.receive({ topic: `spBv1.0/SITE-A/${kind}/WORDS`, payload: encodePayload({ timestamp: now, seq, metrics }), receivedAtMs: now }, now));
    await ingestBatch(plant.services, plant.worker, batch);
  };
  await hear("NBIRTH", 0, 0, "läuft");
  const [listed] = await database.db.select({ id: unmappedMetric.id }).from(unmappedMetric).where(eq(unmappedMetric.path, "Status"));
  const meaning = {
    kind: "STATE",
    counter: null,
    name: "Status",
    uom: null,
    scale: "1",
    states: [
      { value: "läuft", state: "PRODUCING" },
      { value: "steht", state: "HELD" },
    ],
  } as const;
  const workUnitId = (await plant.unit("L2.FILLER")).id;
  expect(await execute(plant.services, informatics, mapMetric, { commandId: v7(), metricId: listed?.id ?? "", workUnitId, ...meaning, states: [...meaning.states] })).toMatchObject(
    { ok: true },
  );
  await hear("NDATA", 20, 1, "steht");
  expect(await plant.timeline("L2.FILLER")).toEqual(["PRODUCING 0-20", "HELD 20-"]);
});

it("a time without its zone is refused, or is in the zone of the site; a field called time may be no time at all", async () => {
  await database.db.update(site).set({ timeZone: "Europe/Berlin" }).where(eq(site.id, plant.siteId));
  const temp = { workUnit: "L2.CAPPER", kind: "PARAMETER", valuePath: "v" } as const;
  await map({ ...temp, topicPattern: "hall/bare", name: "bare" });
  await map({ ...temp, topicPattern: "hall/local", name: "local", localTime: true });
  await map({ ...temp, topicPattern: "hall/cycle", name: "cycle", timeFrom: "ARRIVAL" });
  // Six o'clock by UTC is seven in Berlin.
  expect(await say("hall/bare", { v: 1, ts: "2026-01-05 07:00:30" })).toMatchObject({ samples: 0, quarantined: 1 });
  expect(await reasons("hall/bare")).toEqual(["bare: the time in ts has no zone"]);
  expect(await say("hall/local", { v: 2, ts: "2026-01-05 07:00:30" })).toMatchObject({ samples: 1 });
  expect(await say("hall/cycle", { v: 3, time: 12.5 })).toMatchObject({ samples: 1, quarantined: 0 });
  const stored = await database.db.execute(sql`
    select t.name, round(extract(epoch from s.at) - ${SIX / 1000})::int as at from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.name in ('bare', 'local', 'cycle') order by 1`);
  expect([...stored]).toEqual([
    { name: "cycle", at: 1000 },
    { name: "local", at: 30 },
  ]);
});

it.each<[string, Partial<SetSignalMappingInput>, string]>([
  ["words for what is no state", { kind: "PARAMETER", states: [{ value: "x", state: "HELD" }] }, "states"],
  [
    "one word for two states",
    {
      states: [
        { value: "x", state: "HELD" },
        { value: "x", state: "DOWN" },
      ],
    },
    "states",
  ],
  ["words for modes that stand nowhere", { modes: [{ value: "x", state: "HELD" }] }, "modePath"],
])("refuses %s", async (_, values, field) => {
  expect(await map({ topicPattern: "hall/odd", workUnit: "L1.FILLER", kind: "STATE", ...values })).toMatchObject({
    ok: false,
    code: "INVALID_INPUT",
    fields: { [field]: expect.any(String) },
  });
});
