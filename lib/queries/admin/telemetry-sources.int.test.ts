import { eq, ne } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { site } from "@/db/schema/reference";
import { latestValue, quarantine } from "@/db/schema/telemetry";
import { opcuaSession, opcuaSource, source, sourceState, sparkplugNode, tag } from "@/db/schema/telemetry-source";
import { workerHeartbeat } from "@/db/schema/integration";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { ingestBatch } from "@/lib/commands/telemetry/ingest-batch";
import { after, SIX, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { KEPT_BIRTHS } from "@/lib/domain/equipment/flapping";
import { emptyBatch } from "@/lib/telemetry/batch";
import { newId } from "@/lib/platform/ids";
import { addPlain, addSparkplug } from "@/lib/telemetry/normalise";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import type { HostEffect } from "@/lib/telemetry/sparkplug/effects";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { mappedSignals } from "./mapped-signals";
import { mappingChoices, unmappedValues } from "./signal-mappings";
import { telemetryHealth } from "./telemetry-sources";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let informatics: Actor;
const now = new Date(SIX + 300_000);
const reader = () => ({ db: database.db, now });
const anything = { source: null, text: null, ignored: false };
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  informatics = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] } as Actor;
});
afterAll(() => database.close());

async function say(seconds: number, topic: string, payload: object | string) {
  const receivedAtMs = SIX + seconds * 1000;
  plant.setNow(receivedAtMs);
  const batch = emptyBatch();
  addPlain(batch, { topic, payload: new TextEncoder().encode(typeof payload === "string" ? payload : JSON.stringify(payload)), receivedAtMs });
  await ingestBatch(plant.services, plant.worker, batch);
}

it("tells of each source how much and how late it speaks, how its clock goes, what nobody could read or has mapped, and who hears it", async () => {
  for (const seconds of [240, 250, 260, 299]) await say(seconds, "site-a/filling/l1/capper/param", { seq: seconds, ts: after(seconds + 3), parameter: "cap-torque", value: 1 });
  await say(299, "site-a/filling/l1/capper/param", "no json");
  await say(299, "site-a/oven/l2/filler", { goodCount: 5, temp: 20 });
  const rows = await database.db.select().from(source);
  const plain = rows.find(({ siteId, kind }) => siteId === plant.siteId && kind === "PLAIN_JSON");
  await database.db.insert(workerHeartbeat).values({ worker: "one", startedAt: now, seenAt: now, detail: { sources: [{ key: plain?.id, connected: true, waiting: 0 }] } });
  const health = await telemetryHealth(reader(), informatics);
  expect(health).toMatchObject({ workers: 1, broker: null, nodes: [], moreNodes: false });
  expect(health.sources.map(({ site, code, connected }) => [site, code, connected])).toEqual([
    ["SITE-A", "plant-json", true],
    ["SITE-A", "plant-sparkplug", false],
  ]);
  expect(health.sources[0]).toMatchObject({
    perMinute: 1.2,
    delayMs: -3000,
    longestDelayMs: -3000,
    clockMs: -3000,
    lastSeenAt: after(299),
    quarantined: 1,
    unmapped: 2,
    unlisted: 0,
  });
  expect(health.sources[1]).toMatchObject({ perMinute: 0, delayMs: null, lastSeenAt: null, quarantined: 0 });
});

it("lists what nobody has mapped with what it probably means, and narrows it", async () => {
  const choices = await mappingChoices(reader(), informatics);
  const all = await unmappedValues(reader(), informatics, anything, choices);
  expect(all).toMatchObject({
    total: 2,
    rows: [
      { path: "goodCount", lastValue: "5", suggested: { workUnit: "L2.FILLER", kind: "COUNTER", counter: "GOOD", name: "goodCount" } },
      { path: "temp", lastValue: "20", suggested: { workUnit: "L2.FILLER", kind: "PARAMETER", name: "temp" } },
    ],
  });
  expect((await unmappedValues(reader(), informatics, { ...anything, text: "TEMP" }, choices)).total).toBe(1);
  expect((await unmappedValues(reader(), informatics, { ...anything, text: "%" }, choices)).total).toBe(0);
  expect((await unmappedValues(reader(), informatics, { ...anything, source: "plant-sparkplug" }, choices)).total).toBe(0);
  expect((await unmappedValues(reader(), informatics, { ...anything, ignored: true }, choices)).total).toBe(0);
});

it("counts in a flood beyond what four bytes hold", async () => {
  const [row] = await database.db.select({ id: source.id }).from(source).where(eq(source.siteId, plant.siteId)).orderBy(source.code);
  const sourceId = row?.id ?? "";
  await database.db.insert(sourceState).values({ sourceId, unlisted: 3_000_000_000, unlistedExample: "flood", unlistedAt: now, quarantinedAt: now });
  expect((await telemetryHealth(reader(), informatics)).sources[0]).toMatchObject({ unlisted: 3_000_000_000, unlistedExample: "flood" });
});

