import { beforeEach, describe, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { calendarWindow } from "@/db/schema/calendar";
import { exception } from "@/db/schema/exception";
import { equipment, site } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import { RAISED, shiftEndOf } from "@/db/shift-end";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { acceptHandover } from "@/lib/commands/execution/accept-handover";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { beginShift } from "@/lib/commands/execution/attend";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { endIndirect, startIndirect } from "@/lib/commands/execution/indirect";
import { offerHandover } from "@/lib/commands/execution/offer-handover";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { floorUnit } from "@/lib/queries/operator/floor-unit";
import { shiftBegin } from "@/lib/queries/operator/shift-stops";
import { shiftReport } from "./shift-report";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;
let machine: string;
let line: string;

const DAY = "2026-03-17";
const iso = (hours: string) => after(hours).toISOString();

/** The early shift of the machining line lasts from 0 to 8 h, the late one from 8.5 to 16 h; op10 of PO-1001 is set up for an hour and runs from then on. */
beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  machine = await plant.unitId("MACH-1");
  const [unit] = await plant.db.select({ line: equipment.parentId }).from(equipment).where(eq(equipment.id, machine));
  line = unit?.line ?? "";
  await plant.db.delete(calendarWindow);
  const window = (shiftName: string, from: string, to: string) => ({
    id: newId(),
    siteId: plant.siteId,
    workCentreId: line,
    shiftName,
    productionDay: DAY,
    fromAt: after(from),
    toAt: after(to),
  });
  await plant.db.insert(calendarWindow).values([window("EARLY", "0", "8"), window("LATE", "8.5", "16")]);
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: machine });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
  return () => database.close();
});

const told = (hours: string, choice = {}, actor: Actor = plant.lead) => shiftReport({ db: plant.db, now: after(hours) }, actor, line, choice);
async function report(hours: string, choice = {}, actor: Actor = plant.lead) {
  const found = await told(hours, choice, actor);
  if (found === null) throw new Error("no report");
  return found;
}
const state = (name: "PRODUCING" | "HELD" | "STARVED" | "DOWN" | "SETUP" | "UNKNOWN", from: string, to: string | null, reason: string | null = null) =>
  plant.db.insert(stateInterval).values({
    id: newId(),
    siteId: plant.siteId,
    workUnitId: machine,
    operationId: op10,
    state: name,
    rawState: name,
    source: "PLC",
    fromAt: after(from),
    toAt: to === null ? null : after(to),
    reasonCode: reason,
  });

