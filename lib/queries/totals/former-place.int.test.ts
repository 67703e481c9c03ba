import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { calendarPattern, calendarWindow } from "@/db/schema/calendar";
import { productionEntry } from "@/db/schema/execution";
import { equipment } from "@/db/schema/reference";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { noteFormerPlaces } from "@/lib/commands/equipment/note-former-places";
import { telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { performanceFacts } from "./performance-facts";
import { performance, type PerformanceQuestion } from "./performance";
import { shiftKpi } from "./shift-kpi";
import { shiftReport } from "./shift-report";
import { endedShifts } from "./shifts";
import { rollUpPerformance } from "@/lib/processes/worker/roll-up-performance";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let reads: Actor;
const at = (day: number, hour: number) => new Date(Date.UTC(2026, 0, day, hour));
const HOUR = 3600;

// L1 and L2 have a shift of eight hours on the fifth and the sixth. The filler of L1, which decides over it, produces for six hours of each and makes 2,400 at 4,800 an hour.
beforeEach(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  reads = { ...plant.worker, kind: "PERSON", permissions: [], sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["LEAD"] }] } as Actor;
  const { db } = database;
  const filler = await plant.unit("L1.FILLER");
  await db.update(equipment).set({ sampleIntervalSeconds: 86_400 });
  await db.update(equipment).set({ constraintUnitId: filler.id }).where(eq(equipment.code, "L1"));
  const { orderId, operationId } = await plant.loadOperation("L1.FILLER", at(5, 6).getTime());
  await db.delete(calendarWindow);
  await db.delete(calendarPattern);
  const state = (day: number, hour: number, name: string) => ["filling/l1/filler/state", { seq: day * 100 + hour, ts: at(day, hour).toISOString(), state: name }] as const;
  await plant.hear([5, 6].flatMap((day) => [state(day, 6, "PRODUCING"), state(day, 12, "DOWN"), state(day, 14, "STANDBY")]));
  for (const day of [5, 6]) {
    for (const code of ["L1", "L2"]) {
      const { id: workCentreId, siteId } = await plant.unit(code);
      await db.insert(calendarWindow).values({ id: newId(), siteId, workCentreId, shiftName: "EARLY", productionDay: `2026-01-0${day}`, fromAt: at(day, 6), toAt: at(day, 14) });
    }
    const quantities = { good: decimal(2400), scrap: ZERO, rework: ZERO };
    const times = { eventTime: at(day, 8), recordTime: at(day, 8) };
    await db
      .insert(productionEntry)
      .values({ id: newId(), siteId: plant.siteId, orderId, operationId, workUnitId: filler.id, activity: "RUN", ...quantities, origin: "COUNTER", final: false, ...times });
  }
});
afterEach(() => database.close());

const change = (now: Date, code: string, values: Partial<typeof equipment.$inferInsert>) =>
  database.db.transaction((tx) => noteFormerPlaces(tx, plant.siteId, now, () => tx.update(equipment).set(values).where(eq(equipment.code, code))));

/** Planned busy time, producing time and ideal time of what was made, in seconds, by shift. */
async function shifts(question: Partial<PerformanceQuestion>): Promise<readonly (readonly [day: string, pbt: string, apt: string, ideal: string])[]> {
  const told = await performance({ db: database.db, now: at(7, 0) }, reads, { site: "SITE-A", from: at(5, 0), to: at(7, 0), by: "SHIFT", ...question });
  return (told?.parts ?? []).map(({ key, figures }) => {
    const figure = (name: string) => figures.find((one) => one.name === name);
    return [key.slice(8, 10), figure("availability")?.denominator ?? "", figure("availability")?.numerator ?? "", figure("oee")?.numerator ?? ""] as const;
  });
}

const WHOLE = [
  ["05", String(8 * HOUR), String(6 * HOUR), "1800"],
  ["06", String(8 * HOUR), String(6 * HOUR), "1800"],
] as const;

it("ST-05 a machine that goes out of use takes nothing from shifts that are over, and counts in none after", async () => {
  expect(await shifts({ workCentre: "L1" })).toEqual(WHOLE);
  await change(at(6, 0), "L1.FILLER", { active: false });
  await change(at(6, 0), "L1", { constraintUnitId: (await plant.unit("L1.CAPPER")).id });
  // Since the sixth the capper decides, of which nobody heard anything.
  expect(await shifts({ workCentre: "L1" })).toEqual([WHOLE[0], ["06", String(8 * HOUR), "0", "0"]]);
  expect(await shifts({ workUnit: "L1.FILLER" })).toEqual([WHOLE[0], ["06", "0", "0", "0"]]);
  const [fifth, sixth] = await endedShifts({ db: database.db, now: at(7, 0) }, plant.siteId, at(4, 0));
  const told = async (shift: typeof fifth) => (shift === undefined ? [] : await shiftKpi({ db: database.db, now: at(7, 0) }, plant.siteId, shift)).map((row) => row.workUnit);
  expect(await told(fifth)).toContain("L1.FILLER");
  expect(await told(sixth)).not.toContain("L1.FILLER");
});

