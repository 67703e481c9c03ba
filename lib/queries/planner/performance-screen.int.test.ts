import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { calendarWindow } from "@/db/schema/calendar";
import { productionOrder } from "@/db/schema/execution";
import { equipment } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { newId } from "@/lib/platform/ids";
import { type PerformanceChoice, performanceScreen } from "./performance-screen";
import { exampleP } from "./testing/example-p";

const at = (clock: string, day = "16"): Date => new Date(`2026-03-${day}T${clock}:00Z`);
const DAY = "2026-03-16";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof exampleP>>;
let line: { siteId: string; id: string; code: string };
beforeAll(async () => {
  database = await testDatabase();
  plant = await exampleP(database.db);
  const [unit] = await database.db.select().from(equipment).where(eq(equipment.id, plant.unit));
  const [centre] = await database.db
    .select()
    .from(equipment)
    .where(eq(equipment.id, unit?.parentId ?? ""));
  if (centre === undefined) throw new Error("the example has no line");
  line = centre;
});
beforeEach(async () => {
  await database.db.delete(calendarWindow);
  await database.db.delete(stateInterval);
});
afterAll(() => database.close());

async function shift(name: string, day: string, from: Date, to: Date): Promise<void> {
  await database.db.insert(calendarWindow).values({ id: newId(), siteId: line.siteId, workCentreId: line.id, shiftName: name, productionDay: day, fromAt: from, toAt: to });
}
const WHOLE: PerformanceChoice = { site: null, line: null, unit: null, order: null, item: null, period: "shift", day: null, shift: null, by: "WORK_UNIT" };
const ask = (now: Date, of: Partial<PerformanceChoice> = {}) => performanceScreen({ db: database.db, now }, plant.planner, { ...WHOLE, line: line.code, ...of });

it("§5 tells of the shift that runs, its breaks included, up to now; after it of that shift as a whole", async () => {
  await shift("EARLY", DAY, at("06:00"), at("10:00"));
  await shift("EARLY", DAY, at("10:30"), at("14:00"));
  await shift("LATE", DAY, at("14:00"), at("22:00"));
  await database.db.insert(stateInterval).values({
    id: newId(),
    siteId: line.siteId,
    workUnitId: plant.unit,
    state: "PRODUCING",
    rawState: "PRODUCING",
    source: "PLC",
    fromAt: at("06:00"),
    toAt: at("14:00"),
  });
  const running = await ask(at("12:00"));
  expect(running).toMatchObject({ shift: { day: DAY, name: "EARLY" }, told: { from: at("06:00").toISOString(), to: at("12:00").toISOString(), running: true } });
  const pbt = running?.told?.figures.find(({ name }) => name === "availability");
  // Four hours before the break, one and a half after it.
  expect(pbt).toMatchObject({ denominator: String(5.5 * 3600) });
  expect(running?.told?.parts.map(({ key }) => key)).toEqual(running?.told?.workUnits);
  expect(await ask(at("14:00"))).toMatchObject({ shift: { name: "LATE" } });
  expect(await ask(at("23:00"))).toMatchObject({ shift: { name: "LATE" }, told: { to: at("22:00").toISOString(), running: false } });
  const before = await ask(at("23:00"), { day: DAY, shift: "EARLY" });
  expect(before).toMatchObject({ shift: { name: "EARLY" }, told: { from: at("06:00").toISOString(), to: at("14:00").toISOString(), running: false } });
  expect(before?.shifts.map(({ name }) => name)).toEqual(["LATE", "EARLY"]);
});

it("tells of the site as of its lines, of one of its machines, and of an order for as long as it was made", async () => {
  await shift("EARLY", DAY, at("06:00"), at("14:00"));
  const site = await ask(at("12:00"), { line: null, by: "WORK_CENTRE" });
  expect(site?.lines.map(({ code }) => code)).toContain(line.code);
  expect(site?.told?.parts.map(({ key }) => key)).toEqual([line.code]);
  const [unit] = (await ask(at("12:00")))?.told?.workUnits ?? [];
  expect((await ask(at("12:00"), { unit: unit ?? "", by: "SHIFT" }))?.told).toMatchObject({ workUnits: [unit], parts: [{ key: `${DAY} EARLY` }] });
  const [order] = await database.db.select().from(productionOrder).where(eq(productionOrder.siteId, line.siteId)).limit(1);
  const of = { line: null, order: order?.number ?? "", period: "order" } as const;
  // It has not begun.
  expect(await ask(at("12:00"), of)).toMatchObject({ told: null });
  await database.db
    .update(productionOrder)
    .set({ startedAt: at("07:00") })
    .where(eq(productionOrder.id, order?.id ?? ""));
  expect((await ask(at("12:00"), of))?.told).toMatchObject({ from: at("07:00").toISOString(), to: at("12:00").toISOString() });
  expect(await ask(at("12:00"), { line: null, order: "PO-NONE", period: "day" })).toBeNull();
});

it("says that nothing was planned where the calendar has nothing, and nothing of a line that the reader may not see", async () => {
  expect(await ask(at("12:00"))).toMatchObject({ shift: null, told: null });
  await shift("EARLY", DAY, at("06:00"), at("14:00"));
  expect(await ask(at("12:00", "25"), { period: "day" })).toMatchObject({ shift: null, told: null });
  const elsewhere = { ...plant.planner, sites: [] };
  expect(await performanceScreen({ db: database.db, now: at("12:00") }, elsewhere, { ...WHOLE, line: line.code })).toBeNull();
  expect(await ask(at("12:00"), { line: "NONE" })).toBeNull();
});
