import { and, eq, sql } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { countProposal } from "@/db/schema/execution";
import { auditEntry } from "@/db/schema/identity";
import { site, uom } from "@/db/schema/reference";
import { quarantine } from "@/db/schema/telemetry";
import { source, tag, unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { MAX_UNMAPPED } from "@/lib/telemetry/sink/keep-unmapped";
import { ingestMessages } from "./ingest-messages";
import { replayQuarantined } from "./replay-quarantined";
import { removeSignalMapping, setSignalMapping } from "./set-signal-mapping";
import { setSource } from "./set-source";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let informatics: Actor;
let sourceId: string;
let sites: { id: string; code: string }[];
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  await database.db.insert(uom).values({ code: "CEL", name: "degree Celsius", symbol: "°C", decimals: 1 }).onConflictDoNothing();
  informatics = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] } as Actor;
  sites = await database.db.select({ id: site.id, code: site.code }).from(site);
  plant.setNow(SIX + 100_000);
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

const base = { timePath: null, kind: "PARAMETER", counter: null, uom: null, scale: "1", valuePath: "temp", workUnit: "L1.FILLER", name: "hall-temp" } as const;
const map = (values: object) => execute(plant.services, informatics, setSignalMapping, { commandId: v7(), mappingId: null, sourceId, ...base, ...values });
/** A message, which comes when it says that it was said. */
const say = (topic: string, payload: unknown) => {
  const [said = ""] = /2026-01-05T[\d:.]+Z/.exec(JSON.stringify(payload)) ?? [];
  plant.setNow(said === "" ? SIX : Date.parse(said));
  return ingestMessages(plant.services, plant.worker, { messages: [{ topic, payload }] });
};
const valuesOf = async (name: string) =>
  [
    ...(await database.db.execute<{ text: string }>(sql`
      select e.code || ' ' || s.value || ' ' || round(extract(epoch from s.at) - ${SIX / 1000}) as text
      from telemetry.sample s join telemetry.tag t on t.id = s.tag_id join reference.equipment e on e.id = t.work_unit_id where t.name = ${name} order by s.at, s.value`)),
  ].map(({ text }) => text);
const reasons = async (topic: string) => (await database.db.select().from(quarantine).where(eq(quarantine.topic, topic))).map(({ reason }) => reason);

