import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { reopenOrder } from "@/lib/commands/execution/reopen-order";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { enterWithPhoto } from "@/lib/commands/execution/testing/enter-with-photo";
import { after, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { orderOperation } from "@/db/schema/execution";
import { site } from "@/db/schema/reference";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { rebuild } from "./rebuild";
import { copyReference, projectedState } from "./testing/compare-state";

let original: TestDatabase;
let replayed: TestDatabase;

beforeAll(async () => {
  [original, replayed] = [await testDatabase(), await testDatabase()];
});
afterAll(() => Promise.all([original.close(), replayed.close()]));

it("a replay of the log gives the same tables, row by row", async () => {
  const plant = await examplePlant(original.db);
  await original.db.update(site).set({ gs1CompanyPrefix: "9521234" });
  const { op20, entry20 } = await playExample1(plant, async (there, operationId, at) => {
    const { does, second, lead } = there;
    const wrong = await does(second, confirmProduction, at, { operationId, good: "190", scrap: "12", scrapReason: "SURFACE" });
    await does(lead, reverseEntry, at, { entryId: wrong.entryId, reason: "MISKEY" });
    return enterWithPhoto(there, operationId, at);
  });
  // Two handling units, and the entry of one is corrected, which is a third, and taken back.
  const unit = await plant.unitId("ASSY-2");
  const [operation] = await original.db.select({ orderId: orderOperation.orderId }).from(orderOperation).where(eq(orderOperation.id, op20));
  await plant.does(plant.lead, reopenOrder, after("21"), { orderId: operation?.orderId, reason: "MAT-WAIT" });
  await plant.does(plant.lead, reverseEntry, after("21"), { entryId: entry20, reason: "MISKEY" });
  await plant.does(plant.lead, startOperation, after("21"), { operationId: op20, workUnitId: unit });
  await plant.does(plant.lead, finishSetup, after("21.1"), { operationId: op20 });
  await plant.does(plant.lead, confirmProduction, after("22"), { operationId: op20, good: "100", handlingUnit: true });
  const second = await plant.does(plant.lead, confirmProduction, after("23"), { operationId: op20, good: "100", handlingUnit: true });
  const right = await plant.does(plant.lead, correctEntry, after("23"), { entryId: second.entryId, reason: "MISKEY", good: "90" });
  await plant.does(plant.lead, reverseEntry, after("23"), { entryId: right.entryId, reason: "MISKEY" });
  await copyReference(original, replayed);
  expect(await rebuild(original.db, replayed.db)).toBeGreaterThan(40);
  const [kept, rebuilt] = [await projectedState(original), await projectedState(replayed)];
  for (const table of Object.keys(kept)) expect(rebuilt[table], table).toEqual(kept[table]);
  expect(kept["materials.handling_unit"]).toHaveLength(3);
  expect(kept["execution.entry_photo"]).toHaveLength(1);
  expect(kept["costing.cost_line"]?.length).toBeGreaterThan(20);
});
