import { eq, sql } from "drizzle-orm";
import { connectAsync } from "mqtt";
import { pino } from "pino";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { auditEntry } from "@/db/schema/identity";
import { quarantine } from "@/db/schema/telemetry";
import { opcuaIdentity, opcuaSource, source, unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { ingestBatch } from "@/lib/commands/telemetry/ingest-batch";
import { setSignalMapping } from "@/lib/commands/telemetry/set-signal-mapping";
import { telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { prefixOf } from "@/lib/domain/equipment/opcua-topic";
import { freePort } from "@/lib/processes/free-port";
import { testBroker, type TestBroker } from "@/lib/processes/testing/broker";
import { type Bridge, startBridge } from "@/lib/telemetry/opcua/bridge";
import { startSubscriber, type Subscriber } from "@/lib/telemetry/subscriber";
import { startOpcuaServer, TEST_USER, type TestOpcuaServer } from "@/lib/telemetry/testing/opcua-server";
import { openRelay, type Relay } from "@/lib/telemetry/testing/relay";
import { ownIdentity } from "./opcua-identity";
import { opcuaDesk } from "./opcua-desk";
import { passwordOf, storedOpcuaSources } from "./stored-source";

const SECRET = "a-master-secret-of-this-test-suite-only";
const log = pino({ level: "silent" });
const clock = { now: () => new Date() };
const SETTLED = { timeout: 20_000, interval: 50 };

let server: TestOpcuaServer;
let toServer: Relay;
let broker: TestBroker;
let toBroker: Relay;
let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let informatics: Actor;
let desk: ReturnType<typeof opcuaDesk>;
let bridge: Bridge;
let subscriber: Subscriber;
let sourceId: string;
let fingerprint: string;

const settings = () => ({
  endpointUrl: `opc.tcp://127.0.0.1:${toServer.port}`,
  policy: "Basic256Sha256",
  mode: "SignAndEncrypt",
  userName: TEST_USER.userName as string | null,
  certificate: fingerprint as string | null,
  nodeIds: ["ns=1;s=Filler.State", "ns=1;s=Filler.GoodCount", "ns=1;s=Filler.Temperature", "ns=1;s=Filler.Nothing"],
  browseRoot: null as string | null,
  browseDepth: 3,
  samplingMs: 50,
  queueSize: 20,
  repeatSeconds: 1,
});
const draft = (change: Partial<ReturnType<typeof settings>> = {}, password: string | null = TEST_USER.password) => ({
  sourceId: null as string | null,
  seen: null as string | null,
  siteId: plant.siteId,
  code: "Filler hall",
  active: true,
  settings: { ...settings(), ...change },
  password,
});
const problem = async (change: Partial<ReturnType<typeof settings>>, password: string | null = TEST_USER.password) => {
  const answer = await desk.test(informatics, draft(change, password));
  if (!answer.ok) return answer.fields ?? answer.code;
  return answer.data.ok ? "none" : answer.data.problem.code;
};
const values = async (name: string) =>
  [
    ...(await database.db.execute<{ value: number; at: string }>(
      sql`select s.value::float8 as value, to_char(s.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.name = ${name} order by s.at`,
    )),
  ].map(({ value, at }) => ({ value, at }));
/** So many changes of the temperature, slowly enough for the server to see each of them. */
const change = async (count: number, first: number, afterEach: (index: number) => void = () => undefined) => {
  const told: { value: number; at: string }[] = [];
  await vi.waitFor(
    () => {
      const at = new Date();
      server.set("Temperature", first + told.length, at);
      told.push({ value: first + told.length, at: at.toISOString() });
      afterEach(told.length);
      expect(told).toHaveLength(count);
    },
    { ...SETTLED, interval: 120 },
  );
  return told;
};
const states = async () =>
  [
    ...(await database.db.execute<{ state: string }>(sql`
      select state from telemetry.state_interval where work_unit_id = ${(await plant.unit("L2.FILLER")).id} and superseded_at is null order by from_at`)),
  ].map(({ state }) => state);
const counted = async () => {
  const [row] = await database.db.execute<{ pieces: number }>(
    sql`select coalesce(sum(r.delta), 0)::float8 as pieces from telemetry.counter_reading r join telemetry.tag t on t.id = r.tag_id where t.name = 'good'`,
  );
  return row?.pieces ?? null;
};

beforeAll(async () => {
  [server, broker, database] = await Promise.all([startOpcuaServer({ port: await freePort(48_400, "127.0.0.1"), anonymous: false }), testBroker(), testDatabase()]);
  [toServer, toBroker] = await Promise.all([openRelay(Number(new URL(server.url).port)), openRelay(broker.port)]);
  plant = await telemetryPlant(database.db);
  plant.setNow(Date.now());
  await database.db.execute(sql`select telemetry.ensure_partitions(current_date - 1, current_date + 1)`);
  informatics = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] } as Actor;
  const services = { ...plant.services, clock };
  desk = opcuaDesk(services, SECRET);
  subscriber = startSubscriber({
    url: broker.url,
    databaseUrl: database.url,
    clock,
    log,
    roundMs: 100,
    sources: async () =>
      (await database.db.select().from(source).where(eq(source.active, true))).flatMap(({ id, kind, topicFilter }) => (kind === "HTTP" ? [] : [{ id, kind, topicFilter }])),
    write: async (batch) => void (await ingestBatch(services, plant.worker, batch)),
  });
  bridge = startBridge({
    url: `mqtt://127.0.0.1:${toBroker.port}`,
    databaseUrl: database.url,
    clock,
    log,
    roundMs: 100,
    firstPauseMs: 50,
    mostWaiting: 40,
    async sources() {
      const stored = (await storedOpcuaSources(database.db)).filter(({ active }) => active);
      const identity = await ownIdentity(database.db, SECRET);
      return stored.map((one) => ({
        id: one.id,
        prefix: prefixOf(one.topicFilter),
        version: one.version,
        access: () => ({ settings: one.settings, password: passwordOf(one, SECRET), identity }),
      }));
    },
  });
}, 60_000);
afterAll(async () => {
  await bridge.close();
  await subscriber.close();
  await Promise.all([toServer.close(), toBroker.close()]);
  await server.close();
  await broker.stop();
  await database.close();
});