it("SEC-02 counts neither another site's messages in quarantine nor its stale values", async () => {
  const sites = await database.db.select({ id: site.id }).from(site).where(ne(site.id, plant.siteId));
  const siteB = sites[0]?.id ?? "";
  const before = (await telemetryHealth(reader(), informatics)).sources[0]?.quarantined ?? 0;
  const message = { topic: "site-a/filling/l1/capper/param", bytes: Buffer.from("?"), reason: "odd", receivedAt: now };
  await database.db.insert(quarantine).values([
    { id: newId(), siteId: plant.siteId, ...message },
    { id: newId(), siteId: siteB, ...message },
  ]);
  expect((await telemetryHealth(reader(), informatics)).sources[0]?.quarantined).toBe(before + 1);
  const node = { nodeId: "N-1", online: true, changedAt: now };
  await database.db.insert(sparkplugNode).values({ id: newId(), siteId: plant.siteId, groupId: "SITE-A", ...node });
  const [theirs] = await database.db.select().from(tag).where(eq(tag.siteId, siteB)).limit(1);
  await database.db
    .update(tag)
    .set({ address: "SITE-A/N-1" })
    .where(eq(tag.id, theirs?.id ?? 0));
  await database.db.insert(latestValue).values({ tagId: theirs?.id ?? 0, siteId: siteB, at: now, value: 1, quality: 192, stale: true });
  expect((await telemetryHealth(reader(), informatics)).nodes).toMatchObject([{ address: "SITE-A/N-1", stale: 0 }]);
});

it("KP-04 names a node or device that comes and goes, and none that is born again at our request or because its node is", async () => {
  const host = new SparkplugHost();
  const hear = async (seconds: number, kind: string, bdSeq: number, seq: number | undefined, device = "") => {
    const at = SIX + seconds * 1000;
    plant.setNow(at);
    const metrics: MetricToWrite[] = kind.startsWith("N") ? [{ name: "bdSeq", dataType: DataType.UInt64, declare: true, value: bdSeq }] : [];
    // Its clock is an hour behind: what happened in the last minutes we know by ours.
    const payload = encodePayload({ timestamp: at - 3_600_000, seq, metrics });
    const batch = emptyBatch();
    addSparkplug(batch, host.receive({ topic: `spBv1.0/SITE-A/${kind}/FLAP-1${device === "" ? "" : `/${device}`}`, payload, receivedAtMs: at }, at));
    await ingestBatch(plant.services, plant.worker, batch);
  };
  const told = async (seconds: number) =>
    (await telemetryHealth({ db: database.db, now: new Date(SIX + seconds * 1000) }, informatics)).nodes.flatMap(({ address, online, flaps }) =>
      address.startsWith("SITE-A/FLAP-1") ? [[address, online, flaps]] : [],
    );
  const [node, device] = ["SITE-A/FLAP-1", "SITE-A/FLAP-1/TANK"];
  await hear(1000, "NBIRTH", 1, 0);
  await hear(1000, "DBIRTH", 1, 1, "TANK");
  for (const seconds of [1010, 1020, 1030]) await hear(seconds, "NBIRTH", 1, 0);
  await hear(1031, "DBIRTH", 1, 1, "TANK");
  expect(await told(1040)).toEqual([
    [node, true, null],
    [device, true, null],
  ]);
  // Gone and there again within the session of its node, it is the device.
  for (const seq of [2, 4]) {
    await hear(1040 + seq, "DDEATH", 1, seq, "TANK");
    await hear(1041 + seq, "DBIRTH", 1, seq + 1, "TANK");
  }
  expect(await told(1050)).toEqual([
    [device, true, { births: 3, orMore: false, minutes: 10 }],
    [node, true, null],
  ]);
  // Of one session the death is heard, of the next it is not.
  await hear(1700, "NDEATH", 1, undefined);
  await hear(1701, "NBIRTH", 2, 0);
  await hear(1701, "DBIRTH", 2, 1, "TANK");
  expect(await told(1702)).toEqual([
    [node, true, null],
    [device, true, null],
  ]);
  for (const bdSeq of [3, 4]) {
    await hear(1700 + bdSeq * 3, "NBIRTH", bdSeq, 0);
    await hear(1700 + bdSeq * 3, "DBIRTH", bdSeq, 1, "TANK");
  }
  await hear(1720, "NDEATH", 4, undefined);
  expect(await told(1720)).toEqual([
    [node, false, { births: 3, orMore: false, minutes: 10 }],
    [device, false, null],
  ]);
  expect((await told(1701 + 600))[0]).toEqual([node, false, null]);
  for (let birth = 0; birth <= KEPT_BIRTHS; birth += 1) await hear(3000 + 2 * birth, "NBIRTH", birth % 2, 0);
  expect((await told(3000 + 2 * KEPT_BIRTHS)).find(([address]) => address === node)).toEqual([node, true, { births: KEPT_BIRTHS, orMore: true, minutes: 10 }]);
});

