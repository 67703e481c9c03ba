import { eq, sql } from "drizzle-orm";
import { productionOrder } from "@/db/schema/execution";
import { equipmentIdealRate } from "@/db/schema/equipment-history";
import { equipment } from "@/db/schema/reference";
import { source, tag } from "@/db/schema/telemetry-source";
import { systemActor } from "@/lib/auth/system-actor";
import { exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { ingestBatch, type IngestResult } from "@/lib/commands/telemetry/ingest-batch";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";

const ADDRESS = "site-a/machining/mach-1/machine";

/** The example plant in a database of its own, with a machine that counts and the id of the operation that it may work on. */
export async function countingPlant() {
  const database = await exampleDatabase();
  const plant = await examplePlant(database.db);
  const op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  return { database, plant, op10, counts: await countingMachine(plant) };
}

export type Counting = Awaited<ReturnType<typeof countingPlant>>;

/** Lets a machine of the example plant count its good pieces, ideally 60 an hour. Answers how it says at an instant what its counter reads, or another one of it. */
async function countingMachine(plant: ExamplePlant, unitCode = "MACH-1"): Promise<(at: Date, value: number, counter?: "GOOD" | "SCRAP" | "TOTAL") => Promise<IngestResult>> {
  const { db, siteId } = plant;
  const [unit] = await db.select().from(equipment).where(eq(equipment.code, unitCode));
  const [order] = await db.select({ itemId: productionOrder.itemId }).from(productionOrder).where(eq(productionOrder.number, "PO-1001"));
  if (unit === undefined || order === undefined) throw new Error(`there is no ${unitCode}, or nothing to make there`);
  const sourceId = newId();
  await db.execute(sql`select telemetry.ensure_partitions('2026-03-16', '2026-03-20')`);
  await db.insert(source).values({ id: sourceId, siteId, code: "MACHINING", kind: "PLAIN_JSON", topicFilter: "site-a/#" });
  await db.insert(tag).values({ siteId, sourceId, address: ADDRESS, name: "GOOD", workUnitId: unit.id, equipmentNumber: unit.number, kind: "COUNTER", counter: "GOOD" });
  await db.insert(equipmentIdealRate).values({ workUnitId: unit.id, itemId: order.itemId, siteId, unitsPerHour: decimal(60) });
  const machines = systemActor("telemetry", ["telemetry.write"], [{ siteId, code: "SITE-A" }]);
  return (at, value, counter = "GOOD") => {
    const batch = emptyBatch();
    const payload = { seq: at.getTime(), ts: at.toISOString(), counter, value };
    addPlain(batch, { topic: `${ADDRESS}/count`, payload: new TextEncoder().encode(JSON.stringify(payload)), receivedAtMs: at.getTime() });
    return ingestBatch({ ...plant.services, clock: { now: () => at } }, machines, batch);
  };
}
