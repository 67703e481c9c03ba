import { afterEach, beforeEach, expect, it } from "vitest";
import { asc, eq } from "drizzle-orm";
import { orderComponent } from "@/db/schema/execution";
import { lot, lotStock } from "@/db/schema/materials";
import type { TestDatabase } from "@/db/testing/database";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { issueMaterial } from "./issue-material";

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;

const line = (pos: number, item: string, qty: string) => ({
  pos,
  item,
  qty,
  uom: "EA",
  scrapFactor: "0",
  operation: 10,
  issueMode: "MANUAL_SCAN" as const,
  mixGroup: null,
  substitutes: [],
  required: null,
});

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  const about = { kind: "RAW" as const, baseUom: "EA", decimals: 0, units: [], tracking: "NONE" as const, shelfLifeDays: null, minRemainingDays: 0, status: "ACTIVE" as const };
  await plant.hear([
    inboundMessage("erp.item.v1", { ...about, site: "SITE-A", item: "SCREW", erpVersion: 1, text: "Screw", requiresRelease: false }, "erp/example", "2026-03-02T07:00:00Z"),
  ]);
  // 11 and 21 of each, with what the yield of the operations takes.
  const components = [line(10, "CAST-01", "0.05"), line(20, "SCREW", "0.05"), line(30, "CAST-01", "0.1"), line(40, "SCREW", "0.1")];
  await plant.hear([exampleOrder("SITE-A", "PO-2001", { components })]);
  operationId = (await plant.operationIds("PO-2001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
});
afterEach(() => database.close());

const rows = () => plant.db.select().from(orderComponent).where(eq(orderComponent.operationId, operationId)).orderBy(asc(orderComponent.position));
const issued = async () => Object.fromEntries((await rows()).map((row) => [row.position, row.issued.toNumber()]));
const lineAt = async (position: number) => (await rows()).find((row) => row.position === position)?.id;
const issue = (at: string, input: object) => plant.does(plant.first, issueMaterial, after(at), { operationId, ...input });

it("EX-08 what is typed of an item without lots fills the line that is named, then the other of the item, and the rest stays with the named one", async () => {
  const componentId = await lineAt(40);
  expect(await issue("1.1", { componentId, quantity: "25" })).toMatchObject({ quantity: "25", issued: "21" });
  expect(await issued()).toEqual({ 10: 0, 20: 4, 30: 0, 40: 21 });
  expect(await issue("1.2", { componentId, quantity: "9" })).toMatchObject({ quantity: "9", issued: "23" });
  expect(await issued()).toEqual({ 10: 0, 20: 11, 30: 0, 40: 23 });
  await expectRebuilt(database);
});

it("EX-08, EX-19 a lot that no line was named for fills one after the other, and one undo takes all of it back", async () => {
  const before = await stock();
  const taken = await issue("1.1", { lot: "C-A", quantity: "26" });
  expect(taken).toMatchObject({ quantity: "26", lot: "C-A" });
  expect(await issued()).toEqual({ 10: 11, 20: 0, 30: 15, 40: 0 });
  expect(await stock()).toBe(before - 26);
  await plant.does(plant.first, reverseEntry, after("1.101"), { entryId: taken.entryId, reason: "MISKEY" });
  expect(await issued()).toEqual({ 10: 0, 20: 0, 30: 0, 40: 0 });
  expect(await stock()).toBe(before);
  // Whoever names the line means that line.
  await issue("1.2", { lot: "C-A", componentId: await lineAt(10), quantity: "26" });
  expect(await issued()).toEqual({ 10: 26, 20: 0, 30: 0, 40: 0 });
  await expectRebuilt(database);
});

async function stock(): Promise<number> {
  const found = await plant.db.select({ onHand: lotStock.onHand }).from(lotStock).innerJoin(lot, eq(lot.id, lotStock.lotId)).where(eq(lot.number, "C-A"));
  return found.reduce((all, row) => all + row.onHand.toNumber(), 0);
}
