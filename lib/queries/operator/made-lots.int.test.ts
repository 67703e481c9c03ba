import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { after, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { labelOfLot } from "@/lib/labels/label-of-lot";
import { lotHeads } from "@/lib/queries/trace/lot-head";
import { madeLots } from "./made-lots";

let database: TestDatabase;
let plant: ExamplePlant;

beforeAll(async () => {
  database = await testDatabase();
  plant = await examplePlant(database.db);
  await playExample1(plant);
});
afterAll(() => database.close());

it("names the lots that a machine made in the last two days, and no other machine's", async () => {
  const made = async (unit: string, hours: string) => madeLots({ db: plant.db, now: after(hours) }, await plant.unitId(unit));
  const [lot, ...more] = await made("ASSY-2", "24");
  expect(more).toEqual([]);
  expect(lot).toMatchObject({ order: "PO-1001", uom: "EA" });
  expect(Number(lot?.quantity)).toBeGreaterThan(0);
  expect(await made("MACH-1", "24")).toEqual([]);
  expect(await made("ASSY-2", "240")).toEqual([]);
});

it("a lot becomes a label on the calendar of its site, with what is in stock of it or in the container", async () => {
  const [made] = await madeLots({ db: plant.db, now: after("24") }, await plant.unitId("ASSY-2"));
  const [lot] = await lotHeads({ db: plant.db, now: after("24") }, plant.first, [made?.lotId ?? ""]);
  if (lot === undefined) throw new Error("the lot is not there");
  const label = labelOfLot(lot, "en-GB");
  expect(label).toMatchObject({ lot: lot.number, item: lot.item, order: "PO-1001", madeOn: "2026-03-18", quantity: lot.onHand, uom: "EA" });
  expect(labelOfLot(lot, "en-GB", "12")).toMatchObject({ quantity: "12" });
  expect(labelOfLot({ ...lot, onHand: "0" }, "en-GB").quantity).toBeNull();
  expect(labelOfLot({ ...lot, madeAt: "2026-03-17T23:30:00Z" }, "en-GB").madeOn).toBe("2026-03-18");
});
