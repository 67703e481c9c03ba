import { asc, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect } from "@/db/client";
import { event } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { quarantine } from "@/db/schema/telemetry";
import { tag } from "@/db/schema/telemetry-source";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { breachWindows } from "@/lib/domain/equipment/breach-window";
import { decimal } from "@/lib/domain/shared/decimal";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { emptyBatch } from "@/lib/telemetry/batch";
import { received } from "@/lib/telemetry/message";
import { execute } from "@/lib/commands/execute";
import type { Actor } from "@/lib/auth/actor";
import { v7 } from "uuid";
import { ingestBatch } from "./ingest-batch";
import { lockUnits } from "./lock-units";
import { unmapMetric } from "./map-metric";
import { QUALITY } from "@/lib/telemetry/sink/place";
import { surroundings } from "@/lib/telemetry/sink/breach-rows";
import { loadTags } from "@/lib/telemetry/sink/tags";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let owner: ReturnType<typeof connect>;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeEach(async () => {
  database = await testDatabase();
  owner = connect(database.url, { role: null, max: 1 });
  plant = await telemetryPlant(database.db);
});
afterEach(async () => {
  await owner.close();
  await database.close();
});

/** A sample of the capper's torque, which is to lie between 140 and 180; its machine is heard every 10 s. */
type Torque = readonly [seconds: number, value: number, quality?: "GOOD" | "UNCERTAIN" | "BAD"];
const said = ([seconds, value, quality = "GOOD"]: Torque) =>
  ["filling/l1/capper/param", { seq: Math.round(seconds * 10), ts: after(seconds), parameter: "cap-torque", value, quality }] as const;
const hear = (...samples: readonly Torque[]) => plant.hear(samples.map(said));
const good = (from: number, to: number, step = 10): Torque[] => Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, n) => [from + n * step, 160]);

/** A value of a Sparkplug node, which tells changes only. */
const metric = (at: number, value: number | null, historical = false) => {
  plant.setNow(SIX + at * 1000);
  const message = received("spBv1.0/SITE-A/NDATA/PAST-1", new Uint8Array(), SIX + at * 1000);
  const reading = { address: "SITE-A/PAST-1", atMs: SIX + at * 1000, message };
  return { reading, tell: { ...reading, name: "past-temp", ownTime: true, seq: at, value, quality: "GOOD", unit: null, historical } as const };
};
const tell = (at: number, value: number | null, historical = false) =>
  ingestBatch(plant.services, plant.worker, { ...emptyBatch(), metrics: [metric(at, value, historical).tell] });

const seconds = (at: Date | null) => (at === null ? null : (at.getTime() - SIX) / 1000);
const windows = async () => {
  const rows = await database.db.execute<{ from: number; to: number | null }>(sql`
    select extract(epoch from from_at)::float8 - ${SIX / 1000}::float8 as "from", extract(epoch from to_at)::float8 - ${SIX / 1000}::float8 as "to" from telemetry.breach_window order by from_at`);
  return rows.map(({ from, to }) => [from, to]);
};
const alarm = async () => {
  const [row] = await database.db.execute<{ from: number; to: number | null }>(sql`
    select extract(epoch from from_at)::float8 - ${SIX / 1000}::float8 as "from", extract(epoch from to_at)::float8 - ${SIX / 1000}::float8 as "to" from telemetry.parameter_alarm`);
  return row === undefined ? null : [row.from, row.to];
};
const exceptions = async () =>
  (await database.db.select().from(exception).orderBy(asc(exception.raisedAt))).map(({ class: kind, severity, state, owner: whose, raisedAt, resolvedAt, detail }) => ({
    kind,
    severity,
    state,
    whose,
    raised: seconds(raisedAt),
    resolved: seconds(resolvedAt),
    detail,
  }));
const facts = async () => (await database.db.select({ type: event.type }).from(event).where(eq(event.aggregate, "exception")).orderBy(asc(event.position))).map(({ type }) => type);
const window = (from: number, to: number | null) => ({ from: after(from), to: to === null ? null : after(to) });

