import { drizzle } from "drizzle-orm/postgres-js";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as schema from "@/db/schema";
import { calendarWindow } from "@/db/schema/calendar";
import { exception } from "@/db/schema/exception";
import { productionEntry } from "@/db/schema/execution";
import { equipment } from "@/db/schema/reference";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { after, SIX, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { performanceScreen } from "./performance-screen";
import { wallScreen } from "./wall-screen";

const HOUR = 3600;

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let loaded: Awaited<ReturnType<typeof plant.loadOperation>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  await database.db.delete(calendarWindow);
  const lines = await database.db.select().from(equipment).where(eq(equipment.level, "WORK_CENTRE"));
  const window = (workCentreId: string, fromHour: number, toHour: number) => ({
    id: newId(),
    siteId: plant.siteId,
    workCentreId,
    shiftName: `From ${fromHour}`,
    productionDay: "2026-01-05",
    fromAt: at(fromHour * HOUR),
    toAt: at(toHour * HOUR),
  });
  const own = lines.filter(({ siteId }) => siteId === plant.siteId);
  // Each line has its own shift, and one has none.
  await database.db.insert(calendarWindow).values(own.filter(({ code }) => code !== "L2").map((line) => window(line.id, line.code === "L1" ? 0 : 1, 8)));
  loaded = await plant.loadOperation("L1.FILLER", SIX);
  const say = (line: string, seconds: number, name: string, reason?: string) =>
    [`filling/${line}/filler/state`, { seq: seconds, ts: after(seconds), state: name, ...(reason === undefined ? {} : { reason }) }] as const;
  const count = (seconds: number, value: number) => ["filling/l1/filler/count", { seq: seconds, ts: after(seconds), counter: "GOOD", value }] as const;
  await plant.hear([say("l1", 0, "PRODUCING"), count(0, 100), count(60, 160), say("l1", 1800, "DOWN", "BRK-MECH"), say("l2", 1800, "PRODUCING")]);
});
afterAll(() => database.close());

const at = (seconds: number) => new Date(SIX + seconds * 1000);
const as = (...roles: Role[]) => ({ ...plant.worker, kind: "PERSON", permissions: [], sites: [{ siteId: plant.siteId, code: "SITE-A", roles }] }) as Actor;
const ask = (seconds: number, line: string | null = null, actor = as("PLANNER"), db = database.db) => wallScreen({ db, now: at(seconds), language: "de" }, actor, "SITE-A", line);
const lineOf = async (code: string, seconds = 2 * HOUR, actor = as("PLANNER")) => (await ask(seconds, null, actor))?.lines.find((line) => line.code === code);

