import { drizzle } from "drizzle-orm/postgres-js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as schema from "@/db/schema";
import { calendarWindow } from "@/db/schema/calendar";
import { labourBooking } from "@/db/schema/labour";
import { lot, lotMount } from "@/db/schema/materials";
import { item, person } from "@/db/schema/reference";
import { tag } from "@/db/schema/telemetry-source";
import { eq } from "drizzle-orm";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { after, SIX, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { newId } from "@/lib/platform/ids";
import { markSilent } from "@/lib/telemetry/sink/mark-silent";
import { performance } from "@/lib/queries/totals/performance";
import { type UnitPeriod, unitReasons, unitScreen, unitTrendsOf } from "./unit-screen";

const HOUR = 3600;
const FILLER = { line: "L1", unit: "L1.FILLER", siteCode: null };

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let operationId: string;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  const unit = await plant.unit("L1.FILLER");
  await database.db.delete(calendarWindow).where(eq(calendarWindow.workCentreId, unit.parentId ?? ""));
  const window = (shiftName: string, fromHour: number, toHour: number) => ({
    id: newId(),
    siteId: plant.siteId,
    workCentreId: unit.parentId ?? "",
    shiftName,
    productionDay: "2026-01-05",
    fromAt: at(fromHour * HOUR),
    toAt: at(toHour * HOUR),
  });
  // A break parts the early shift; the late one follows it.
  await database.db.insert(calendarWindow).values([window("Early", 0, 1), window("Early", 1.5, 4), window("Late", 4, 8)]);
  ({ operationId } = await plant.loadOperation("L1.FILLER", SIX));
  const state = (seconds: number, name: string, reason?: string) =>
    ["filling/l1/filler/state", { seq: seconds, ts: after(seconds), state: name, ...(reason === undefined ? {} : { reason }) }] as const;
  const count = (seconds: number, value: number) => ["filling/l1/filler/count", { seq: seconds, ts: after(seconds), counter: "GOOD", value }] as const;
  const pressure = (seconds: number, value: number) => ["filling/l1/filler/param", { seq: seconds, ts: after(seconds), parameter: "pressure", value }] as const;
  await database.db.update(tag).set({ sampleIntervalSeconds: 600 }).where(eq(tag.name, "pressure"));
  await plant.hear([
    state(0, "PRODUCING"),
    count(0, 100),
    pressure(0, 2),
    count(5, 104),
    pressure(5, 2.1),
    state(600, "HELD"),
    state(640, "PRODUCING"),
    state(1200, "DOWN", "BRK-MECH"),
    state(1800, "PRODUCING"),
    count(1800, 104),
    pressure(1800, 2.2),
    pressure(1805, 2.9),
    pressure(1810, 2.3),
    count(1810, 110),
    state(2400, "DOWN", "BRK-MECH"),
    state(2700, "PRODUCING"),
    count(2700, 110),
    pressure(2600, 2.3),
    ["filling/l1/filler/param", { seq: 2650, ts: after(2650), parameter: "pressure", value: 2.3, quality: "BAD" }],
    pressure(2700, 2.4),
  ]);
});
afterAll(() => database.close());

const at = (seconds: number) => new Date(SIX + seconds * 1000);
const as = (...roles: Role[]) => ({ ...plant.worker, kind: "PERSON", permissions: [], sites: [{ siteId: plant.siteId, code: "SITE-A", roles }] }) as Actor;
const ask = (seconds: number, period: UnitPeriod = "shift", actor = as("PLANNER")) => unitScreen({ db: database.db, now: at(seconds) }, actor, FILLER, period);

const secondsOf = (screen: Awaited<ReturnType<typeof ask>>) => screen?.past?.times.states.reduce((sum, { seconds }) => sum + seconds, 0);