describe("TR-04 QUALITY_FAIL a parameter out of its limits", () => {
  it("calls quality with its first sample, once until it keeps them again, and says when that was", async () => {
    const { orderId } = await plant.loadOperation("L1.FILLER", SIX);
    await hear(...good(0, 20));
    expect(await exceptions()).toEqual([]);
    await hear([30, 128]);
    const detail = { parameter: "cap-torque", value: "128", low: "140", high: "180", uom: "NCM", at: after(30) };
    expect(await exceptions()).toEqual([
      { kind: "QUALITY_FAIL", severity: 2, state: "RAISED", whose: "QUALITY", raised: 30, resolved: null, detail: { ...detail, ...window(20, null) } },
    ]);
    expect(await database.db.select({ orderId: exception.orderId }).from(exception)).toEqual([{ orderId }]);
    await hear([40, 127], [50, 126]);
    await hear([60, 160]);
    expect(await windows()).toEqual([[20, 60]]);
    // 30 s is the longest that the machine may be silent: for as long it has to keep its limits.
    await hear([70, 160], [80, 160]);
    expect(await exceptions()).toMatchObject([{ state: "RAISED" }]);
    await hear([90, 160]);
    expect(await exceptions()).toMatchObject([{ state: "RESOLVED", resolved: 60, detail: { ...detail, ...window(20, 60) } }]);
    const breached = await database.db.select({ payload: event.payload }).from(event).where(eq(event.type, "parameter.breached")).orderBy(asc(event.position));
    expect(breached.map(({ payload }) => payload)).toMatchObject([
      { parameter: "cap-torque", value: "128", low: "140", high: "180", ...window(20, null) },
      { parameter: "cap-torque", ...window(20, 60) },
    ]);
  });

  it("a value that swings about its limit calls once; what comes back within 15 minutes is the same exception", async () => {
    await hear(...good(0, 10));
    for (let at = 20; at < 200; at += 20) {
      await hear([at, 139]);
      await hear([at + 10, 141]);
    }
    expect(await exceptions()).toHaveLength(1);
    expect(await facts()).toEqual(["exception.raised"]);
    await hear(...good(210, 240));
    expect(await exceptions()).toMatchObject([{ state: "RESOLVED", resolved: 190 }]);
    await hear([250, 181]);
    expect(await exceptions()).toMatchObject([{ state: "IN_PROGRESS", resolved: null, raised: 20, detail: { value: "181", ...window(240, null) } }]);
    await hear(...good(260, 290), ...good(300, 1300));
    expect(await exceptions()).toMatchObject([{ state: "RESOLVED", resolved: 260 }]);
    await hear([1310, 190]);
    expect(await exceptions()).toMatchObject([{ state: "RESOLVED" }, { state: "RAISED", raised: 1310 }]);
    await expectRebuilt(database);
  });

  it("what cannot be trusted counts as breach and names no value, a silence is a window and calls nobody", async () => {
    await hear(...good(0, 20));
    await hear([30, 160, "BAD"]);
    expect(await exceptions()).toMatchObject([{ state: "RAISED", detail: { value: null, ...window(20, null) } }]);
    await hear(...good(40, 80));
    await hear([200, 160]);
    expect(await windows()).toEqual([
      [20, 40],
      [80, 200],
    ]);
    expect(await exceptions()).toHaveLength(1);
  });

  it("as often as the tag is told is for the tag to say", async () => {
    await database.db.update(tag).set({ sampleIntervalSeconds: 60 });
    await hear([0, 160], [180, 160]);
    expect(await windows()).toEqual([]);
    await hear([361, 160]);
    expect(await windows()).toEqual([[180, 361]]);
  });

  it("samples that come late move the window and what the exception says of it; the same again changes nothing", async () => {
    await hear([0, 160], [40, 120]);
    expect(await exceptions()).toMatchObject([{ detail: window(0, null) }]);
    await hear([20, 150]);
    expect(await exceptions()).toMatchObject([{ detail: window(20, null) }]);
    await hear(...good(70, 110));
    expect(await exceptions()).toMatchObject([{ state: "RESOLVED", detail: window(20, 70) }]);
    await hear([60, 150]);
    expect(await exceptions()).toMatchObject([{ state: "RESOLVED", resolved: 70, detail: window(20, 60) }]);
    const told = await facts();
    await hear([40, 120], [20, 150], [60, 150]);
    expect(await windows()).toEqual([[20, 60]]);
    expect(await facts()).toEqual(told);
    await expectRebuilt(database);
  });

  it("what happened longer than 15 minutes ago is a window and no call", async () => {
    await hear([2000, 160]);
    await hear([100, 160], [110, 120], [120, 160]);
    expect(await windows()).toEqual([[100, 2000]]);
    await hear(...good(130, 1990));
    expect(await windows()).toEqual([[100, 120]]);
    expect(await exceptions()).toEqual([]);
  });

  it("what a node tells of the past is a window and no call, however recent it is", async () => {
    await tell(0, 140);
    await tell(10, 1, true);
    expect(await windows()).toEqual([[0, null]]);
    expect(await exceptions()).toEqual([]);
    await tell(20, 1);
    expect(await exceptions()).toMatchObject([{ state: "RAISED", raised: 20, detail: window(0, null) }]);
  });

  it("nobody is called again for a breach that a person has ended, until it is over", async () => {
    await hear([0, 160], [10, 120]);
    await database.db.update(exception).set({ state: "RESOLVED", resolvedAt: new Date(SIX + 11_000) });
    await hear([20, 120], [30, 119]);
    await hear(...good(40, 80));
    expect(await exceptions()).toMatchObject([{ state: "RESOLVED", resolved: 11 }]);
    await hear([90, 120]);
    expect(await exceptions()).toMatchObject([{ state: "IN_PROGRESS", detail: window(80, null) }]);
  });

  it("of a source that tells changes only a value is missing from its loss, or since it has none, until the next one", async () => {
    await tell(0, 140);
    await tell(600, 140);
    await ingestBatch(plant.services, plant.worker, { ...emptyBatch(), losses: [metric(700, null).reading] });
    await tell(800, 140);
    expect(await windows()).toEqual([[600, 800]]);
    await tell(900, 140);
    await tell(1000, null);
    await tell(1100, 140);
    expect(await windows()).toEqual([
      [600, 800],
      [900, 1100],
    ]);
    expect(await exceptions()).toEqual([]);
  });

  it.each([
    ["the first that there ever was", [[0, 120]]],
    ["one after another", [...good(0, 0), [10, 120], ...good(20, 60), [70, 120]]],
  ] as const)("a call whose breach other limits have taken away ends with the next good sample: %s", async (_, before) => {
    for (const one of before) await hear(one);
    const [last] = before.toReversed();
    const [at] = last ?? [0];
    await database.db
      .update(tag)
      .set({ lowerLimit: decimal("100") })
      .where(eq(tag.name, "cap-torque"));
    // It comes again, and is judged anew.
    await hear([at, 120]);
    expect(await windows()).toEqual(before.length === 1 ? [] : [[0, 20]]);
    await hear([at + 10, 160]);
    expect((await exceptions()).at(-1)).toMatchObject({ state: "RESOLVED" });
    expect(await alarm()).toEqual([before.length === 1 ? 0 : 60, at + 10]);
    await hear(...good(at + 20, at + 60));
    expect(await database.db.select().from(quarantine)).toEqual([]);
    await hear([at + 70, 90]);
    expect((await exceptions()).at(-1)).toMatchObject({ state: "IN_PROGRESS", detail: window(at + 60, null) });
  });

  it("what comes late in a breach that has lasted for long is judged by its neighbours alone, and the breach keeps its ends", async () => {
    await hear([0, 160], [1, 120]);
    await hear(...Array.from({ length: 2000 }, (__, n): Torque => [2 + n / 10, 120]));
    const told = await facts();
    const [{ address } = { address: "" }] = await database.db.select({ address: tag.address }).from(tag).where(eq(tag.name, "cap-torque"));
    await database.sql.begin(async (tx) => {
      const capper = (await loadTags(tx, { addresses: [address], kinds: null }, null)).find(address, "PARAMETER", "cap-torque");
      if (capper === undefined) throw new Error("The capper has a torque");
      const row = { tag: capper, atMs: SIX + 100_050, deviceMs: null, receivedAtMs: SIX + 300_000, seq: 1, value: 160, quality: QUALITY.GOOD, live: true };
      const around = await surroundings(tx, { tag: capper, rows: [row], first: row, last: row });
      expect({ ...around, samples: around.samples.map(({ atMs }) => atMs) }).toEqual({
        fromMs: SIX + 100_000,
        toMs: SIX + 100_100,
        windows: [{ fromMs: SIX, toMs: null }],
        samples: [SIX + 100_000, SIX + 100_100],
      });
    });
    await hear([100.05, 160]);
    expect(await windows()).toEqual([[0, null]]);
    await database.db
      .update(tag)
      .set({ lowerLimit: decimal("150") })
      .where(eq(tag.name, "cap-torque"));
    await hear([50.05, 145]);
    await hear([210, 160]);
    await hear([203, 145], [207, 145]);
    expect(await windows()).toEqual([[0, 210]]);
    expect(await facts()).toEqual(told);
  });

  it("a metric that is unmapped while a value of it is being stored is judged no more", async () => {
    await tell(0, 140);
    const [past] = await database.db.select({ id: tag.id, number: tag.equipmentNumber }).from(tag).where(eq(tag.name, "past-temp"));
    if (past === undefined) throw new Error("The node has a temperature");
    const informatics: Actor = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] };
    const waiting = sql`select from pg_locks where locktype = 'advisory' and not granted and objid = ${past.number} and database = (select oid from pg_database where datname = current_database())`;
    const waiters = async () => (await database.db.execute(waiting)).length;
    const both = await database.db.transaction(async (tx) => {
      await lockUnits(tx, [past.number]);
      const unmapped = execute(plant.services, informatics, unmapMetric, { commandId: v7(), tagId: past.id });
      await expect.poll(waiters).toBe(1);
      const told = tell(10, 1);
      await expect.poll(waiters).toBe(2);
      return [unmapped, told] as const;
    });
    expect((await Promise.all(both))[0]).toMatchObject({ ok: true });
    expect(await windows()).toEqual([]);
    expect(await exceptions()).toEqual([]);
  });

  it("parameters without limits have no breaches", async () => {
    await database.db.update(tag).set({ lowerLimit: null, upperLimit: null }).where(eq(tag.name, "cap-torque"));
    await hear([0, 1], [900, 1]);
    expect(await windows()).toEqual([]);
  });
});