describe("mapping of foreign JSON topics", () => {
  it("counts from the next message on, over both doors, and a change at once; the same message twice stays one", async () => {
    const first = await map({ topicPattern: "hall/sensor/1", uom: "CEL", scale: "0.1" });
    expect(first).toMatchObject({ ok: true });
    const message = { temp: 215, ts: after(10) };
    expect(await say("hall/sensor/1", message)).toMatchObject({ samples: 1, quarantined: 0 });
    expect(await say("hall/sensor/1", message)).toMatchObject({ samples: 0 });
    expect(await valuesOf("hall-temp")).toEqual(["L1.FILLER 21.5 10"]);

    const mappingId = first.ok ? first.data.mappingId : "";
    expect(await map({ mappingId, topicPattern: "hall/sensor/1", workUnit: "l2.capper" })).toMatchObject({ ok: true });
    await say("hall/sensor/1", { temp: 22, ts: after(20) });
    expect(await valuesOf("hall-temp")).toEqual(["L1.FILLER 21.5 10", "L2.CAPPER 22 20"]);

    expect(await execute(plant.services, informatics, removeSignalMapping, { commandId: v7(), mappingId })).toMatchObject({ ok: true });
    await say("hall/sensor/1", { temp: 23, ts: after(30) });
    expect(await valuesOf("hall-temp")).toHaveLength(2);
    // What it stored stays, and what comes now waits for whoever maps it.
    const listed = await database.db
      .select({ path: unmappedMetric.path, lastValue: unmappedMetric.lastValue })
      .from(unmappedMetric)
      .where(eq(unmappedMetric.address, "hall/sensor/1"));
    expect(listed).toEqual([{ path: "temp", lastValue: "23" }]);
    const trail = await database.db.select().from(auditEntry).where(eq(auditEntry.subject, mappingId)).orderBy(auditEntry.at);
    expect(trail.map(({ action }) => action).toSorted()).toEqual(["signal-mapping.remove", "signal-mapping.set", "signal-mapping.set"]);
  });

  it("one pattern serves many machines: named levels name the work unit", async () => {
    await map({ topicPattern: "hall/{line}/{unit}/now", workUnit: "{line}.{unit}", valuePath: "data[0].v", name: "load" });
    const at = (seconds: number, v: number) => ({ data: [{ v }], timestamp: SIX + seconds * 1000 });
    await say("hall/l1/filler/now", at(1, 10));
    await say("hall/L2/CAPPER/now", at(2, 20));
    expect(await valuesOf("load")).toEqual(["L1.FILLER 10 1", "L2.CAPPER 20 2"]);
    expect(await say("hall/l9/filler/now", at(3, 30))).toMatchObject({ samples: 0, quarantined: 1 });
    expect(await reasons("hall/l9/filler/now")).toEqual(["site SITE-A has no work unit l9.filler, to which load is mapped"]);
    expect(await say("hall/l1/filler/now", { data: [{ v: "much" }] })).toMatchObject({ quarantined: 1 });
    expect(await reasons("hall/l1/filler/now")).toEqual(["load: the value is not a number"]);
  });

  it("KP-02 a mapped counter counts as any other, and a mapped state moves its unit", async () => {
    const { operationId } = await plant.loadOperation("P1.PACKER", SIX);
    await map({ topicPattern: "hall/packer", valuePath: "made", workUnit: "P1.PACKER", kind: "COUNTER", counter: "GOOD", name: "hall-count", scale: "2" });
    await map({ topicPattern: "hall/packer", valuePath: "mode", workUnit: "P1.PACKER", kind: "STATE", name: "hall-state" });
    await say("hall/packer", { made: 100, mode: "PRODUCING", ts: after(0) });
    await say("hall/packer", { made: 110, mode: "HELD", ts: after(20) });
    const [proposal] = await database.db.execute<{ good: string }>(sql`select good::float8::text as good from execution.count_proposal where operation_id = ${operationId}`);
    expect(proposal).toEqual({ good: "20" });
    expect(await plant.timeline("P1.PACKER")).toEqual(["PRODUCING 0-20", "HELD 20-"]);
  });

  it("KP-02 good is the total less the scrap also where each is told in messages of its own, and scrap alone is none of the good", async () => {
    const { operationId } = await plant.loadOperation("L2.CAPPER", SIX);
    const { id } = await plant.unit("L2.CAPPER");
    await database.db
      .update(tag)
      .set({ active: false })
      .where(and(eq(tag.workUnitId, id), eq(tag.kind, "COUNTER")));
    const counter = { workUnit: "L2.CAPPER", kind: "COUNTER", valuePath: "made" };
    const proposed = async () =>
      (await database.db.select().from(countProposal).where(eq(countProposal.operationId, operationId))).map(
        ({ good, scrap }) => `${good.toString()} good ${scrap.toString()} scrap`,
      );
    await map({ ...counter, topicPattern: "hall/capper/scrap", counter: "SCRAP", name: "capper-scrap" });
    await say("hall/capper/scrap", { made: 0, ts: after(0) });
    await say("hall/capper/scrap", { made: 2, ts: after(60) });
    expect(await proposed()).toEqual(["0 good 2 scrap"]);
    await map({ ...counter, topicPattern: "hall/capper/total", counter: "TOTAL", name: "capper-total" });
    await say("hall/capper/total", { made: 0, ts: after(61) });
    await say("hall/capper/total", { made: 50, ts: after(120) });
    await say("hall/capper/scrap", { made: 5, ts: after(121) });
    expect(await proposed()).toEqual(["47 good 5 scrap"]);
  });

  it("KP-02 a counter whose place in the message is corrected counts from its first value there, and what was stored keeps its unit", async () => {
    const { operationId } = await plant.loadOperation("L2.FILLER", SIX);
    const counter = { topicPattern: "hall/counts", workUnit: "L2.FILLER", kind: "COUNTER", counter: "GOOD", name: "corrected" };
    const first = await map({ ...counter, valuePath: "b" });
    await say("hall/counts", { b: 1040, ts: after(2) });
    await say("hall/counts", { b: 1050, ts: after(62) });
    await map({ ...counter, mappingId: first.ok ? first.data.mappingId : "", valuePath: "c", scale: "2" });
    await say("hall/counts", { b: 1050, c: 1080, ts: after(122) });
    const good = async () =>
      (await database.db.execute<{ good: number }>(sql`select good::float8 as good from execution.count_proposal where operation_id = ${operationId}`))[0]?.good;
    expect(await good()).toBe(10);
    await say("hall/counts", { b: 1050, c: 1082, ts: after(182) });
    expect(await good()).toBe(14);
    const tags = await database.db.execute(sql`select scale::float8 as scale, active from telemetry.tag where name = 'corrected' order by id`);
    expect([...tags]).toEqual([
      { scale: 1, active: false },
      { scale: 2, active: true },
    ]);
  });

  it.each([
    ["a counter that counts backwards", { kind: "COUNTER", counter: "GOOD", scale: "-1" }, "scale"],
    ["a parameter that wraps", { counterModulus: 65_535 }, "counterModulus"],
  ])("refuses %s", async (_, values, field) => {
    expect(await map({ topicPattern: "hall/odd", ...values })).toMatchObject({ ok: false, code: "INVALID_INPUT", fields: { [field]: expect.any(String) } });
  });

  it("of two mappings that meet one value the more specific one counts it, the other one counts the rest", async () => {
    const [filler, capper] = [await plant.loadOperation("L1.FILLER", SIX), await plant.loadOperation("L1.CAPPER", SIX)];
    const counter = { kind: "COUNTER", counter: "GOOD", valuePath: "good" };
    await map({ ...counter, topicPattern: "hall/{line}/{unit}/c", workUnit: "{line}.{unit}", name: "every" });
    await map({ ...counter, topicPattern: "hall/L1/FILLER/c", workUnit: "L1.FILLER", name: "filler" });
    for (const unit of ["FILLER", "CAPPER"]) {
      await say(`hall/L1/${unit}/c`, { good: 100, ts: after(0) });
      await say(`hall/L1/${unit}/c`, { good: 110, ts: after(60) });
    }
    const counted = await database.db.execute(sql`
      select operation_id as "operationId", good::float8 as good from execution.count_proposal where operation_id in (${filler.operationId}, ${capper.operationId}) order by operation_id`);
    expect([...counted]).toEqual([filler.operationId, capper.operationId].toSorted().map((operationId) => ({ operationId, good: 10 })));
    const names = await database.db.execute<{ name: string }>(sql`select name from telemetry.tag where name in ('every', 'filler') and active order by name`);
    expect([...names].map(({ name }) => name)).toEqual(["every", "filler"]);
  });

  it("a path finds the element of a list by its name where only what has changed is said, in whatever spelling", async () => {
    expect(await map({ topicPattern: "hall/list", valuePath: '$.values[id="temp"].v', name: "listed" })).toMatchObject({ ok: true });
    await say("hall/list", {
      timestamp: SIX + 1000,
      values: [
        { id: "temp", v: 21 },
        { id: "speed", v: 900 },
      ],
    });
    await say("hall/list", { timestamp: SIX + 2000, values: [{ id: "speed", v: 950 }] });
    await say("hall/list", {
      timestamp: SIX + 3000,
      values: [
        { id: "speed", v: 960 },
        { id: "temp", v: 22 },
      ],
    });
    expect(await valuesOf("listed")).toEqual(["L1.FILLER 21 1", "L1.FILLER 22 3"]);
    expect(await map({ topicPattern: "hall/list", valuePath: 'values["id"="temp"].v', name: "twin" })).toMatchObject({ ok: false, code: "MAPPING_EXISTS" });
    const listed = await database.db.execute<{ path: string }>(sql`select path from telemetry.unmapped_metric where address = 'hall/list'`);
    expect([...listed]).toEqual([{ path: 'values[id="speed"].v' }]);
  });

  it("IN-10 our own shape keeps its meaning, whatever is mapped", async () => {
    await map({ topicPattern: "site-a/#", sourceId: await plainSource(), valuePath: "value", name: "everything" });
    expect(await say("site-a/filling/l1/capper/param", { seq: 1, ts: after(5), parameter: "cap-torque", value: 7 })).toMatchObject({ samples: 1 });
    expect(await valuesOf("everything")).toEqual([]);
    await say("site-a/filling/l1/capper/other", { value: 8, ts: after(6) });
    expect(await valuesOf("everything")).toEqual(["L1.FILLER 8 6"]);
  });

  it("what lies in quarantine is replayed once somebody listens to its topic and it is mapped", async () => {
    await say("yard/late", { deep: { temp: 5 }, ts: after(7) });
    expect(await reasons("yard/late")).toEqual(["no source listens to the topic, and it is not site/area/line/unit/kind"]);
    const [row] = await database.db.select().from(quarantine).where(eq(quarantine.topic, "yard/late"));
    expect(await replayQuarantined(plant.services, everywhere(), row?.id ?? "")).toMatchObject({ ok: true, data: { taken: 0, unreadable: 1 } });
    const yard = { siteId: plant.siteId, code: "yard", kind: "HTTP", topicFilter: "yard/#", active: true };
    const added = await execute(plant.services, informatics, setSource, { commandId: v7(), sourceId: null, ...yard });
    await map({ sourceId: added.ok ? added.data.sourceId : "", topicPattern: "yard/late", valuePath: "deep.temp", name: "late-temp" });
    expect(await replayQuarantined(plant.services, everywhere(), row?.id ?? "")).toMatchObject({ ok: true, data: { taken: 1 } });
    expect(await valuesOf("late-temp")).toEqual(["L1.FILLER 5 7"]);
  });

  it.each([
    ["misshapen, of a topic of our shape that a source hears", "site-a/filling/l1/filler/state", "not json"],
    ["no JSON, of a topic that a source hears", "hall/broken", "{"],
  ])("what is %s stays where it lies when it is replayed, once", async (_, topic, payload) => {
    await database.db.insert(quarantine).values({ id: v7(), siteId: plant.siteId, topic, bytes: Buffer.from(payload), reason: "as it was", receivedAt: new Date(SIX) });
    const rows = () => database.db.select().from(quarantine).where(eq(quarantine.topic, topic));
    const [row] = await rows();
    expect(await replayQuarantined(plant.services, everywhere(), row?.id ?? "")).toMatchObject({ ok: true, data: { taken: 0, unreadable: 1, unplaced: 0 } });
    expect(await rows()).toEqual([row]);
  });

  it("what a full list has no place for stays in quarantine when it is replayed, until there is place", async () => {
    const added = await execute(plant.services, informatics, setSource, {
      commandId: v7(),
      sourceId: null,
      siteId: plant.siteId,
      code: "flood",
      kind: "HTTP",
      topicFilter: "flood/#",
      active: true,
    });
    await database.db.execute(sql`
      insert into telemetry.unmapped_metric (id, site_id, source_id, address, path, count, first_seen_at, last_seen_at)
      select gen_random_uuid(), ${plant.siteId}::uuid, ${added.ok ? added.data.sourceId : ""}::uuid, 'flood/n', 'm' || n, 1, now(), now() from generate_series(1, ${MAX_UNMAPPED}::int) n`);
    await say("flood/more", { v: 1 });
    const [row] = await database.db.select().from(quarantine).where(eq(quarantine.topic, "flood/more"));
    expect(await replayQuarantined(plant.services, everywhere(), row?.id ?? "")).toMatchObject({ ok: true, data: { taken: 0, unreadable: 1 } });
    await database.db.execute(sql`delete from telemetry.unmapped_metric where address = 'flood/n' and path = 'm1'`);
    expect(await replayQuarantined(plant.services, everywhere(), row?.id ?? "")).toMatchObject({ ok: true, data: { taken: 1 } });
    expect(await database.db.execute(sql`select path from telemetry.unmapped_metric where address = 'flood/more'`)).toEqual([{ path: "v" }]);
  });

  it.each([
    [{ topicPattern: "hall/#/x" }, "topicPattern", "HASH_NOT_LAST"],
    [{ topicPattern: "yard/x" }, "topicPattern", "NEVER_HEARD"],
    [{ topicPattern: "hall/x", valuePath: "a[*]" }, "valuePath", "WILDCARD"],
    [{ topicPattern: "hall/x", timePath: "a[" }, "timePath", "NO_PATH"],
    [{ topicPattern: "hall/{a}", workUnit: "{b}" }, "workUnit", "NAME_NOT_IN_PATTERN"],
    [{ topicPattern: "hall/x", workUnit: "L1" }, "workUnit", "NO_UNIT"],
    [{ topicPattern: "hall/x", uom: "NOPE" }, "uom", "NO_UOM"],
  ])("refuses %j: %s %s", async (values, field, problem) => expect(await map(values)).toMatchObject({ ok: false, code: "MAPPING_INVALID", params: { field, problem } }));

  it("refuses a second meaning of one place, and other people", async () => {
    await map({ topicPattern: "hall/twice" });
    expect(await map({ topicPattern: "hall/twice", name: "other" })).toMatchObject({ ok: false, code: "MAPPING_EXISTS", params: { name: "hall-temp" } });
    const planner = { ...informatics, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["PLANNER"] }] } as Actor;
    expect(await execute(plant.services, planner, setSignalMapping, { commandId: v7(), mappingId: null, sourceId, ...base, topicPattern: "hall/y" })).toMatchObject({ ok: false });
  });

  it.each([
    [{ kind: "PLAIN_JSON", topicFilter: "a/#/b" }, "HASH_NOT_LAST"],
    [{ kind: "PLAIN_JSON", topicFilter: "a/{b}" }, "BAD_NAME"],
    [{ kind: "PLAIN_JSON", topicFilter: "spBv1.0/G/#" }, "SPARKPLUG"],
    [{ kind: "PLAIN_JSON", topicFilter: "#" }, "HEARS_SPARKPLUG"],
    [{ kind: "HTTP", topicFilter: "+/SITE-A/#" }, "HEARS_SPARKPLUG"],
    [{ kind: "SPARKPLUG", topicFilter: "a/#" }, "NOT_SPARKPLUG"],
    [{ kind: "PLAIN_JSON", topicFilter: "site-b/filling/+/temp" }, "OTHER_SITE"],
    [{ kind: "SPARKPLUG", topicFilter: "spBv1.0/+/#" }, "OTHER_SITE"],
  ])("refuses the source %j: %s", async (values, problem) =>
    expect(await execute(plant.services, informatics, setSource, { commandId: v7(), sourceId: null, siteId: plant.siteId, code: "odd", active: true, ...values })).toMatchObject({
      ok: false,
      code: "SOURCE_INVALID",
      params: { problem },
    }),
  );
});

