import { afterEach, beforeEach, expect, it } from "vitest";
import { calendarWindow } from "@/db/schema/calendar";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { enterWithPhoto } from "@/lib/commands/execution/testing/enter-with-photo";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { newId } from "@/lib/platform/ids";
import { shiftEntries, type ShiftEntry } from "./shift-entries";

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.db.delete(calendarWindow);
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, issueMaterial, after("0.5"), { operationId, lot: "C-A", quantity: "150" });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
});
afterEach(() => database.close());

const read = (actor: Actor, at = "6") => shiftEntries({ db: plant.db, now: after(at) }, actor, "MACH-1");
const figure = (one: ShiftEntry) => (one.kind === "ISSUE" ? one.quantity : `${one.good}/${one.scrap}`);

it("EX-19 lists quantities and issues of the shift, newest first, what became of each, also after the operation ended", async () => {
  const wrong = await plant.does(plant.first, confirmProduction, after("2"), { operationId, good: "50", scrap: "12", scrapReason: "SURFACE" });
  const twice = await plant.does(plant.second, confirmProduction, after("3"), { operationId, good: "10" });
  await plant.does(plant.lead, correctEntry, after("4"), { entryId: wrong.entryId, reason: "MISKEY", good: "200", scrap: "2", scrapReason: "SURFACE" });
  await plant.does(plant.lead, reverseEntry, after("4.5"), { entryId: twice.entryId, reason: "DUPLICATE" });
  await plant.does(plant.lead, completeOperation, after("5"), { operationId, shortCloseReason: "MISKEY" });
  const found = await read(plant.lead);
  expect(found).toMatchObject({ ofEverybody: true, shift: false, cut: false });
  expect(found?.entries.map((one) => [figure(one), one.by, one.back, one.corrects])).toEqual([
    ["200/2", "Operator 0401", null, true],
    ["10/0", "Operator 0422", { by: "Operator 0401", reason: expect.any(String), replaced: false }, false],
    ["50/12", "Operator 0417", { by: "Operator 0401", reason: expect.any(String), replaced: true }, false],
    ["150", "Operator 0417", null, false],
  ]);
  expect(found?.entries[0]).toMatchObject({
    order: "PO-1001",
    opNo: 10,
    quantities: { scrapReason: "SURFACE", reworkReason: null, target: "200", scrapQuestion: "20" },
    at: after("2").toISOString(),
    own: true,
  });
  expect(found?.reasons.correction.map(({ code }) => code)).toEqual(expect.arrayContaining(["MISKEY", "WRONG-LOT", "WRONG-ORDER", "DUPLICATE", "LATE-INFO"]));
  // The name of a reason, not its code.
  expect(found?.entries[1]?.back?.reason).toBe(found?.reasons.correction.find(({ code }) => code === "DUPLICATE")?.name);
});

it("EX-13 shows the photo of an entry once, at the one that counts, and to who does not see that one at their own", async () => {
  const entryId = await enterWithPhoto(plant, operationId, after("2"));
  const shown = async (actor: Actor) => (await read(actor))?.entries.flatMap((one) => (one.kind === "PRODUCTION" && one.photo !== undefined ? [[one.id, figure(one)]] : []));
  expect(await shown(plant.lead)).toEqual([[entryId, "200/4"]]);
  const right = await plant.does(plant.lead, correctEntry, after("4"), { entryId, reason: "MISKEY", good: "200", scrap: "2", scrapReason: "SURFACE" });
  expect(await shown(plant.lead)).toEqual([[right.entryId, "200/2"]]);
  expect(await shown(plant.second)).toEqual([[entryId, "200/4"]]);
});

it("§10.1 an operator sees own entries and no name, whoever enters nothing sees none, and another site has no such machine", async () => {
  await plant.does(plant.first, confirmProduction, after("2"), { operationId, good: "50" });
  await plant.does(plant.second, confirmProduction, after("3"), { operationId, good: "10" });
  const mine = await read(plant.second);
  expect(mine?.entries.map((one) => [figure(one), one.own])).toEqual([["10/0", true]]);
  expect(mine?.ofEverybody).toBe(false);
  expect((await read(plant.finance))?.entries).toEqual([]);
  expect(await read({ ...plant.lead, sites: [{ siteId: newId(), code: "SITE-B", roles: ["LEAD"] }] })).toBeNull();
});

it("EX-19 looks back to when the shift began", async () => {
  await plant.does(plant.first, confirmProduction, after("2"), { operationId, good: "50" });
  expect((await read(plant.lead, "13"))?.entries).toEqual([]);
});
