import { sql } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { UNIT_LOCK } from "@/lib/telemetry/sink/sink";
import { ingestMessages } from "./ingest-messages";
import type { SetSignalMappingInput } from "./signal-mapping.schema";
import { setSignalMapping } from "./set-signal-mapping";
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

const base = { timePath: null, kind: "COUNTER", counter: "GOOD", uom: null, scale: "1", valuePath: "good" } as const;
type Values = Pick<SetSignalMappingInput, "topicPattern" | "workUnit" | "name"> & Partial<SetSignalMappingInput>;
const map = (values: Values) => execute(plant.services, informatics, setSignalMapping, { commandId: v7(), mappingId: null, sourceId, ...base, ...values });
const say = (topic: string, payload: unknown) => ingestMessages(plant.services, plant.worker, { messages: [{ topic, payload }] });
const goodOf = async (operationId: string) =>
  (await database.db.execute<{ good: number }>(sql`select good::float8 as good from execution.count_proposal where operation_id = ${operationId}`))[0]?.good;
const tagsOf = async (mappingId: string) => [
  ...(await database.db.execute(sql`select name, scale::float8 as scale, active from telemetry.tag where mapping_id = ${mappingId} order by id`)),
];
const idOf = (result: Awaited<ReturnType<typeof map>>) => (result.ok ? result.data.mappingId : "");

it("KP-02 a counter that is called something else, wraps, or has another scale, counter or machine goes on where it stood", async () => {
  const [filler, capper] = [await plant.loadOperation("L1.FILLER", SIX), await plant.loadOperation("L1.CAPPER", SIX)];
  const counter = { topicPattern: "hall/edit", workUnit: "L1.FILLER", name: "gut" };
  const mappingId = idOf(await map(counter));
  const edit = async (values: object) => expect(await map({ ...counter, mappingId, ...values })).toMatchObject({ ok: true });
  await say("hall/edit", { good: 100, ts: after(0) });
  await say("hall/edit", { good: 140, ts: after(60) });
  await edit({ name: "good" });
  await say("hall/edit", { good: 180, ts: after(120) });
  expect([await goodOf(filler.operationId), await tagsOf(mappingId)]).toEqual([80, [{ name: "good", scale: 1, active: true }]]);

  await edit({ name: "good", scale: "2" });
  await say("hall/edit", { good: 190, ts: after(180) });
  expect(await goodOf(filler.operationId)).toBe(100);
  expect(await tagsOf(mappingId)).toEqual([
    { name: "good", scale: 1, active: false },
    { name: "good", scale: 2, active: true },
  ]);

  await edit({ name: "good", scale: "2", counterModulus: 199 });
  await say("hall/edit", { good: 5, ts: after(240) });
  expect(await goodOf(filler.operationId)).toBe(130);

  await edit({ name: "good", scale: "2", counterModulus: 199, workUnit: "L1.CAPPER" });
  await say("hall/edit", { good: 15, ts: after(300) });
  expect([await goodOf(filler.operationId), await goodOf(capper.operationId)]).toEqual([130, 20]);
});

it("KP-02 a counter that is given another meaning while a value of it is being stored counts that value once", async () => {
  const { operationId } = await plant.loadOperation("L2.FILLER", SIX);
  const counter = { topicPattern: "hall/race", workUnit: "L2.FILLER", name: "race" };
  const mappingId = idOf(await map(counter));
  await say("hall/race", { good: 100, ts: after(0) });
  const { number } = await plant.unit("L2.FILLER");
  const waiters = async () =>
    (
      await database.db.execute(
        sql`select from pg_locks where locktype = 'advisory' and not granted and objid = ${number} and database = (select oid from pg_database where datname = current_database())`,
      )
    ).length;
  // The edit waits for the machine first, the value after it, when its counter was looked up already.
  const both = await database.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${UNIT_LOCK}::int, ${number}::int)`);
    const edited = map({ ...counter, mappingId, scale: "3" });
    await expect.poll(waiters).toBe(1);
    const told = say("hall/race", { good: 110, ts: after(60) });
    await expect.poll(waiters).toBe(2);
    return [edited, told] as const;
  });
  expect(await Promise.all(both)).toMatchObject([{ ok: true }, { counts: 1, quarantined: 0 }]);
  expect(await goodOf(operationId)).toBe(30);
  await say("hall/race", { good: 120, ts: after(120) });
  expect(await goodOf(operationId)).toBe(60);
});

it("KP-02 a scale that is a fraction keeps to the digit what ten thousand readings count, also where it is changed under way", async () => {
  const { operationId } = await plant.loadOperation("P1.PACKER", SIX);
  const counter = { topicPattern: "hall/thirds", workUnit: "P1.PACKER", name: "thirds" };
  const mappingId = idOf(await map({ ...counter, scale: "0.333333" }));
  const sayAll = async (from: number, to: number) => {
    const messages = Array.from({ length: to - from }, (_, index) => ({ topic: "hall/thirds", payload: { good: from + index, ts: after(from + index) } }));
    for (let begin = 0; begin < messages.length; begin += 1000) await ingestMessages(plant.services, plant.worker, { messages: messages.slice(begin, begin + 1000) });
  };
  const made = async () => (await database.db.execute(sql`select trim_scale(good)::text as good from execution.count_proposal where operation_id = ${operationId}`))[0];
  plant.setNow(SIX + 20_000_000);
  await sayAll(0, 10_001);
  expect(await made()).toEqual({ good: "3333.33" });
  expect(await map({ ...counter, mappingId, scale: "0.1" })).toMatchObject({ ok: true });
  await sayAll(10_001, 10_004);
  expect(await made()).toEqual({ good: "3333.63" });
});
