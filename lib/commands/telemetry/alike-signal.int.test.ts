import { eq, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { ingestMessages } from "./ingest-messages";
import { mapMetric } from "./map-metric";
import { setSignalMapping } from "./set-signal-mapping";
import type { SetSignalMappingInput } from "./signal-mapping.schema";
import { plantWithHall } from "./testing/hall-source";
import { after } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof plantWithHall>>["plant"];
let informatics: Actor;
let sourceId: string;
beforeAll(async () => {
  database = await testDatabase();
  ({ plant, informatics, sourceId } = await plantWithHall(database.db));
  // What the example plant has is no part of this.
  await database.db.execute(sql`update telemetry.tag set active = false`);
});
afterAll(() => database.close());

const base = { timePath: null, kind: "COUNTER", counter: "GOOD", uom: null, scale: "1", valuePath: "good", workUnit: "L1.FILLER", alone: true } as const;
type Values = Pick<SetSignalMappingInput, "topicPattern" | "name"> & Partial<SetSignalMappingInput>;
const map = (values: Values) => execute(plant.services, informatics, setSignalMapping, { commandId: v7(), mappingId: null, sourceId, ...base, ...values });
const say = (topic: string, payload: unknown) => ingestMessages(plant.services, plant.worker, { messages: [{ topic, payload }] });
async function mapListed(topic: string, values: object) {
  const [row] = await database.db.select({ id: unmappedMetric.id }).from(unmappedMetric).where(eq(unmappedMetric.address, topic));
  const { id: workUnitId } = await plant.unit("L1.FILLER");
  const { valuePath: _path, workUnit: _unit, timePath: _time, ...meaning } = base;
  return execute(plant.services, informatics, mapMetric, { commandId: v7(), metricId: row?.id ?? "", workUnitId, name: "second", ...meaning, ...values });
}

it("KP-02 a machine's pieces are not counted twice unless somebody says that it has two counters", async () => {
  const mappingId = await map({ topicPattern: "hall/one", name: "first" }).then((made) => (made.ok ? made.data.mappingId : ""));
  await say("hall/one", { good: 1, ts: after(0) });
  await say("hall/two", { good: 1, ts: after(0) });
  const twice = { ok: false, code: "SIGNAL_TWICE", params: { unit: "L1.FILLER", meaning: "GOOD", name: "first", address: "hall/one" } };
  expect(await mapListed("hall/two", {})).toMatchObject(twice);
  expect(await map({ topicPattern: "hall/two", name: "second" })).toMatchObject(twice);

  // Another machine, another counter, a parameter, and the same one under another name or on a more exact topic are none.
  expect(await map({ topicPattern: "hall/three", name: "other", workUnit: "L1.CAPPER" })).toMatchObject({ ok: true });
  expect(await map({ topicPattern: "hall/four", name: "scrap", counter: "SCRAP" })).toMatchObject({ ok: true });
  expect(await map({ topicPattern: "hall/five", name: "speed", kind: "PARAMETER", counter: null })).toMatchObject({ ok: true });
  expect(await map({ topicPattern: "hall/one", name: "renamed", mappingId, scale: "2" })).toMatchObject({ ok: true });

  expect(await mapListed("hall/two", { alone: false })).toMatchObject({ ok: true });
  expect(await map({ topicPattern: "hall/+", name: "every" })).toMatchObject({ ok: true });
});

it("a machine's state is told by one voice unless somebody says otherwise", async () => {
  const state = { kind: "STATE", counter: null, valuePath: "state" } as const;
  expect(await map({ topicPattern: "hall/s1", name: "state", ...state })).toMatchObject({ ok: true });
  await say("hall/s1", { state: "PRODUCING", ts: after(10) });
  expect(await map({ topicPattern: "hall/s2", name: "mode", ...state })).toMatchObject({ ok: false, code: "SIGNAL_TWICE", params: { meaning: "STATE", name: "state" } });
  expect(await map({ topicPattern: "hall/s2", name: "mode", ...state, alone: false })).toMatchObject({ ok: true });
});