it("ST-05 a machine that moves to another line counts with each for its time, within a shift too, and once in all", async () => {
  const { id: other } = await plant.unit("L2");
  await change(at(6, 9), "L1.FILLER", { parentId: other });
  const of = (workCentre: string) => shifts({ workCentre, workUnit: "L1.FILLER" });
  expect(await of("L1")).toEqual([WHOLE[0], ["06", String(3 * HOUR), String(3 * HOUR), "1800"]]);
  expect(await of("L2")).toEqual([
    ["05", "0", "0", "0"],
    ["06", String(5 * HOUR), String(3 * HOUR), "0"],
  ]);
  expect(await shifts({ workUnit: "L1.FILLER" })).toEqual(WHOLE);
  // It comes back.
  await change(at(6, 13), "L1.FILLER", { parentId: (await plant.unit("L1")).id });
  expect(await shifts({ workUnit: "L1.FILLER" })).toEqual(WHOLE);
});

it("ST-06 whoever decided over a line then still does of what is over; a machine counts once whoever decides", async () => {
  await change(at(6, 10), "L1", { constraintUnitId: (await plant.unit("L1.CAPPER")).id });
  expect(await shifts({ workCentre: "L1" })).toEqual([WHOLE[0], ["06", String(8 * HOUR), String(4 * HOUR), "1800"]]);
  expect(await shifts({ workUnit: "L1.FILLER" })).toEqual(WHOLE);
  const [, sixth] = await endedShifts({ db: database.db, now: at(7, 0) }, plant.siteId, at(4, 0));
  const rows = sixth === undefined ? [] : await shiftKpi({ db: database.db, now: at(7, 0) }, plant.siteId, sixth);
  expect(rows.filter(({ workUnit }) => workUnit === "L1.FILLER")).toMatchObject([{ potSeconds: 8 * HOUR, aptSeconds: 6 * HOUR, processed: "2400" }]);
});

it("ST-05 says when a shift was restated also where its machine has been moved since", async () => {
  const restated = async () => (await performance({ db: database.db, now: at(7, 0) }, reads, { site: "SITE-A", workUnit: "L1.FILLER", from: at(5, 0), to: at(6, 0) }))?.restatedAt;
  expect(await restated()).toBe(at(6, 14).toISOString());
  const { id } = await plant.unit("L1.FILLER");
  await database.sql`update telemetry.state_interval set classified_at = ${at(6, 20).toISOString()} where work_unit_id = ${id} and state = 'DOWN' and from_at < ${at(6, 0).toISOString()}`;
  expect(await restated()).toBe(at(6, 20).toISOString());
  // A period that reaches up to its move has it once before that and once after.
  await change(at(5, 14), "L1", { constraintUnitId: (await plant.unit("L1.CAPPER")).id });
  expect(await restated()).toBe(at(6, 20).toISOString());
});

it("ST-06 a line's figure opens to what was made while the machine decided over it, and to nothing else", async () => {
  await change(at(6, 0), "L1", { constraintUnitId: (await plant.unit("L1.CAPPER")).id });
  const question = { site: "SITE-A", workCentre: "L1", from: at(5, 0), to: at(7, 0), by: "SHIFT" } as const;
  const told = await performance({ db: database.db, now: at(7, 0) }, reads, question);
  const facts = await performanceFacts({ db: database.db, now: at(7, 0) }, reads, question, "oee");
  expect(told?.figures.find(({ name }) => name === "oee")?.numerator).toBe("1800");
  expect(facts?.entries).toMatchObject({ total: 1, sum: { good: "2400", idealGoodSeconds: "1800.000000" } });
  expect(facts?.entries?.rows.map((row) => row.at)).toEqual([at(5, 8).toISOString()]);
});

it("ST-05 the report of a shift that is over has what a machine made and why it stood, wherever it is now", async () => {
  const report = async (code: string, day: string) => {
    const { id } = await plant.unit(code);
    const told = await shiftReport({ db: database.db, now: at(7, 0) }, reads, id, { day });
    return [told?.production.map(({ good }) => good), told?.stops.map(({ state, count, seconds }) => [state, count, seconds])];
  };
  const whole = [["2400"], [["DOWN", 1, 2 * HOUR]]];
  expect(await report("L1", "2026-01-05")).toEqual(whole);
  const { id: other } = await plant.unit("L2");
  await change(at(6, 13), "L1.FILLER", { parentId: other });
  expect(await report("L1", "2026-01-05")).toEqual(whole);
  expect(await report("L2", "2026-01-05")).toEqual([[], []]);
  expect([await report("L1", "2026-01-06"), await report("L2", "2026-01-06")]).toEqual([
    [["2400"], [["DOWN", 1, HOUR]]],
    [[], [["DOWN", 1, HOUR]]],
  ]);
});

it("ST-05 what is kept of a machine that moved within a shift stays whole when one of its lines alone is written anew", async () => {
  const { id: l2 } = await plant.unit("L2");
  await change(at(6, 9), "L1.FILLER", { parentId: l2 });
  const kept = () =>
    database.sql<{ pot: number; good: string }[]>`
      select sum((r.seconds ->> 'potSeconds')::float8) as pot, trim_scale(sum(r.good))::text as good from telemetry.performance_rollup r
      join reference.equipment u on u.id = r.work_unit_id where u.code = 'L1.FILLER' and r.production_day = '2026-01-06'`;
  const due = (...lines: string[]) =>
    database.sql`insert into telemetry.performance_due (site_id, work_centre_id, production_day, shift_name) select site_id, id, '2026-01-06', 'EARLY' from reference.equipment where code = any(${lines})`;
  const write = () => rollUpPerformance({ db: database.db, clock: { now: () => at(7, 0) } });
  await due("L1", "L2");
  await write();
  expect(await kept()).toEqual([{ pot: 8 * HOUR, good: "2400" }]);
  await due("L2");
  await write();
  expect(await kept()).toEqual([{ pot: 8 * HOUR, good: "2400" }]);
});