describe("TR-04 limits of a mapped parameter", () => {
  const place = { topicPattern: "hall/limited", valuePath: "temp", name: "limited", uom: "CEL", workUnit: "L2.FILLER" };
  const calls = async () => (await database.db.select().from(exception).where(eq(exception.subject, "L2.FILLER limited"))).map(({ state, detail }) => ({ state, detail }));
  const tags = async () =>
    (await database.db.select().from(tag).where(eq(tag.name, "limited")).orderBy(tag.id)).map(({ id, active, lowerLimit, upperLimit, sampleIntervalSeconds: every }) => ({
      id,
      text: `${active ? "active" : "retired"} ${lowerLimit?.toFixed() ?? "none"} to ${upperLimit?.toFixed() ?? "none"} every ${every ?? "unit"}`,
    }));

  it("count from the next batch on, are changed in place and kept in the audit trail; without them nobody is called any more", async () => {
    const first = await map({ ...place, lowerLimit: "18", upperLimit: "25.5", sampleIntervalSeconds: 60 });
    const mappingId = first.ok ? first.data.mappingId : "";
    await say("hall/limited", { temp: 20, ts: after(0) });
    await say("hall/limited", { temp: 26, ts: after(60) });
    const breach = { parameter: "limited", value: "26", low: "18", high: "25.5", uom: "CEL", from: after(0), to: null };
    expect(await calls()).toMatchObject([{ state: "RAISED", detail: breach }]);
    const [made] = await tags();
    expect(made?.text).toBe("active 18 to 25.5 every 60");

    expect(await map({ ...place, mappingId, upperLimit: "27" })).toMatchObject({ ok: true });
    expect(await tags()).toEqual([{ id: made?.id, text: "active none to 27 every unit" }]);
    expect(await calls()).toMatchObject([{ state: "RAISED" }]);
    plant.setNow(SIX + 100_000);
    await map({ ...place, mappingId });
    expect(await tags()).toEqual([{ id: made?.id, text: "active none to none every unit" }]);
    expect(await calls()).toMatchObject([{ state: "RESOLVED", detail: { from: after(0), to: after(100) } }]);
    await say("hall/limited", { temp: 99, ts: after(70) });
    expect(await calls()).toMatchObject([{ state: "RESOLVED" }]);

    const trail = await database.db.select().from(auditEntry).where(eq(auditEntry.subject, mappingId)).orderBy(auditEntry.id);
    expect(trail.map(({ detail }) => JSON.stringify(detail)).filter((detail) => detail.includes("≤ 25.5") && detail.includes("≤ 27"))).toHaveLength(1);
  });

  it("go with their mapping, and so does the call", async () => {
    const first = await map({ ...place, topicPattern: "hall/going", lowerLimit: "18", name: "going" });
    await say("hall/going", { temp: 17, ts: after(60) });
    const going = async () => (await database.db.select().from(exception).where(eq(exception.subject, "L2.FILLER going"))).map(({ state }) => state);
    expect(await going()).toEqual(["RAISED"]);
    await execute(plant.services, informatics, removeSignalMapping, { commandId: v7(), mappingId: first.ok ? first.data.mappingId : "" });
    expect(await going()).toEqual(["RESOLVED"]);
  });

  it.each([
    [{ lowerLimit: "25", upperLimit: "25" }, "upperLimit"],
    [{ lowerLimit: "warm" }, "lowerLimit"],
    [{ kind: "STATE", lowerLimit: "1" }, "lowerLimit"],
    [{ sampleIntervalSeconds: 0 }, "sampleIntervalSeconds"],
  ])("are refused as %o", async (values, field) => {
    const refused = await map({ ...place, topicPattern: "hall/never", ...values });
    expect(refused).toMatchObject({ ok: false, code: "INVALID_INPUT" });
    expect(JSON.stringify(refused)).toContain(field);
  });
});

