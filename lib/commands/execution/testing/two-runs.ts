import { eq } from "drizzle-orm";
import { costLine } from "@/db/schema/costing";
import { equipment } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { after, type ExamplePlant, examplePlant } from "./example-plant";

/** In an `exampleDatabase`: op10 of PO-1001 runs on MACH-1 since 1.00 h with the first operator (`a`), op10 of PO-1002 beside it with the lead (`b`). */
export async function twoRuns(database: TestDatabase) {
  const plant = await examplePlant(database.db);
  await plant.hear([exampleOrder("SITE-A", "PO-1002")]);
  const a = (await plant.operationIds("PO-1001")).get(10) ?? "";
  const b = (await plant.operationIds("PO-1002")).get(10) ?? "";
  const unit = await plant.unitId("MACH-1");
  await plant.db.update(equipment).set({ parallelOperations: true }).where(eq(equipment.id, unit));
  for (const [actor, operationId] of [
    [plant.first, a],
    [plant.lead, b],
  ] as const) {
    await plant.does(actor, startOperation, after("0"), { operationId, workUnitId: unit });
    await plant.does(actor, finishSetup, after("1"), { operationId });
  }
  return { plant, a, b };
}

/** Labour of a person in the ledger, in seconds by operation and activity. */
export async function labourOf(plant: ExamplePlant, personId: string | null): Promise<{ operationId: string | null; activity: string; seconds: number }[]> {
  const lines = await plant.db
    .select({ operationId: costLine.operationId, activity: costLine.activity, seconds: costLine.seconds })
    .from(costLine)
    .where(eq(costLine.personId, personId ?? ""));
  const sums = new Map<string, { operationId: string | null; activity: string; seconds: number }>();
  for (const { operationId, activity, seconds } of lines) {
    const key = `${operationId} ${activity}`;
    const before = sums.get(key)?.seconds ?? 0;
    sums.set(key, { operationId, activity, seconds: before + (seconds ?? 0) });
  }
  return [...sums.values()].filter((one) => one.seconds !== 0);
}

/** The same as one sum. */
export async function secondsOf(plant: ExamplePlant, personId: string | null): Promise<number> {
  return (await labourOf(plant, personId)).reduce((total, one) => total + one.seconds, 0);
}
