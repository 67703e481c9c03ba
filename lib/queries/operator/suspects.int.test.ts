import { beforeEach, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import type { TestDatabase } from "@/db/testing/database";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { newId } from "@/lib/platform/ids";
import { floorCalls } from "./floor-calls";
import { leadView } from "./lead-view";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("0.5"), { operationId: op10 });
  return () => database.close();
});

const reader = (at: string) => ({ db: plant.db, now: after(at) });
const called = async () => (await floorCalls(reader("5"), plant.lead)).calls.flatMap(({ suspect }) => suspect ?? []);
const toLead = async () => (await leadView(reader("5"), plant.lead)).suspects;

it("EX-21 says of an entry at an unlikely time what was entered, where, by whom, when it says it was and when it came", async () => {
  const claimed = new Date("2027-03-17T08:00:00Z");
  await plant.does(plant.first, confirmProduction, claimed, { operationId: op10, good: "3" }, after("2"));
  const about = {
    kind: "TIME",
    command: "confirm-production",
    claimed: claimed.toISOString(),
    recorded: after("2").toISOString(),
    by: plant.first.name,
    order: "PO-1001",
    operation: "PO-1001 / 10",
    entry: { good: "3", scrap: "0", rework: "0" },
  };
  expect(await called()).toMatchObject([about]);
  expect(await toLead()).toMatchObject([{ suspect: about, acknowledged: false }]);
});

it("EX-06 says of more than arrived what was entered, where and by whom", async () => {
  const op20 = (await plant.operationIds("PO-1001")).get(20);
  await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "10" });
  await plant.does(plant.second, startOperation, after("2"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
  await plant.does(plant.second, finishSetup, after("2.5"), { operationId: op20 });
  await plant.does(plant.second, confirmProduction, after("3"), { operationId: op20, good: "12", deviceSequence: 7 }, after("3.01"));
  const about = { kind: "FLOW", at: after("3").toISOString(), by: plant.second.name, operation: "PO-1001 / 20", entry: { good: "12", scrap: "0", rework: "0" } };
  expect(await called()).toMatchObject([about]);
  expect(await toLead()).toMatchObject([{ suspect: about }]);
});

it("EX-09 and C-15: says what is missing of what, and of whose shift how much is booked and attended", async () => {
  const entry = await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "4" });
  const raised = { siteId: plant.siteId, state: "RAISED" as const, raisedAt: after("3"), owner: "LEAD" };
  const shortage = { item: "CAST-01", short: "4", uom: "EA", entryId: entry.entryId };
  const shift = { person: "0417", name: "Operator 0417", day: "2026-03-17", shift: "EARLY", attendedSeconds: 14_400, breakSeconds: 1_800, bookedSeconds: 25_200 };
  await plant.db.insert(exception).values([
    { ...raised, id: newId(), class: "BACKFLUSH_SHORT", severity: 2, subject: "PO-1001/10", detail: shortage },
    { ...raised, id: newId(), class: "LABOUR_OVERBOOKED", severity: 3, subject: "one shift", detail: shift },
    // What says nothing of itself is shown by its title among the calls, and has no row of its own.
    { ...raised, id: newId(), class: "BACKFLUSH_SHORT", severity: 4, subject: "another", detail: {} },
  ]);
  const short = { kind: "SHORT", item: "CAST-01", short: "4", uom: "EA", operation: "PO-1001 / 10", by: plant.first.name, entry: { good: "4" } };
  const { person: _, ...labour } = shift;
  expect(await called()).toMatchObject([short, { kind: "LABOUR", ...labour }]);
  const [first] = await toLead();
  expect(first?.suspect).toMatchObject({ itemName: expect.stringMatching(/./) });
  expect((await toLead()).map(({ suspect }) => suspect.kind)).toEqual(["SHORT", "LABOUR"]);
  // Somebody else's site shows none of it.
  expect((await leadView(reader("5"), { ...plant.lead, sites: [] })).suspects).toEqual([]);
});