describe("topics that several sources could hear", () => {
  const set = (values: object) =>
    execute(plant.services, informatics, setSource, {
      commandId: v7(),
      sourceId: null,
      siteId: plant.siteId,
      code: "twice",
      kind: "PLAIN_JSON",
      topicFilter: "dock/#",
      active: true,
      ...values,
    });

  it("are refused where a broker would bring a message to both, for it would count twice; a source that is off hears nothing", async () => {
    const refused = { ok: false, code: "SOURCE_OVERLAPS", params: { code: "hall", topicFilter: "hall/#" } };
    expect(await set({ topicFilter: "hall/press/#" })).toMatchObject(refused);
    const waiting = await set({ topicFilter: "hall/press/#", active: false });
    if (!waiting.ok) throw new Error(waiting.code);
    expect(await set({ sourceId: waiting.data.sourceId, topicFilter: "hall/+/now" })).toMatchObject(refused);
    expect(await set({ sourceId: waiting.data.sourceId })).toMatchObject({ ok: true });
    expect(await set({ sourceId: waiting.data.sourceId, topicFilter: "dock/+/now" })).toMatchObject({ ok: true });
    expect(await set({ code: "gateway", kind: "SPARKPLUG", topicFilter: "spBv1.0/SITE-A/NDATA/#" })).toMatchObject({ ok: false, code: "SOURCE_OVERLAPS" });
  });

  it("belong to the most specific one", async () => {
    const names = { kind: "HTTP", siteId: plant.siteId, active: true };
    for (const [code, topicFilter] of [
      ["aaa", "barn/#"],
      ["bbb", "barn/+/now"],
      ["ccc", "barn/press/now"],
    ] as const)
      expect(await execute(plant.services, informatics, setSource, { commandId: v7(), sourceId: null, code, topicFilter, ...names })).toMatchObject({ ok: true });
    for (const topic of ["barn/press/now", "barn/lathe/now", "barn/lathe/then"]) await say(topic, { v: 1 });
    const rows = await database.db.execute<{ text: string }>(
      sql`select k.code || ' ' || u.address as text from telemetry.unmapped_metric u join telemetry.source k on k.id = u.source_id where u.address like 'barn/%' order by k.code`,
    );
    expect(rows.map(({ text }) => text)).toEqual(["aaa barn/lathe/then", "bbb barn/lathe/now", "ccc barn/press/now"]);
  });

  it("SEC-02 a mapping hears nothing but what its source listens to", async () => {
    expect(await map({ topicPattern: "#", valuePath: "only", name: "greedy" })).toMatchObject({ ok: true });
    await say("site-b/oven", { only: 1, ts: after(90) });
    await say("hall/own", { only: 2, ts: after(91) });
    expect(await valuesOf("greedy")).toEqual(["L1.FILLER 2 91"]);
  });
});

/** IT of every site: the topic of the message says nobody's site. */
function everywhere(): Actor {
  return { ...informatics, sites: sites.map(({ id, code }) => ({ siteId: id, code, roles: ["IT"] })) } as Actor;
}

async function plainSource(): Promise<string> {
  const [row] = await database.db
    .select()
    .from(source)
    .where(and(eq(source.siteId, plant.siteId), eq(source.code, "plant-json")));
  return row?.id ?? "";
}
