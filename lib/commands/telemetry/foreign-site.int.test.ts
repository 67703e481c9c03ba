import { eq, like, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { site } from "@/db/schema/reference";
import { quarantine, sample } from "@/db/schema/telemetry";
import { source, sourceState, unmappedMessage, unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { newId } from "@/lib/platform/ids";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";
import { MAX_UNMAPPED, MAX_UNMAPPED_BY_CALL } from "@/lib/telemetry/sink/keep-unmapped";
import { ingestBatch } from "./ingest-batch";
import { ingestMessages } from "./ingest-messages";
import { replayQuarantined } from "./replay-quarantined";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let siteB: string;
/** A machine key of site A, and who replays at site A. */
let key: Actor;
let informatics: Actor;

beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  siteB = (await database.db.select().from(site).where(eq(site.code, "SITE-B")))[0]?.id ?? "";
  const here = { siteId: plant.siteId, code: "SITE-A" };
  key = { ...plant.worker, kind: "MACHINE", name: "Gateway of A", machineKeyId: newId(), sites: [{ ...here, roles: [] }] };
  informatics = { ...plant.worker, kind: "PERSON", sites: [{ ...here, roles: ["IT"] }] };
  await database.db.insert(source).values([
    { id: newId(), siteId: siteB, code: "hall-b", kind: "PLAIN_JSON", topicFilter: "hall-b/#" },
    { id: newId(), siteId: plant.siteId, code: "hall-a", kind: "PLAIN_JSON", topicFilter: "hall-a/#" },
  ]);
});
afterAll(() => database.close());

const at = { ts: after(0), seq: 1 };
const send = (topic: string, payload: object) => ingestMessages(plant.services, key, { messages: [{ topic, payload }] });
const sitesOf = async (topic: string) => (await database.db.select().from(quarantine).where(eq(quarantine.topic, topic))).map(({ siteId }) => siteId);

it.each([
  ["a topic of the other site", "site-b/filling/l7/filler/param", { ...at, parameter: "fill-temp", value: 20 }],
  ["a topic that a source of the other site listens to", "hall-b/press", { temp: 20 }],
  ["a Sparkplug topic", "spBv1.0/SITE-B/NDATA/E1", {}],
  ["a topic of nobody", "nowhere/at/all", { temp: 20 }],
])("SEC-15 what a key says of a site that is not its own lies in the quarantine of its own site, and fills nobody else's list: %s", async (_, topic, payload) => {
  expect(await send(topic, payload)).toMatchObject({ samples: 0, counts: 0, states: 0, quarantined: 1 });
  expect(await sitesOf(topic)).toEqual([plant.siteId]);
  expect(await database.db.$count(unmappedMetric, eq(unmappedMetric.siteId, siteB))).toBe(0);
  expect(await database.db.$count(sample)).toBe(0);
});

it("SEC-02 a replay at the key's site brings nothing of it to the other one", async () => {
  const [row] = await database.db.select().from(quarantine).where(eq(quarantine.topic, "hall-b/press"));
  expect(await replayQuarantined(plant.services, informatics, row?.id ?? "")).toMatchObject({ ok: true, data: { taken: 0 } });
  const [named] = await database.db.select().from(quarantine).where(eq(quarantine.topic, "site-b/filling/l7/filler/param"));
  expect(await replayQuarantined(plant.services, informatics, named?.id ?? "")).toMatchObject({ ok: true, data: { taken: 0, unplaced: 1 } });
  expect(await database.db.$count(unmappedMetric, eq(unmappedMetric.siteId, siteB))).toBe(0);
  expect(await database.db.$count(sample)).toBe(0);
});

it("what somebody has put aside takes no room of the list, and of it nothing is taken by a replay", async () => {
  const flood = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`m${at}`, 1]));
  for (let message = 0; message < 6; message += 1) await send(`hall-a/${message}`, flood);
  const listed = () => database.db.$count(unmappedMetric, sql`site_id = ${plant.siteId} and ignored_at is null`);
  expect(await listed()).toBe(MAX_UNMAPPED_BY_CALL);
  await database.db.execute(sql`update telemetry.unmapped_metric set ignored_at = now() where site_id = ${plant.siteId}`);
  const unlisted = async () => (await database.db.select().from(sourceState))[0]?.unlisted;
  const before = await unlisted();
  await send("hall-a/new", { temp: 20 });
  expect(await listed()).toBe(1);
  expect(await unlisted()).toBe(before);
  const id = newId();
  await database.db
    .insert(quarantine)
    .values({ id, siteId: plant.siteId, topic: "hall-a/0", bytes: Buffer.from('{"m0":2}'), reason: "somebody's topic then", receivedAt: new Date(after(0)) });
  expect(await replayQuarantined(plant.services, informatics, id)).toMatchObject({ ok: true, data: { taken: 0, unreadable: 1 } });
});

it("SEC-15 names that a key makes up leave room in the list for what machines say over the broker", async () => {
  await database.db.insert(source).values({ id: newId(), siteId: plant.siteId, code: "hall-c", kind: "PLAIN_JSON", topicFilter: "hall-c/#" });
  const listed = (topic: string) => database.db.$count(unmappedMetric, like(unmappedMetric.address, topic));
  for (let call = 0; call < 2; call += 1)
    await ingestMessages(plant.services, key, { messages: Array.from({ length: MAX_UNMAPPED }, (_, at) => ({ topic: `hall-c/${call}-${at}`, payload: { v: 1 } })) });
  expect(await listed("hall-c/%")).toBe(MAX_UNMAPPED_BY_CALL);
  const [specimen] = await database.db.select({ reason: quarantine.reason }).from(quarantine).where(like(quarantine.topic, "hall-c/%"));
  expect(specimen?.reason).toBe(`source hall-c says more than ${MAX_UNMAPPED_BY_CALL} values that nobody has mapped; further ones are only counted`);
  const batch = emptyBatch();
  addPlain(batch, { topic: "hall-c/new-machine", payload: Buffer.from('{"temp":20}'), receivedAtMs: SIX });
  await ingestBatch(plant.services, plant.worker, batch);
  expect(await listed("hall-c/new-machine")).toBe(1);
  expect(await database.db.$count(unmappedMessage, eq(unmappedMessage.address, "hall-c/new-machine"))).toBe(1);
});