describe("the page of a work unit", () => {
  it("tells of the shift that runs up to now, of the one before it, and of a day", async () => {
    const running = await ask(2 * HOUR);
    expect(running?.past).toMatchObject({ shift: "Early", from: after(0), to: after(2 * HOUR), running: true });
    expect(await ask(5 * HOUR)).toMatchObject({ past: { shift: "Late", from: after(4 * HOUR), running: true } });
    expect(await ask(5 * HOUR, "last")).toMatchObject({ past: { shift: "Early", from: after(0), to: after(4 * HOUR), running: false } });
    expect(await ask(5 * HOUR, "day")).toMatchObject({
      past: { shift: null, from: after(5 * HOUR - 24 * HOUR), to: after(5 * HOUR), running: true, shifts: [{ name: "Early" }, { name: "Late" }] },
    });
    expect(await ask(2 * HOUR, "last")).toMatchObject({ past: null, now: { state: "PRODUCING" } });
  });

  it("ST-06 shows what the machine did, short stops and lost signals with it, to the second", async () => {
    const screen = await ask(2700);
    expect(screen?.past?.ribbon.map(({ state, from }) => [state, Date.parse(from) / 1000 - SIX / 1000])).toEqual([
      ["PRODUCING", 0],
      ["MICRO_STOP", 600],
      ["PRODUCING", 640],
      ["DOWN", 1200],
      ["PRODUCING", 1800],
      ["DOWN", 2400],
    ]);
    expect(screen?.past?.times.states).toContainEqual({ state: "MICRO_STOP", count: 1, seconds: 40 });
    expect(secondsOf(screen)).toBe(2700);
    // Before its first signal it is UNKNOWN, and that stands there as well.
    const day = await ask(2700, "day");
    expect(day?.past?.ribbon[0]).toEqual({ from: after(2700 - 24 * HOUR), to: after(0), state: "UNKNOWN", reason: null });
    expect(day?.past?.times.states).toContainEqual({ state: "UNKNOWN", count: 1, seconds: 24 * HOUR - 2700 });
    expect(secondsOf(day)).toBe(24 * HOUR);
  });

  it("puts the reasons in order of the time that they took, and lists the stops that are asked about", async () => {
    const { past } = (await ask(2700)) ?? {};
    expect(past?.times.pareto).toMatchObject([
      { key: "BRK-MECH", state: "DOWN", count: 2, seconds: 900, share: 900 / 940 },
      { key: "MICRO_STOP", reason: null, count: 1, seconds: 40, share: 40 / 940 },
    ]);
    expect(past?.stops).toMatchObject({
      total: 2,
      rows: [
        { from: after(2400), to: after(2700), reasonCode: "BRK-MECH", source: "PLC", order: "4711-L1.FILLER" },
        { from: after(1200), to: after(1800), reasonCode: "BRK-MECH" },
      ],
    });
    expect(past?.stops.rows[0]?.reason).not.toBe("BRK-MECH");
  });

  it("KP-04 tells of a lost signal as what it is, in the list as in the sums", async () => {
    await database.db.transaction((tx) => markSilent(tx, at(2700 + 600)));
    const { past } = (await ask(2700 + 600)) ?? {};
    expect(past?.stops.rows[0]).toMatchObject({ state: "UNKNOWN", to: null, reasonCode: null, source: "DERIVED" });
    const lost = past?.times.pareto.find(({ key }) => key === "UNKNOWN");
    expect(lost).toMatchObject({ reason: null, count: 1 });
    expect(lost?.seconds).toBeGreaterThan(500);
  });

  it("KP-02 counts what each counter made in the period, and says what it reads and since when", async () => {
    const of = async (seconds: number, period: UnitPeriod) => (await ask(seconds, period))?.signals.find(({ name }) => name === "GOOD");
    expect(await of(2700, "shift")).toMatchObject({ made: "10", value: "110", at: after(2700), trusted: true });
    expect(await of(5 * HOUR, "shift")).toMatchObject({ made: null, value: "110" });
    expect(await of(5 * HOUR, "last")).toMatchObject({ made: "10" });
    const never = (await ask(2700))?.signals.find(({ name }) => name === "fill-temp");
    expect(never).toMatchObject({ value: null, at: null, trusted: false, low: "18", high: "25", uom: "CEL" });
  });

  it("§5 has the OEE of the line's own figures", async () => {
    const screen = await ask(2700);
    const told = await performance({ db: database.db, now: at(2700) }, as("PLANNER"), { site: "SITE-A", workUnit: "L1.FILLER", from: at(0), to: at(2700) });
    const oee = (of: typeof told | undefined) => of?.figures.find(({ name }) => name === "oee");
    expect(oee(screen?.past?.performance)).toBeDefined();
    expect(oee(screen?.past?.performance)).toEqual(oee(told));
    expect(screen?.past?.performance?.workUnits).toEqual(["L1.FILLER"]);
  });

  it("TR-04 marks in a trend from the last value within the limits to the next one, and where none can be trusted", async () => {
    const trends = await unitTrendsOf({ db: database.db, now: at(2700) }, as("PLANNER"), FILLER, "shift", 1000);
    const pressure = trends?.series.find(({ name }) => name === "pressure");
    expect(trends).toMatchObject({ level: "RAW", stepMs: 2700 });
    expect(pressure?.points).toHaveLength(6);
    expect(pressure?.gapMs).toBe(1_800_000);
    expect(pressure?.breaches).toEqual([
      { from: after(1800), to: after(1810), missing: false },
      { from: after(2600), to: after(2700), missing: true },
    ]);
    expect(trends?.series.find(({ name }) => name === "fill-temp")).toMatchObject({ points: [], breaches: [] });
  });

  it("shows lots and people on it, names to leads alone, and nothing that is made to who may not see it", async () => {
    const [itemId, lotId, personId] = [newId(), newId(), newId()];
    const unit = await plant.unit("L1.FILLER");
    await database.db.insert(item).values({ id: itemId, siteId: plant.siteId, code: "CAP" });
    await database.db
      .insert(lot)
      .values({ id: lotId, siteId: plant.siteId, number: "CAP-1", itemId, uom: "EA", origin: "PURCHASED", erpStatus: "RELEASED", mesStatus: "RELEASED" });
    await database.db.insert(lotMount).values([
      { id: newId(), siteId: plant.siteId, workUnitId: unit.id, lotId, itemId, mountedAt: at(10) },
      { id: newId(), siteId: plant.siteId, workUnitId: unit.id, lotId, itemId, mountedAt: at(5), unmountedAt: at(10) },
    ]);
    await database.db.insert(person).values({ id: personId, siteId: plant.siteId, number: "9001", name: "Operator 01", rateClass: "A", erpVersion: 1 });
    await database.db.insert(labourBooking).values({ id: newId(), siteId: plant.siteId, personId, operationId, activity: "RUN", rateClass: "A", fromAt: at(0) });
    const work = async (...roles: Role[]) => (await ask(2700, "shift", as(...roles)))?.work;
    expect(await work("PLANNER")).toMatchObject({
      loaded: [{ operationId, order: "4711-L1.FILLER", target: "50000", good: "0", counted: "10" }],
      mounted: [{ lot: "CAP-1", since: after(10) }],
      crew: [{ name: null, activity: "RUN", since: after(0) }],
    });
    expect((await work("LEAD"))?.crew).toEqual([{ name: "Operator 01", activity: "RUN", since: after(0) }]);
    expect(await work("MAINTENANCE")).toBeNull();
  });

  it("S26 is nothing for who may not see the site, and for a unit of another line", async () => {
    const elsewhere = { ...as("PLANNER"), sites: [] };
    expect(await ask(2700, "shift", elsewhere)).toBeNull();
    expect(await ask(2700, "shift", as("QUALITY_MANAGER"))).toBeNull();
    expect(await unitScreen({ db: database.db, now: at(2700) }, as("PLANNER"), { ...FILLER, line: "L2" }, "shift")).toBeNull();
    expect(await unitTrendsOf({ db: database.db, now: at(2700) }, elsewhere, FILLER, "shift", 100)).toBeNull();
  });

  it("ST-05 offers the reasons of the site to who may name a stop, what is named most there first, and to nobody else", async () => {
    const reasons = (actor: Actor) => unitReasons({ db: database.db, now: at(2700) }, actor, FILLER);
    expect((await reasons(as("MAINTENANCE")))?.[0]).toMatchObject({ code: "BRK-MECH", uses: 2 });
    expect(await reasons(as("PLANNER"))).toBeNull();
    expect(await ask(2700, "shift", as("LEAD"))).toMatchObject({ mayClassify: true });
    expect(await ask(2700)).toMatchObject({ mayClassify: false });
  });

  it("asks as often for twenty parameters as for two", async () => {
    const statements: string[] = [];
    const counted = drizzle(database.sql, { schema, logger: { logQuery: (query) => void statements.push(query) } });
    const asked = async () => {
      statements.length = 0;
      await unitScreen({ db: counted, now: at(2700) }, as("PLANNER"), FILLER, "shift");
      const screen = statements.length;
      statements.length = 0;
      await unitTrendsOf({ db: counted, now: at(2700) }, as("PLANNER"), FILLER, "shift", 1000);
      return [screen, statements.length];
    };
    const few = await asked();
    const [one] = await database.db.select().from(tag).where(eq(tag.name, "pressure"));
    if (one === undefined) throw new Error("no tag to copy");
    const { id: _, ...like } = one;
    await database.db.insert(tag).values(Array.from({ length: 18 }, (__, n) => ({ ...like, name: `more ${n}`, address: `more/${n}` })));
    expect(await asked()).toEqual(few);
    expect(few).toEqual([expect.any(Number), 6]);
    expect(few[0]).toBeLessThanOrEqual(26);
  });
});