describe("an OPC UA server as a source", () => {
  it("SEC-15 says in words of its own what is wrong, and nothing but an accepted certificate is spoken to", async () => {
    fingerprint = "0".repeat(64);
    expect(await problem({ endpointUrl: "opc.tcp://no-such-host.invalid:4840" })).toBe("NAME_NOT_FOUND");
    expect(await problem({ endpointUrl: `opc.tcp://127.0.0.1:${await freePort(48_700, "127.0.0.1")}` })).toBe("REFUSED");
    expect(await problem({ certificate: null })).toBe("CERTIFICATE_NEW");
    expect(await problem({})).toBe("CERTIFICATE_CHANGED");
    const shown = await desk.test(informatics, draft({ certificate: null }));
    fingerprint = shown.ok && !shown.data.ok ? (shown.data.problem.certificate?.fingerprint ?? "") : "";
    expect(fingerprint).toMatch(/^[0-9a-f]{64}$/);
    expect(await problem({}, "wrong")).toBe("WRONG_PASSWORD");
    expect(await problem({ userName: null }, null)).toBe("NO_ANONYMOUS");
    expect(await problem({ nodeIds: ["ns=1;s=Nope"] })).toBe("NODES_UNKNOWN");
    expect(await problem({ browseRoot: "ns=1;s=Filler.State", nodeIds: [] })).toBe("NOTHING_BELOW");
    expect(await problem({ policy: "None" })).toEqual({ userName: expect.stringContaining("security") });
    expect(await problem({ nodeIds: ["Filler"] })).toEqual({ nodeIds: expect.stringContaining("node ids") });
    expect(await problem({}, null)).toEqual({ password: "is needed" });
    expect(await desk.test(informatics, draft({ browseRoot: "ns=1;s=Filler", nodeIds: ["nsu=urn:no;s=x"] }))).toMatchObject({
      ok: true,
      data: { ok: true, nodes: 4, unknown: ["nsu=urn:no;s=x"] },
    });
  });

  it("SEC-16 keeps the password and its own key sealed, and gives the password to no other server", async () => {
    const saved = await desk.save(informatics, draft());
    expect(saved).toMatchObject({ ok: true });
    sourceId = saved.ok ? saved.data.sourceId : "";
    const detail = await desk.detail(informatics, sourceId);
    expect(detail).toMatchObject({ ok: true, data: { code: "Filler hall", hasPassword: true } });
    const [stored] = await database.db.select().from(opcuaSource);
    const [identity] = await database.db.select().from(opcuaIdentity);
    const [audit] = await database.db.select().from(auditEntry).where(eq(auditEntry.subject, sourceId));
    expect(audit?.detail).toMatchObject({ secretsSet: ["password"] });
    expect(JSON.stringify([detail, stored, audit])).not.toContain(TEST_USER.password);
    expect(JSON.stringify(identity)).not.toContain("PRIVATE KEY");
    expect(await desk.certificate()).toContain("BEGIN CERTIFICATE");
    const seen = detail.ok ? detail.data.seen : null;
    const elsewhere = { ...draft({ endpointUrl: "opc.tcp://elsewhere.example:4840" }, null), sourceId, seen };
    expect(await desk.test(informatics, elsewhere)).toMatchObject({ ok: false, fields: { password: expect.stringContaining("again") } });
    expect(await desk.save(informatics, { ...draft({ samplingMs: 60 }, null), sourceId, seen: v7() })).toMatchObject({ ok: false, code: "CHANGED_MEANWHILE" });
    expect(await desk.save(informatics, draft())).toMatchObject({ ok: false, code: "SOURCE_EXISTS" });
    // Under another MILLRACE_SECRET neither opens: the password is asked for again, and the certificate made anew.
    const moved = opcuaDesk({ ...plant.services, clock }, "another-master-secret-of-this-test-suite");
    expect(await moved.test(informatics, { ...draft({}, null), sourceId, seen })).toMatchObject({ ok: false, fields: { password: expect.stringContaining("again") } });
    expect(await moved.certificate()).not.toBe(await desk.certificate());
    const stranger = { ...informatics, sites: [] } as Actor;
    expect(await desk.detail(stranger, sourceId)).toMatchObject({ ok: false, code: "NOT_FOUND" });
    expect(await desk.save(stranger, draft())).toMatchObject({ ok: false, code: "NOT_FOUND" });
  });

  it("IN-10 publishes what changes with the server's time; what nobody has mapped is kept and stored with it", async () => {
    await vi.waitFor(() => expect(bridge.status().get(sourceId)).toMatchObject({ state: "CONNECTED", nodes: 3, unknown: ["ns=1;s=Filler.Nothing"], broker: true }), SETTLED);
    const listed = async () => (await database.db.select().from(unmappedMetric)).map(({ address, path }) => `${address} ${path}`).sort();
    await vi.waitFor(
      async () => expect(await listed()).toEqual(["GoodCount", "State", "Temperature"].map((name) => `opcua/site-a/filler-hall/ns=1;s=Filler.${name} value`)),
      SETTLED,
    );
    const changedAt = new Date(Date.now() - 321);
    server.set("Temperature", 33.25, changedAt);
    await vi.waitFor(async () => expect((await database.db.select().from(unmappedMetric)).map(({ lastValue }) => lastValue)).toContain("33.25"), SETTLED);
    for (const [name, kind, counter, node] of [
      ["state", "STATE", null, "State"],
      ["good", "COUNTER", "GOOD", "GoodCount"],
      ["temperature", "PARAMETER", null, "Temperature"],
    ] as const) {
      const mapped = await execute(plant.services, informatics, setSignalMapping, {
        commandId: v7(),
        mappingId: null,
        sourceId,
        topicPattern: `opcua/site-a/filler-hall/ns=1;s=Filler.${node}`,
        valuePath: "value",
        timePath: null,
        workUnit: "L2.FILLER",
        kind,
        counter,
        name,
        uom: null,
        scale: "1",
      });
      expect(mapped).toMatchObject({ ok: true });
    }
    const stored = await values("temperature");
    // Kept from before it was mapped, and with the time at which its source says that it changed.
    expect(stored[0]?.value).toBe(21.5);
    expect(stored.find(({ value }) => value === 33.25)?.at).toBe(changedAt.toISOString());
    await vi.waitFor(async () => expect((await states()).at(-1)).toBe("PRODUCING"), SETTLED);
    server.set("GoodCount", 107);
    await vi.waitFor(async () => expect(await counted()).toBe(7), SETTLED);
  });

  it("ST-01 a server that is gone makes its machine UNKNOWN at once; when it is back it speaks again and nothing counts twice", async () => {
    await server.stop();
    await vi.waitFor(async () => expect((await states()).at(-1)).toBe("UNKNOWN"), SETTLED);
    await vi.waitFor(() => expect(bridge.status().get(sourceId)).toMatchObject({ state: "FAILED", problem: { code: "LOST" } }), SETTLED);
    const stale = await database.db.execute<{ stale: boolean }>(
      sql`select bool_and(l.stale) as stale from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where t.source_id = ${sourceId}`,
    );
    expect(stale[0]?.stale).toBe(true);
    await server.restart();
    await vi.waitFor(() => expect(bridge.status().get(sourceId)).toMatchObject({ state: "CONNECTED", problem: null }), SETTLED);
    await vi.waitFor(async () => expect((await states()).at(-1)).toBe("PRODUCING"), SETTLED);
    server.set("GoodCount", 110);
    await vi.waitFor(async () => expect(await counted()).toBe(10), SETTLED);
    expect((await states()).filter((state) => state === "UNKNOWN")).toHaveLength(1);
  });

  it("KP-04 a network that breaks for a while loses nothing that the server keeps: each change has its time, and no machine is UNKNOWN in between", async () => {
    const unknowns = (await states()).filter((state) => state === "UNKNOWN").length;
    toServer.block();
    await vi.waitFor(() => expect(bridge.status().get(sourceId)).toMatchObject({ state: "FAILED", problem: { code: "LOST" } }), SETTLED);
    await vi.waitFor(async () => expect((await states()).at(-1)).toBe("UNKNOWN"), SETTLED);
    const told = await change(6, 200);
    server.set("GoodCount", 112);
    toServer.mend();
    await vi.waitFor(async () => expect(await values("temperature")).toEqual(expect.arrayContaining(told)), SETTLED);
    await vi.waitFor(async () => expect(await counted()).toBe(12), SETTLED);
    await vi.waitFor(() => expect(bridge.status().get(sourceId)).toMatchObject({ state: "CONNECTED", problem: null, lostAtServer: 0 }), SETTLED);
    await vi.waitFor(async () => expect((await states()).filter((state) => state === "UNKNOWN")).toHaveLength(unknowns), SETTLED);
  });

  it("KP-04 a network that fails without a word is noticed by the silence, and loses nothing either", async () => {
    const unknowns = (await states()).filter((state) => state === "UNKNOWN").length;
    toServer.hush();
    await vi.waitFor(() => expect(bridge.status().get(sourceId)).toMatchObject({ state: "FAILED", problem: { code: "NO_ANSWER" } }), SETTLED);
    const told = await change(3, 300);
    toServer.mend();
    await vi.waitFor(async () => expect(await values("temperature")).toEqual(expect.arrayContaining(told)), SETTLED);
    await vi.waitFor(() => expect(bridge.status().get(sourceId)).toMatchObject({ state: "CONNECTED", lostAtServer: 0 }), SETTLED);
    await vi.waitFor(async () => expect((await states()).filter((state) => state === "UNKNOWN")).toHaveLength(unknowns), SETTLED);
  }, 40_000);

  it("KP-04 what a server could not keep is counted, and nothing is said of the time in which it was", async () => {
    toServer.block();
    await vi.waitFor(() => expect(bridge.status().get(sourceId)?.state).toBe("FAILED"), SETTLED);
    const told = await change(60, 400);
    toServer.mend();
    const last = told.at(-1);
    await vi.waitFor(async () => expect((await values("temperature")).at(-1)?.value).toBe(last?.value), SETTLED);
    await vi.waitFor(() => expect(bridge.status().get(sourceId)).toMatchObject({ state: "CONNECTED", lostAtServer: 1 }), SETTLED);
    await vi.waitFor(async () => expect((await states()).at(-1)).toBe("PRODUCING"), SETTLED);
    const stored = (await values("temperature")).filter(({ at }) => at >= (told[0]?.at ?? "") && at <= (last?.at ?? ""));
    expect(told).toEqual(expect.arrayContaining(stored));
    expect(stored.length).toBeGreaterThanOrEqual(20);
    expect(stored.length).toBeLessThan(told.length);
  });

  it("a network that breaks again and again on the way to the broker loses nothing and changes no order", async () => {
    const heard: number[] = [];
    const listener = await connectAsync(broker.url, { clientId: "order" });
    listener.on("message", (_, payload) => heard.push((JSON.parse(payload.toString()) as { value: number }).value));
    await listener.subscribeAsync("opcua/site-a/filler-hall/ns=1;s=Filler.Temperature", { qos: 1 });
    const told = await change(24, 600, (index) => {
      if (index % 8 === 4) toBroker.cut();
    });
    await vi.waitFor(async () => expect(await values("temperature")).toEqual(expect.arrayContaining(told)), SETTLED);
    await listener.endAsync(true);
    // One that the broker had taken before the break may come again, and what still holds is told again.
    const fresh = heard.filter((value, index) => heard.indexOf(value) === index && value >= 600);
    expect(fresh).toEqual(told.map(({ value }) => value));
    expect(bridge.status().get(sourceId)).toMatchObject({ lostAtBroker: 0 });
  });

  it("keeps a bounded number of values while the broker is away, and tells them when it is back", async () => {
    await broker.stop();
    await vi.waitFor(() => expect(bridge.status().get(sourceId)?.broker).toBe(false), SETTLED);
    server.set("GoodCount", 120);
    server.set("Temperature", 44);
    await broker.restart();
    await vi.waitFor(async () => expect(await counted()).toBe(20), SETTLED);
    await vi.waitFor(async () => expect((await values("temperature")).map(({ value }) => value)).toContain(44), SETTLED);
    expect(bridge.status().get(sourceId)).toMatchObject({ lostAtBroker: 0 });
  });

  it("holds a bounded number of values for a broker that is away for longer: what is lost is counted, and what holds is told", async () => {
    await broker.stop();
    let temperature = 50;
    const lost = () => bridge.status().get(sourceId)?.lostAtBroker ?? 0;
    await vi.waitFor(
      () => {
        server.set("Temperature", (temperature += 1));
        expect(lost()).toBeGreaterThan(5);
      },
      { ...SETTLED, interval: 60 },
    );
    server.set("GoodCount", 125);
    await broker.restart();
    // With the pieces that were made meanwhile.
    await vi.waitFor(async () => expect(await counted()).toBe(25), SETTLED);
    await vi.waitFor(async () => expect((await values("temperature")).at(-1)?.value).toBe(temperature), SETTLED);
  });

  it("tells of a text that is no signal that it is too long, and stores nothing of it: at each repeat it would be put aside anew", async () => {
    const aside = async () => await database.db.select({ topic: quarantine.topic }).from(quarantine);
    const before = await aside();
    const heard: string[] = [];
    const listener = await connectAsync(broker.url, { clientId: "listener" });
    listener.on("message", (_, payload) => heard.push(payload.toString()));
    await listener.subscribeAsync("opcua/site-a/filler-hall/ns=1;s=Filler.State", { qos: 1 });
    server.set("State", "x".repeat(1_000_000));
    await vi.waitFor(() => expect(bridge.status().get(sourceId)?.tooLong).toEqual(["ns=1;s=Filler.State"]), SETTLED);
    await vi.waitFor(() => expect(heard.at(-1)).toMatch(/^\{"value":null,"quality":"BAD","status":"TooLong","ts":"[^"]+"\}$/), SETTLED);
    server.set("State", "PRODUCING");
    await vi.waitFor(() => expect(bridge.status().get(sourceId)?.tooLong).toEqual([]), SETTLED);
    await vi.waitFor(() => expect(heard.at(-1)).toContain("PRODUCING"), SETTLED);
    await listener.endAsync(true);
    // What came after it has been stored, so it has been read as well.
    server.set("GoodCount", 130);
    await vi.waitFor(async () => expect(await counted()).toBe(30), SETTLED);
    expect(await aside()).toEqual(before);
  });

  it("stops listening when it is switched off", async () => {
    const detail = await desk.detail(informatics, sourceId);
    expect(await desk.save(informatics, { ...draft({}, null), sourceId, seen: detail.ok ? detail.data.seen : null, active: false })).toMatchObject({ ok: true });
    await vi.waitFor(() => expect(bridge.status().size).toBe(0), SETTLED);
  });
});