it("TR-04 the windows are those of all samples, in whatever order and however often they come", async () => {
  const torque = fc.record({
    at: fc.integer({ min: 0, max: 40 }),
    value: fc.constantFrom(160, 160, 160, 120),
    quality: fc.constantFrom("GOOD" as const, "GOOD" as const, "BAD" as const),
  });
  const batch = fc.tuple(fc.array(torque, { minLength: 1, maxLength: 8 }), fc.boolean());
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 8 }), async (batches) => {
      await owner.sql`truncate telemetry.sample, telemetry.rollup_minute, telemetry.rollup_hour, telemetry.latest_value, telemetry.breach_window, telemetry.parameter_alarm`;
      // One sample for each instant: the first that was told.
      const first = new Map<number, Torque>();
      for (const [told, ordered] of batches) {
        const samples = told.map(({ at, value, quality }): Torque => first.get(at) ?? [at * 10, value, quality]);
        const own = ordered ? samples.toSorted((a, b) => a[0] - b[0]) : samples;
        for (const one of own) if (!first.has(one[0] / 10)) first.set(one[0] / 10, one);
        await hear(...own.map(([at]) => first.get(at / 10) ?? ([at, 160] as const)));
      }
      const all = [...first.values()].map(([at, value, quality = "GOOD"]) => ({ at: new Date(SIX + at * 1000), value, quality }));
      const from = new Date(Math.min(...all.map(({ at }) => at.getTime())));
      const expected = breachWindows(all, { low: 140, high: 180 }, { from, to: null }, 30_000);
      expect(await windows()).toEqual(expected.map((one) => [seconds(one.from), seconds(one.to)]));
    }),
    { numRuns: 20 },
  );
});
