import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";

import { calendarPattern, calendarWindow } from "@/db/schema/calendar";
import { productionEntry, productionOrder } from "@/db/schema/execution";
import { auditEntry } from "@/db/schema/identity";
import { item } from "@/db/schema/reference";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { applyWorkUnit } from "@/lib/processes/setup/apply-qualifications";
import { performance } from "./performance";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let reads: Actor;
let code: string;
const at = (day: number, hour: number) => new Date(Date.UTC(2026, 0, day, hour));

// A shift on the fifth and one on the sixth, of 2,400 pieces each, at 4,800 an hour.
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  reads = { ...plant.worker, kind: "PERSON", permissions: [], sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["LEAD"] }] } as Actor;
  const { db } = database;
  const { id: workUnitId, parentId } = await plant.unit("L1.FILLER");
  const { orderId, operationId } = await plant.loadOperation("L1.FILLER", at(5, 6).getTime());
  const [made] = await db.select({ code: item.code }).from(item).innerJoin(productionOrder, eq(productionOrder.itemId, item.id)).where(eq(productionOrder.id, orderId));
  code = made?.code ?? "";
  await db.delete(calendarWindow);
  await db.delete(calendarPattern);
  for (const day of [5, 6]) {
    await db
      .insert(calendarWindow)
      .values({ id: newId(), siteId: plant.siteId, workCentreId: parentId ?? "", shiftName: "EARLY", productionDay: `2026-01-0${day}`, fromAt: at(day, 6), toAt: at(day, 14) });
    const quantities = { good: decimal(2400), scrap: ZERO, rework: ZERO };
    const times = { eventTime: at(day, 8), recordTime: at(day, 8) };
    await db
      .insert(productionEntry)
      .values({ id: newId(), siteId: plant.siteId, orderId, operationId, workUnitId, activity: "RUN", ...quantities, origin: "COUNTER", final: false, ...times });
  }
});
afterAll(() => database.close());

const set = (now: Date, ...idealRates: { item: string; unitsPerHour: string; from?: string }[]) =>
  database.db.transaction((tx) => applyWorkUnit(tx, { site: "SITE-A", code: "L1.FILLER", idealRates }, plant.siteId, now));

/** Σ PRI×PQ of each shift, in seconds. */
async function ideal(): Promise<string[]> {
  const told = await performance({ db: database.db, now: at(7, 0) }, reads, { site: "SITE-A", workUnit: "L1.FILLER", from: at(5, 0), to: at(7, 0), by: "SHIFT" });
  return (told?.parts ?? []).map(({ figures }) => figures.find(({ name }) => name === "effectiveness")?.numerator ?? "");
}

/** What is in the audit trail of rates: rate before, rate, since when. */
const told = async () => (await database.db.select().from(auditEntry).where(eq(auditEntry.action, "ideal-rate.set"))).map(({ detail }) => detail);

it("KP-01 another ideal rate is of what is made from then on: shifts that are over keep the rate of their time", async () => {
  expect(await ideal()).toEqual(["1800", "1800"]);
  await set(at(6, 0), { item: code, unitsPerHour: "4800" });
  expect(await told()).toEqual([]);
  await set(at(6, 0), { item: code, unitsPerHour: "2400" });
  await set(at(6, 1), { item: code, unitsPerHour: "2400" });
  expect(await ideal()).toEqual(["1800", "3600"]);
  expect(await told()).toMatchObject([{ item: code, unitsPerHour: "2400", before: "4800", from: at(6, 0).toISOString() }]);
  expect(await database.sql`select 1 from telemetry.performance_due`).toHaveLength(0);
});

it("ST-05 a rate that was so before it was written is set since then: what was made since is judged anew, and its shift restated", async () => {
  const since = { item: code, unitsPerHour: "9600", from: at(6, 7).toISOString() };
  await database.sql`
    insert into telemetry.performance_rollup (id, site_id, work_unit_id, production_day, shift_name, started_at, seconds, processed, good, scrap, rework, restated)
    select gen_random_uuid(), u.site_id, u.id, d, 'EARLY', now(), '{}', 0, 0, 0, 0, false from reference.equipment u, unnest(array['2026-01-05', '2026-01-06']) d where u.code = 'L1.FILLER'`;
  await set(at(7, 0), since);
  await set(at(7, 1), since);
  expect(await ideal()).toEqual(["1800", "900"]);
  expect((await database.sql<{ day: string }[]>`select production_day as day from telemetry.performance_due`).map(({ day }) => day)).toEqual(["2026-01-06"]);
  expect(await told()).toHaveLength(2);
});

it("KP-01 where the rate is taken away the planned run time counts from then on", async () => {
  await set(at(6, 7));
  expect(await ideal()).toEqual(["1800", "0"]);
});