describe("§9.2 the report of a shift", () => {
  it("tells what each order made in it, corrections taken off, and what came after its end with it", async () => {
    await plant.does(plant.first, confirmProduction, after("3"), { operationId: op10, good: "60", scrap: "2", scrapReason: "SURFACE" });
    const wrong = await plant.does(plant.first, confirmProduction, after("4"), { operationId: op10, good: "10" });
    await plant.does(plant.lead, reverseEntry, after("4.1"), { entryId: wrong.entryId, reason: "MISKEY" });
    await plant.does(plant.first, confirmProduction, after("8.2"), { operationId: op10, good: "20", rework: "1", reworkReason: "DIM" });
    await plant.does(plant.first, confirmProduction, after("9"), { operationId: op10, good: "7" });
    const early = await report("10", { day: DAY, shift: "EARLY" });
    expect(early.production).toEqual([{ order: "PO-1001", opNo: 10, operation: "Machining", item: "FG-100", uom: "EA", good: "80", scrap: "2", rework: "1" }]);
    expect((await report("10")).production).toMatchObject([{ good: "7", scrap: "0", rework: "0" }]);
  });

  it("is one report of a shift in which the calendar leaves a break: what was made after it counts, and a stop over it counts less it", async () => {
    await plant.db
      .update(calendarWindow)
      .set({ toAt: after("4") })
      .where(eq(calendarWindow.shiftName, "EARLY"));
    await plant.db
      .insert(calendarWindow)
      .values({ id: newId(), siteId: plant.siteId, workCentreId: line, shiftName: "EARLY", productionDay: DAY, fromAt: after("4.5"), toAt: after("8") });
    await plant.does(plant.first, confirmProduction, after("3"), { operationId: op10, good: "60" });
    await plant.does(plant.first, confirmProduction, after("4.25"), { operationId: op10, good: "5" });
    await plant.does(plant.first, confirmProduction, after("6"), { operationId: op10, good: "20" });
    await plant.db.delete(stateInterval);
    await state("HELD", "3.9", "4.6");
    const early = await report("9", { day: DAY, shift: "EARLY" });
    expect(early.shifts.map(({ name, from }) => [name, from])).toEqual([
      ["LATE", iso("8.5")],
      ["EARLY", iso("0")],
    ]);
    expect(early.shift).toMatchObject({ name: "EARLY", from: iso("0"), to: iso("8"), over: true });
    expect(early.production).toMatchObject([{ good: "85" }]);
    expect(early.stops).toMatchObject([{ state: "HELD", count: 1, seconds: 720 }]);
    const unit = await floorUnit({ db: plant.db, now: after("4.25") }, plant.lead, "MACH-1");
    if (unit === null) throw new Error("no unit");
    // In the break and after it the shift is the one that began at 0.
    for (const hours of ["4.25", "5"]) expect(await shiftBegin({ db: plant.db, now: after(hours) }, unit)).toEqual(after("0"));
    await plant.does(plant.first, raiseCall, after("4.25"), { workUnitId: machine, call: "LEAD" });
    const [end] = await plant.db.select({ end: shiftEndOf(RAISED).mapWith(exception.raisedAt) }).from(exception);
    expect(end?.end).toEqual(after("8"));
  });

  it("tells the shift that runs or ran last, and which others can be told", async () => {
    expect((await report("3")).shift).toEqual({ name: "EARLY", day: DAY, from: iso("0"), to: iso("8"), over: false });
    expect((await report("8.2")).shift).toMatchObject({ name: "EARLY", over: true });
    expect((await report("9")).shift).toMatchObject({ name: "LATE", over: false });
    expect((await report("9")).shifts.map((one) => one.name)).toEqual(["LATE", "EARLY"]);
  });

  it("tells the stops by reason within the shift, the longest first, and names what nobody has named", async () => {
    await state("SETUP", "0", "0.75");
    await state("STARVED", "0.75", "1");
    await state("PRODUCING", "1", "2");
    await state("DOWN", "2", "3", "BRK-MECH");
    await state("PRODUCING", "3", "5");
    await state("DOWN", "5", "5.25", "BRK-MECH");
    await state("HELD", "5.25", "5.75");
    await state("PRODUCING", "5.75", "7");
    await state("HELD", "7", "9", "MAT-WAIT");
    const early = await report("10", { shift: "EARLY", day: DAY });
    expect(early.stops).toEqual([
      { reason: "Mechanical breakdown", state: "", unexplained: false, count: 2, seconds: 4500 },
      { reason: "Waiting for material", state: "", unexplained: false, count: 1, seconds: 3600 },
      { reason: null, state: "HELD", unexplained: true, count: 1, seconds: 1800 },
      // EX-03: waiting for upstream explains itself.
      { reason: null, state: "STARVED", unexplained: false, count: 1, seconds: 900 },
    ]);
    // 4.25 h of 8 h produce; 83 of 0.05 h each are ideal.
    await plant.does(plant.first, confirmProduction, after("7"), { operationId: op10, good: "80", scrap: "3", scrapReason: "SURFACE" });
    const [unit] = (await report("10", { shift: "EARLY", day: DAY })).units;
    expect(unit).toEqual({ unit: "MACH-1", availability: "53.13", performance: "97.65", quality: "96.39", oee: "50.00", failures: 2, microStops: 0 });
  });

  it("§10.1 tells the lead each person's time by activity, and whoever else reads it the sums", async () => {
    await plant.does(plant.second, startIndirect, after("2"), { workUnitId: machine, code: "CLEANING" });
    await plant.does(plant.second, endIndirect, after("3"), { workUnitId: machine });
    await plant.does(plant.first, confirmProduction, after("5"), { operationId: op10, good: "60" });
    expect((await report("6")).labour).toEqual([
      { person: "Operator 0417", activity: "RUN", indirect: null, seconds: 4 * 3600 },
      { person: "Operator 0417", activity: "SETUP", indirect: null, seconds: 3600 },
      { person: "Operator 0422", activity: "INDIRECT", indirect: "Cleaning", seconds: 3600 },
    ]);
    const planner: Actor = { ...plant.lead, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["PLANNER"] }] };
    for (const actor of [planner, plant.first, plant.finance]) {
      const { labour } = await report("6", {}, actor);
      expect(labour.map((row) => row.person)).toEqual([null, null, null]);
      expect(JSON.stringify(labour)).not.toContain("amount");
    }
  });

  it("C-15 tells the lead who was there and what of it nobody has booked, and whoever else reads it the sums", async () => {
    await plant.does(plant.first, beginShift, after("0"), { workCentreId: line });
    await plant.does(plant.second, beginShift, after("2"), { workCentreId: line });
    await plant.does(plant.second, startIndirect, after("2"), { workUnitId: machine, code: "CLEANING" });
    await plant.does(plant.second, endIndirect, after("3"), { workUnitId: machine });
    const first = { attendedSeconds: 6 * 3600, breakSeconds: 0, bookedSeconds: 6 * 3600, notBookedSeconds: 0 };
    const second = { attendedSeconds: 4 * 3600, breakSeconds: 0, bookedSeconds: 3600, notBookedSeconds: 3 * 3600 };
    expect((await report("6")).attendance).toEqual([
      { person: "Operator 0417", ...first },
      { person: "Operator 0422", ...second },
    ]);
    const sums = [{ person: null, attendedSeconds: 10 * 3600, breakSeconds: 0, bookedSeconds: 7 * 3600, notBookedSeconds: 3 * 3600 }];
    for (const actor of [plant.first, plant.finance]) expect((await report("6", {}, actor)).attendance).toEqual(sums);
    expect((await report("9", { day: DAY, shift: "LATE" })).attendance).toEqual([]);
  });

  it("tells the handover that was left in it, and who accepted it", async () => {
    const { handoverId } = await plant.does(plant.first, offerHandover, after("7.9"), {
      workUnitId: machine,
      note: "Feeder jams",
      openPoints: [{ kind: "NOTE", text: "Coolant" }],
    });
    expect((await report("8")).handovers).toMatchObject([
      { by: "Operator 0417", at: iso("7.9"), accepted: false, acceptedBy: null, note: "Feeder jams", openPoints: [{ kind: "NOTE", text: "Coolant" }] },
    ]);
    await plant.does(plant.second, acceptHandover, after("8.6"), { handoverId });
    expect((await report("9", { day: DAY, shift: "EARLY" })).handovers).toMatchObject([{ accepted: true, acceptedBy: "Operator 0422" }]);
    expect((await report("9", { day: DAY, shift: "EARLY" }, plant.finance)).handovers).toMatchObject([{ by: null, accepted: true, acceptedBy: null, note: "Feeder jams" }]);
    expect((await report("9")).handovers).toEqual([]);
  });

  it("is empty where the calendar has no shift, and none for a shift or a line that is not there", async () => {
    expect(await told("3", { day: "2026-03-16", shift: "EARLY" })).toBeNull();
    expect(await shiftReport({ db: plant.db, now: after("3") }, plant.lead, newId())).toBeNull();
    expect(await shiftReport({ db: plant.db, now: after("3") }, plant.lead, machine)).toBeNull();
    await plant.db.delete(calendarWindow);
    expect(await report("3")).toMatchObject({ shift: null, shifts: [], production: [], labour: [] });
  });

  it("SEC-02 is none at sites that are not the reader's, nor for a role that may not see operations", async () => {
    const away = newId();
    await plant.db.insert(site).values({ id: away, code: "SITE-B", name: "Site B", timeZone: "Europe/Berlin", currency: "EUR", overrideCapPct: decimal("0.05") });
    expect(await told("3", {}, { ...plant.lead, sites: [{ siteId: away, code: "SITE-B", roles: ["LEAD"] }] })).toBeNull();
    expect(await told("3", {}, { ...plant.lead, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] })).toBeNull();
  });
});