describe("a wall display", () => {
  it("says of each line what its constraint unit does, since when and why, in the language that is asked for, and what it makes", async () => {
    const line = await lineOf("L1");
    expect(line).toMatchObject({ state: "DOWN", since: after(1800), heardAt: after(1800), work: { order: "4711-L1.FILLER", target: "50000", good: "0", counted: "60" } });
    const [english] = (await wallScreen({ db: database.db, now: at(2 * HOUR) }, as("PLANNER"), "SITE-A", "L1"))?.lines ?? [];
    expect(line?.reason).not.toBe(english?.reason);
    expect(await lineOf("L2")).toMatchObject({ state: "PRODUCING", work: null, oee: null });
  });

  it("§5 has each line's OEE in its own shift, the same as on its own page", async () => {
    const own = await performanceScreen({ db: database.db, now: at(2 * HOUR) }, as("PLANNER"), {
      site: "SITE-A",
      line: "L1",
      unit: null,
      order: null,
      item: null,
      day: null,
      shift: null,
      period: "shift",
      by: "SHIFT",
    });
    const oee = own?.told?.figures.find(({ name }) => name === "oee");
    expect(oee?.percent).toEqual(expect.any(String));
    expect((await lineOf("L1"))?.oee).toEqual({ shift: "From 0", percent: oee?.percent, suspect: false });
    expect((await lineOf("P1"))?.oee).toMatchObject({ shift: "From 1" });
    expect((await lineOf("P1", HOUR / 2))?.oee).toBeNull();
    expect((await lineOf("L1", 9 * HOUR))?.oee).toBeNull();
    // Who may see the plan and not what machines made of their time gets the line without it.
    expect(await lineOf("L1", 2 * HOUR, as("QUALITY_MANAGER"))).toMatchObject({ state: "DOWN", oee: null });
  });

  it("§5 says of a line whose performance is above 100 % that its figure cannot be right", async () => {
    // At the filler's 4,800 an hour half an hour of producing is 2,400.
    const make = (good: number, seconds: number) =>
      database.db.insert(productionEntry).values({
        id: newId(),
        siteId: plant.siteId,
        orderId: loaded.orderId,
        operationId: loaded.operationId,
        activity: "RUN",
        good: decimal(good),
        scrap: ZERO,
        rework: ZERO,
        origin: "TYPED",
        final: false,
        eventTime: at(seconds),
        recordTime: at(seconds),
      });
    await make(2400, 1200);
    expect((await lineOf("L1"))?.oee).toMatchObject({ percent: "25.00", suspect: false });
    await make(1, 1300);
    expect((await lineOf("L1"))?.oee).toMatchObject({ percent: "25.01", suspect: true });
  });

  it("has the calls of a line that are open, and keeps a line down whose signal was lost while it was", async () => {
    const [filler, packer] = [await plant.unit("L1.FILLER"), await plant.unit("P1.PACKER")];
    const raise = (unit: string, minutes: number, of: Partial<typeof exception.$inferInsert> = {}) => ({
      id: newId(),
      siteId: plant.siteId,
      class: "CALL" as const,
      severity: 2,
      state: "RAISED" as const,
      workUnitId: unit,
      subject: `${unit}/QUALITY ${minutes}`,
      detail: { call: "QUALITY" },
      raisedAt: at(minutes * 60),
      ...of,
    });
    await database.db
      .insert(exception)
      .values([
        raise(filler.id, 50),
        raise(filler.id, 40, { state: "ACKNOWLEDGED", acknowledgedAt: at(2500), owner: "MAINTENANCE", detail: { call: "MAINTENANCE" } }),
        raise(filler.id, 30, { state: "RESOLVED", acknowledgedAt: at(2000), resolvedAt: at(2100) }),
        raise(filler.id, 10, { state: "IN_PROGRESS", recurredAt: at(3300), detail: { call: "SAFETY" } }),
        raise(packer.id, 20, { class: "LINE_DOWN", subject: packer.id, detail: {} }),
      ]);
    expect((await lineOf("L1"))?.calls).toEqual([
      // Called again: nobody has it, since then.
      { call: "SAFETY", raisedAt: after(3300), acknowledged: false },
      { call: "MAINTENANCE", raisedAt: after(2400), acknowledged: true },
      { call: "QUALITY", raisedAt: after(3000), acknowledged: false },
    ]);
    expect(await lineOf("P1")).toMatchObject({ state: "DOWN", since: after(1200), calls: [] });
  });

  it("S26 is of one site or one line of it, and nothing for who may not see the site", async () => {
    expect((await ask(HOUR, "L2"))?.lines.map(({ code }) => code)).toEqual(["L2"]);
    expect(await ask(HOUR, "NONE")).toBeNull();
    expect(await ask(HOUR, null, { ...as("PLANNER"), sites: [] })).toBeNull();
    expect(await ask(HOUR, null, as("OPERATOR"))).toBeNull();
    expect(await wallScreen({ db: database.db, now: at(HOUR) }, as("PLANNER"), "SITE-B", null)).toBeNull();
  });

  it("asks as often for all lines as for one", async () => {
    const statements: string[] = [];
    const counted = drizzle(database.sql, { schema, logger: { logQuery: (query) => void statements.push(query) } });
    await ask(2 * HOUR, "L1", as("PLANNER"), counted);
    const one = statements.splice(0).length;
    const all = await ask(2 * HOUR, null, as("PLANNER"), counted);
    expect(all?.lines.length).toBeGreaterThan(4);
    expect(statements).toHaveLength(one);
    expect(one).toBeLessThanOrEqual(15);
  });
});
