import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { lotStock } from "@/db/schema/materials";
import type { TestDatabase } from "@/db/testing/database";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { lotBalance } from "./mass-balance";

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;

// 150 of C-A came in at MAIN, and 50 of them went into PO-1001.
beforeAll(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, issueMaterial, after("0.5"), { operationId, lot: "C-A", quantity: "50" });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
});
afterAll(() => database.close());

const balance = async () => lotBalance({ db: database.db, now: after("21") }, await plant.lotId("C-A"));

/** The ERP tells the lot anew; it has not booked any of our issues yet, so what they took comes off its figures. */
async function told(erpVersion: number, stock: readonly { location: string; qty: string }[]): Promise<void> {
  const message = example1("SITE-A").find((one) => one.type === "erp.lot.v1" && one.data.lot === "C-A");
  if (message?.type !== "erp.lot.v1") throw new Error("the example has no lot C-A");
  await plant.hear([inboundMessage("erp.lot.v1", { ...message.data, erpVersion, stock: [...stock] }, "erp/example", "2026-03-17T08:00:00Z")]);
}

it("TR-08 the ERP's count of what was known before changes nothing", async () => {
  await told(2, [{ location: "MAIN", qty: "150" }]);
  expect(await balance()).toMatchObject({ entered: "150", consumed: "50", onHand: "100", adjusted: "0", counted: "0", unexplained: "0", flagged: false });
});

it("TR-08 what its count took away, over all its places, is its own adjustment", async () => {
  await told(3, [
    { location: "MAIN", qty: "120" },
    { location: "WEST", qty: "20" },
  ]);
  expect(await balance()).toMatchObject({ onHand: "90", counted: "10", unexplained: "0", flagged: false });
  await plant.does(plant.first, issueMaterial, after("2"), { operationId, lot: "C-A", quantity: "5" });
  expect(await balance()).toMatchObject({ consumed: "55", onHand: "85", counted: "10", unexplained: "0", flagged: false });
});

it("TR-08 what no fact tells stays unexplained and is flagged, although the ERP has counted", async () => {
  await plant.db
    .update(lotStock)
    .set({ onHand: sql`${lotStock.onHand} - 4` })
    .where(eq(lotStock.locationId, await plant.unitId("WEST")));
  expect(await balance()).toMatchObject({ onHand: "81", counted: "10", unexplained: "4", unexplainedPercent: "2.67", flagged: true });
});
