import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { performanceRollup } from "@/db/schema/telemetry";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { actualRates } from "@/lib/queries/planner/capacity-facts";
import { projectionTotals } from "@/lib/queries/totals/hourly";
import { rollUpPerformance } from "./roll-up-performance";
import { at, machiningPlant } from "./testing/machining-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof machiningPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await machiningPlant(database.db);
});
afterAll(() => database.close());

const NOW = at("17", "14:10");

/** When the projection says that an order will be done. */
async function endOf(number: string): Promise<string | null | undefined> {
  const told = await projectionTotals({ db: plant.db, now: NOW }, plant.siteId);
  return told?.orders.find(({ order }) => order === number)?.projectedEnd;
}
const rates = async () => (await actualRates({ db: plant.db, now: NOW }, [plant.unitId])).map(({ perHour }) => perHour);

it("§6.1.2 a machine that made 400 an hour where the ERP says 600 moves the end of what is still to be made by an hour for 1,200, from what was recorded", async () => {
  // 0.5 h of setup, then seven hours and a half in which 3,000 were made.
  const first = await plant.order("PO-1", "IT-600", "3000", "0.001667");
  await plant.does(plant.first, startOperation, at("17", "06:00"), { operationId: first, workUnitId: plant.unitId });
  await plant.does(plant.first, finishSetup, at("17", "06:30"), { operationId: first });
  await plant.does(plant.first, confirmProduction, at("17", "13:59"), { operationId: first, good: "3000" });
  await plant.does(plant.first, completeOperation, at("17", "14:00"), { operationId: first });
  await plant.says(
    "17",
    [
      ["06:00", "SETUP"],
      ["06:30", "PRODUCING"],
      ["14:00", "STANDBY"],
    ],
    at("17", "14:00"),
  );
  await plant.order("PO-2", "IT-600", "1200", "0.001667", { known: true, due: at("18", "06:00").toISOString() });
  expect([await rates(), await endOf("PO-2")]).toEqual([[], at("17", "16:40:02").toISOString()]);
  await rollUpPerformance(plant.asOf(NOW));
  expect([await rates(), await endOf("PO-2")]).toEqual([["400.000000"], at("17", "17:40").toISOString()]);
});

it("§6.1.2 the last 30 shifts are those that began last, whatever they are called", async () => {
  const [known] = await plant.db
    .select({ orderId: performanceRollup.orderId })
    .from(performanceRollup)
    .where(eq(performanceRollup.processed, decimal(3_000)));
  const shift = (index: number, perHour: number) => ({
    id: newId(),
    siteId: plant.siteId,
    workUnitId: plant.unitId,
    // The names of a day run against time.
    productionDay: `2026-02-${String(Math.floor(index / 3) + 1).padStart(2, "0")}`,
    shiftName: ["Zulu", "Mike", "Alpha"][index % 3] ?? "",
    startedAt: new Date(Date.UTC(2026, 1, 1, 6) + index * 8 * 3_600_000),
    orderId: known?.orderId ?? null,
    seconds: { aptSeconds: 3_600 },
    processed: decimal(perHour),
    good: decimal(perHour),
    scrap: ZERO,
    rework: ZERO,
  });
  // Of 31 the oldest is no longer among the last 30, though its day is and its name comes last.
  await plant.db.delete(performanceRollup);
  await plant.db.insert(performanceRollup).values(Array.from({ length: 31 }, (_, index) => shift(index, index === 0 ? 1 : 300)));
  expect(await rates()).toEqual(["300.000000"]);
});
