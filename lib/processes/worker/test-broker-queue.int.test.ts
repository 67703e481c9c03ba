import { eq } from "drizzle-orm";
import { pino } from "pino";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { workerHeartbeat } from "@/db/schema/integration";
import { queueTest, source } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import type { Change } from "@/lib/commands/services";
import { askQueueTest } from "@/lib/commands/telemetry/ask-queue-test";
import { SIX, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { type TestBroker, testBroker } from "@/lib/processes/testing/broker";
import { telemetryHealth } from "@/lib/queries/admin/telemetry-sources";
import { testBrokerQueue } from "./test-broker-queue";

let database: TestDatabase;
let broker: TestBroker;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let informatics: Actor;
const told: Change[] = [];
beforeAll(async () => {
  [database, broker] = await Promise.all([testDatabase(), testBroker()]);
  plant = await telemetryPlant(database.db);
  informatics = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] } as Actor;
});
afterAll(async () => {
  await Promise.all([database.close(), broker.stop()]);
});

const heard = (connected: boolean) => ({ status: () => [{ key: "press", filters: ["press/#"], connected, waiting: 0 }] });
const none = { status: () => [] };
const work = (subscriber: typeof none | ReturnType<typeof heard>) =>
  testBrokerQueue(
    { ...plant.services, tellLive: (changes) => void told.push(...changes) },
    { url: broker.url.replace("//", "//user:secret@"), subscriber, log: pino({ level: "silent" }), signal: new AbortController().signal },
  );
const rows = () => database.db.select().from(queueTest);
async function page(seconds: number) {
  const now = new Date(SIX + seconds * 1000);
  await database.db
    .insert(workerHeartbeat)
    .values({ worker: "one", startedAt: now, seenAt: now, detail: { address: broker.url } })
    .onConflictDoUpdate({ target: workerHeartbeat.worker, set: { seenAt: now } });
  return (await telemetryHealth({ db: database.db, now }, informatics)).queue;
}
const ask = (address: string) => execute(plant.services, informatics, askQueueTest, { commandId: v7(), siteId: plant.siteId, broker: address });

it("waits until every source of the worker is heard: machines come first", async () => {
  plant.setNow(SIX);
  await work(none);
  await work(heard(false));
  expect(await rows()).toEqual([]);
  expect(await page(0)).toBeNull();
  expect(await ask(broker.url)).toMatchObject({ ok: false, code: "NOT_FOUND" });
});

it("is done once for a broker, whose user and password are not kept, and told to open pages", async () => {
  await work(heard(true));
  expect(await rows()).toMatchObject([{ broker: broker.url, said: 2_000, kept: 2_000, problem: null, startedAt: null, testedAt: new Date(SIX) }]);
  expect(told.map(({ kind, siteId }) => [kind, siteId])).toContainEqual(["source", plant.siteId]);
  expect(await page(10)).toEqual({ broker: broker.url, asked: false, testedAt: new Date(SIX).toISOString(), said: 2_000, kept: 2_000, problem: null });
  plant.setNow(SIX + 7_200_000);
  await work(heard(true));
  expect(await rows()).toMatchObject([{ testedAt: new Date(SIX) }]);
});

it("is done again when IT asks, and not while another worker is at it", async () => {
  expect(await ask(broker.url)).toMatchObject({ ok: true });
  expect(await page(20)).toMatchObject({ asked: true, kept: 2_000 });
  await database.db.update(queueTest).set({ startedAt: new Date(SIX + 7_200_000) });
  await work(heard(true));
  expect(await rows()).toMatchObject([{ testedAt: new Date(SIX) }]);
  await database.db.update(queueTest).set({ startedAt: null });
  await work(heard(true));
  expect(await rows()).toMatchObject([{ testedAt: new Date(SIX + 7_200_000), askedAt: null, startedAt: null }]);
});

it("says nothing where a source would hear it, and names its filter", async () => {
  await database.db.update(source).set({ topicFilter: "millrace/+/#" }).where(eq(source.kind, "PLAIN_JSON"));
  await ask(broker.url);
  await work(heard(true));
  expect(await rows()).toMatchObject([{ said: null, kept: null, problem: { code: "SOURCE_LISTENS", detail: "millrace/+/#" } }]);
  expect(await page(30)).toMatchObject({ asked: false, problem: { code: "SOURCE_LISTENS", detail: "millrace/+/#" } });
});