it("KP-04 names a node that is born more often than is stored, with how many births were only counted and since when, until it was calm for ten minutes", async () => {
  const host = new SparkplugHost();
  const store = async (atMs: number, effects: readonly HostEffect[]) => {
    plant.setNow(atMs);
    const batch = emptyBatch();
    addSparkplug(batch, effects);
    return (await ingestBatch(plant.services, plant.worker, batch)).passedOver;
  };
  /** So many births within a second, which we may have asked for, and what is told of them until the node is calm. */
  const storm = async (fromMs: number, births: number) => {
    const metrics: MetricToWrite[] = [{ name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 1 }];
    let counted = 0;
    for (let birth = 0; birth < births; birth += 1) {
      const message = { topic: "spBv1.0/SITE-A/NBIRTH/MAD-1", payload: encodePayload({ timestamp: fromMs, seq: 0, metrics }), receivedAtMs: fromMs + birth };
      counted += await store(fromMs + birth, host.receive(message, fromMs + birth));
    }
    return counted + (await store(fromMs + 10_000, host.tick(fromMs + 10_000)));
  };
  const told = async (atMs: number) =>
    (await telemetryHealth({ db: database.db, now: new Date(atMs) }, informatics)).nodes.flatMap(({ address, online, flaps, passedOver }) =>
      address === "SITE-A/MAD-1" ? [{ online, flaps, passedOver }] : [],
    );
  const [first, second, third] = [SIX + 5_000_000, SIX + 5_300_000, SIX + 6_500_000];
  expect(await storm(first, 10)).toBe(0);
  expect(await told(first + 20_000)).toEqual([{ online: true, flaps: null, passedOver: null }]);
  expect(await storm(second, 160)).toBe(149);
  const since = new Date(second + 159).toISOString();
  expect(await told(second + 20_000)).toEqual([{ online: true, flaps: null, passedOver: { births: 149, since } }]);
  await storm(second + 60_000, 13);
  expect(await told(second + 80_000)).toEqual([{ online: true, flaps: null, passedOver: { births: 151, since } }]);
  expect(await told(second + 70_000 + 600_000)).toEqual([{ online: true, flaps: null, passedOver: null }]);
  await storm(third, 20);
  expect(await told(third + 20_000)).toEqual([{ online: true, flaps: null, passedOver: { births: 9, since: new Date(third + 19).toISOString() } }]);
});

it("tells how a source of the kind OPC UA stands with its server, and which nodes are not there or too long", async () => {
  const id = newId();
  await database.db.insert(source).values({ id, siteId: plant.siteId, code: "press", kind: "OPC_UA", topicFilter: "opcua/site-a/press/#", active: true });
  await database.db.insert(opcuaSource).values({ sourceId: id, settings: { endpointUrl: "opc.tcp://press.example:4840" }, version: newId() });
  const told = { state: "CONNECTED" as const, problem: null, nodes: 7, unknown: ["i=1"], tooLong: ["i=2", "i=3"], lostAtServer: 4, lostAtBroker: 5, lostAt: null, broker: true };
  await database.db.insert(opcuaSession).values({ sourceId: id, since: now, seenAt: now, ...told });
  const opcua = async () => (await telemetryHealth(reader(), informatics)).sources.find(({ code }) => code === "press")?.opcua;
  expect(await opcua()).toMatchObject({ endpointUrl: "opc.tcp://press.example:4840", ...told });
  await database.db.update(opcuaSession).set({ seenAt: new Date(now.getTime() - 20_000) });
  expect(await opcua()).toMatchObject({ state: null, tooLong: null });
});

it("SEC-02 shows nothing of sites that are not the actor's to configure", async () => {
  const planner = { ...informatics, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["PLANNER"] }] } as Actor;
  expect((await telemetryHealth(reader(), planner)).sources).toEqual([]);
  expect((await unmappedValues(reader(), planner, anything, await mappingChoices(reader(), planner))).rows).toEqual([]);
  expect(await mappedSignals(reader(), planner, { text: null, page: 1 }, new Map())).toEqual({ mappings: [], metrics: [], total: 0 });
});

it("SEC-15 tells why a worker does not hear the broker, for as long as the worker says so", async () => {
  const broker = { code: "WE_ARE_NOT_TRUSTED", detail: "tlsv1 alert unknown ca" };
  await database.db.insert(workerHeartbeat).values({ worker: "refused", startedAt: now, seenAt: now, detail: { sources: [], broker } });
  expect((await telemetryHealth(reader(), informatics)).broker).toEqual(broker);
  await database.db
    .update(workerHeartbeat)
    .set({ seenAt: new Date(now.getTime() - 30_000) })
    .where(eq(workerHeartbeat.worker, "refused"));
  expect((await telemetryHealth(reader(), informatics)).broker).toBeNull();
});
