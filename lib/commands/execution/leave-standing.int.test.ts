import { asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { costLine } from "@/db/schema/costing";
import { labourBooking } from "@/db/schema/labour";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import { newId } from "@/lib/platform/ids";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { pauseOperation } from "./pause-operation";
import { resumeOperation } from "./resume-operation";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;
let op20: string;
let machine: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  const ids = await plant.operationIds("PO-1001");
  [op10, op20] = [ids.get(10) ?? "", ids.get(20) ?? ""];
  machine = await plant.unitId("MACH-1");
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: machine });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
  await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "50" });
});
afterEach(() => database.close());

const stood = (from: string, to: string | null) =>
  plant.db.insert(stateInterval).values({
    id: newId(),
    siteId: plant.siteId,
    workUnitId: machine,
    state: "DOWN",
    rawState: "DOWN",
    source: "PLC",
    operationId: op10,
    fromAt: after(from),
    toAt: to === null ? null : after(to),
  });
const startElsewhere = async (at: string) => plant.does(plant.first, startOperation, after(at), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
const openOn = async () =>
  (await plant.db.select().from(labourBooking).orderBy(asc(labourBooking.fromAt)))
    .filter(({ toAt }) => toAt === null)
    .map(({ operationId, activity }) => [operationId === op10 ? 10 : 20, activity]);
const labour = async (opNo: number) =>
  (await plant.db.select().from(costLine).where(eq(costLine.opNo, opNo)))
    .filter(({ element }) => element === "LABOUR")
    .reduce<Record<string, number>>((sums, { activity, seconds }) => ({ ...sums, [activity ?? ""]: (sums[activity ?? ""] ?? 0) + (seconds ?? 0) }), {});

it("EX-02 who starts elsewhere leaves an operation that is paused: its delay costs their time up to then, and no share after it", async () => {
  await plant.does(plant.first, pauseOperation, after("2"), { operationId: op10, reason: "BRK-MECH" });
  await startElsewhere("2.1");
  expect(await openOn()).toEqual([[20, "SETUP"]]);
  await plant.does(plant.first, confirmProduction, after("4"), { operationId: op10, scrap: "1", scrapReason: "DIM" });
  expect((await labour(10)).DELAY).toBe(360);
});

it("EX-02 who resumes an operation that everybody has left is on it again, and leaves nothing that runs", async () => {
  await plant.does(plant.first, pauseOperation, after("2"), { operationId: op10, reason: "BRK-MECH" });
  await startElsewhere("2.1");
  await plant.does(plant.first, finishSetup, after("3"), { operationId: op20 });
  await plant.does(plant.first, resumeOperation, after("4"), { operationId: op10 });
  expect(await openOn()).toEqual([
    [20, "RUN"],
    [10, "RUN"],
  ]);
  // From 4 to 5 h on both: half each (EX-18).
  await plant.does(plant.first, confirmProduction, after("5"), { operationId: op10, good: "10" });
  expect(await labour(10)).toMatchObject({ RUN: 3600 + 1800, DELAY: 360 });
});

it("EX-02 who starts elsewhere leaves a machine that stands since its threshold or longer, and not one that only just stopped", async () => {
  await stood("2", "4");
  await startElsewhere("2.1");
  expect(await openOn()).toEqual([[20, "SETUP"]]);
  await plant.does(plant.first, confirmProduction, after("4"), { operationId: op10, scrap: "1", scrapReason: "DIM" });
  expect((await labour(10)).DELAY).toBe(360);
});

it("EX-02 EX-18 who starts elsewhere stays on what runs, also where it stopped for less than the threshold", async () => {
  await stood("2.099", null);
  await startElsewhere("2.1");
  expect(await openOn()).toEqual([
    [10, "RUN"],
    [20, "SETUP"],
  ]);
});
