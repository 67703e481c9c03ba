import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { calendarWindow } from "@/db/schema/calendar";
import { costLine } from "@/db/schema/costing";
import { equipment } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import { newId } from "@/lib/platform/ids";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { pauseOperation } from "./pause-operation";
import { resumeOperation } from "./resume-operation";
import { signOffOperation } from "./sign-on";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, type ExamplePlant, examplePlant } from "./testing/example-plant";

const HOUR = 3600;
const open: TestDatabase[] = [];
let plant: ExamplePlant;
let unit: string;
let operationId: string;

beforeEach(async () => {
  const database = await exampleDatabase();
  open.push(database);
  plant = await examplePlant(database.db);
  unit = await plant.unitId("MACH-1");
  operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: unit });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  await plant.does(plant.first, confirmProduction, after("2"), { operationId, good: "10" });
});
afterAll(() => Promise.all(open.map((database) => database.close())));

type State = typeof stateInterval.$inferSelect.state;
const tell = (state: State, from: string, to: string) =>
  plant.db
    .insert(stateInterval)
    .values({ id: newId(), siteId: plant.siteId, workUnitId: unit, state, rawState: state, source: "PLC", fromAt: after(from), toAt: after(to), operationId });

/** The line works in these hours of the example, and the calendar knows all of the week around. */
async function works(...shifts: readonly (readonly [from: string, to: string])[]): Promise<void> {
  const [row] = await plant.db.select({ lineId: equipment.parentId }).from(equipment).where(eq(equipment.id, unit));
  const workCentreId = row?.lineId ?? "";
  await plant.db.delete(calendarWindow).where(eq(calendarWindow.workCentreId, workCentreId));
  const shift = { siteId: plant.siteId, workCentreId, shiftName: "EARLY", productionDay: "2026-03-17" };
  await plant.db.insert(calendarWindow).values(shifts.map(([from, to]) => ({ ...shift, id: newId(), fromAt: after(from), toAt: after(to) })));
}

/** What was booked since 2 h, in seconds by element and activity. */
async function booked(): Promise<Record<string, number>> {
  const lines = await plant.db.select().from(costLine).where(eq(costLine.operationId, operationId));
  const sums: Record<string, number> = {};
  for (const line of lines) {
    if (line.eventTime <= after("2")) continue;
    const key = `${line.element} ${line.activity}`;
    sums[key] = (sums[key] ?? 0) + (line.seconds ?? 0);
  }
  return sums;
}

describe("C-05", () => {
  it.each<State>(["PLANNED_DOWN", "NOT_SCHEDULED", "STANDBY"])("an hour of %s within two of run is paid to nobody as machine time, and worked by who was there", async (state) => {
    await tell(state, "2.5", "3.5");
    await plant.does(plant.first, confirmProduction, after("4"), { operationId, good: "10" });
    expect(await booked()).toEqual({ "LABOUR RUN": 2 * HOUR, "MACHINE RUN": HOUR, "OVERHEAD RUN": HOUR });
  });

  it("an hour of a trial within two of run is a delay", async () => {
    await tell("ENGINEERING", "2.5", "3.5");
    await plant.does(plant.first, confirmProduction, after("4"), { operationId, good: "10" });
    expect(await booked()).toEqual({ "LABOUR RUN": 2 * HOUR, "MACHINE RUN": HOUR, "OVERHEAD RUN": HOUR, "MACHINE DELAY": HOUR, "OVERHEAD DELAY": HOUR });
  });

  it("a pause over the night is a delay as far as a shift was planned, and nobody's in between", async () => {
    await works(["-40", "-32"], ["0", "8"], ["24", "32"], ["48", "56"]);
    await plant.does(plant.first, pauseOperation, after("7"), { operationId, reason: "MAT-WAIT" });
    await plant.does(plant.first, signOffOperation, after("8"), { operationId });
    await plant.does(plant.first, resumeOperation, after("25"), { operationId });
    await plant.does(plant.lead, confirmProduction, after("26"), { operationId, good: "10" });
    const machine = { "MACHINE RUN": 6 * HOUR, "OVERHEAD RUN": 6 * HOUR, "MACHINE DELAY": 2 * HOUR, "OVERHEAD DELAY": 2 * HOUR };
    expect(await booked()).toEqual({ "LABOUR RUN": 6 * HOUR, "LABOUR DELAY": HOUR, ...machine });
  });

  it("ST-01 what runs on after the shift is paid, and what nobody has laid out a calendar for", async () => {
    await works(["-40", "-32"], ["0", "3"], ["24", "32"]);
    await plant.does(plant.first, confirmProduction, after("5"), { operationId, good: "10" });
    expect(await booked()).toMatchObject({ "MACHINE RUN": 3 * HOUR });
    await works(["8", "10"]);
    await plant.does(plant.first, signOffOperation, after("5"), { operationId });
    await plant.does(plant.lead, confirmProduction, after("7"), { operationId, good: "10" });
    expect(await booked()).toMatchObject({ "MACHINE RUN": 5 * HOUR });
  });
});
