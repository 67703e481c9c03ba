import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { attendedShifts } from "@/db/attended";
import { calendarWindow, plannedDowntime } from "@/db/schema/calendar";
import { exception } from "@/db/schema/exception";
import { labourBooking, shiftCrew } from "@/db/schema/labour";
import { device } from "@/db/schema/identity";
import { equipment, person } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { beginShift, endShift, putOnCrew, takeOffCrew } from "./attend";
import { endIndirect, startIndirect } from "./indirect";
import { signOffOperation, signOnOperation } from "./sign-on";
import { startOperation } from "./start-operation";
import { tendAttendance } from "./tend-attendance";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

const DAY = "2026-03-17";
let database: TestDatabase;
let plant: ExamplePlant;
let line: string;
let machine: string;
let op10: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  machine = await plant.unitId("MACH-1");
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  const [unit] = await plant.db.select({ line: equipment.parentId }).from(equipment).where(eq(equipment.id, machine));
  line = unit?.line ?? "";
  const window = (shiftName: string, from: string, to: string) => ({
    id: newId(),
    siteId: plant.siteId,
    workCentreId: line,
    shiftName,
    productionDay: DAY,
    fromAt: after(from),
    toAt: after(to),
  });
  // Half an hour of break in the early shift.
  await plant.db.delete(calendarWindow);
  await plant.db.insert(calendarWindow).values([window("EARLY", "0", "4"), window("EARLY", "4.5", "8.5"), window("LATE", "8.5", "16.5")]);
  return () => database.close();
});

const begin = (actor = plant.first, hours = "0", recorded?: string) =>
  plant.send(actor, beginShift, after(hours), { workCentreId: line }, recorded === undefined ? undefined : after(recorded));
const shiftsAt = (hours: string) => attendedShifts(plant.db, after(hours), { siteIds: [plant.siteId], fromDay: DAY, toDay: DAY });
const figures = async (hours: string) =>
  (await shiftsAt(hours)).map((row) => [row.personId, row.shift, row.attendedSeconds / 3600, row.breakSeconds / 3600, row.bookedSeconds / 3600, row.open]);
const spans = async () =>
  (await plant.db.select().from(shiftCrew).orderBy(shiftCrew.inAt)).map((row) => [row.personId, row.shiftName, row.inAt.toISOString(), row.outAt?.toISOString() ?? null]);
const tend = (hours: string) => tendAttendance({ ...plant.services, clock: { now: () => after(hours) } });
const iso = (hours: string) => after(hours).toISOString();

describe("C-15 attendance", () => {
  it("is what somebody was there, less the breaks of the calendar, and what is booked of it", async () => {
    await begin(plant.first, "0");
    await begin(plant.second, "0");
    await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: machine });
    await plant.does(plant.second, signOnOperation, after("1"), { operationId: op10 });
    await plant.does(plant.first, signOffOperation, after("7.85"), { operationId: op10 });
    await plant.does(plant.second, signOffOperation, after("8.5"), { operationId: op10 });
    await plant.does(plant.first, endShift, after("8.5"), {});
    await plant.does(plant.second, endShift, after("8.5"), {});
    expect(await figures("9")).toEqual([
      [plant.first.personId, "EARLY", 8.5, 0.5, 7.35, false],
      [plant.second.personId, "EARLY", 8.5, 0.5, 7, false],
    ]);
    const { tables } = await expectRebuilt(database);
    expect(tables["execution.shift_crew"]).toHaveLength(2);
  });

  it("EX-18 counts a second on two things at once, and of a shift that lasts what there is up to now", async () => {
    await begin();
    await plant.does(plant.first, startIndirect, after("1"), { workUnitId: machine, code: "CLEANING" });
    expect(await figures("3")).toEqual([[plant.first.personId, "EARLY", 3, 0, 2, true]]);
    await plant.db.insert(labourBooking).values({
      id: newId(),
      siteId: plant.siteId,
      personId: plant.first.personId ?? "",
      operationId: op10,
      activity: "RUN",
      rateClass: "A1",
      fromAt: after("1.5"),
      toAt: after("2.5"),
    });
    expect(await figures("3")).toEqual([[plant.first.personId, "EARLY", 3, 0, 2, true]]);
  });

  it("breaks are also the planned stops of the reason BREAK of its machines, once", async () => {
    const stop = (from: string, to: string, reasonCode: string) => ({
      id: newId(),
      siteId: plant.siteId,
      workUnitId: machine,
      reasonCode,
      fromAt: after(from),
      toAt: after(to),
    });
    await plant.db.insert(plannedDowntime).values([stop("2", "2.25", "BREAK"), stop("4.25", "4.75", "BREAK"), stop("6", "7", "PM")]);
    await begin();
    await plant.does(plant.first, endShift, after("8.5"), {});
    expect(await figures("9")).toEqual([[plant.first.personId, "EARLY", 8.5, 1, 0, false]]);
  });

  it("SEC-06 a person who signs on again is there once, and the tablet says at which line", async () => {
    const deviceId = newId();
    await plant.db.insert(device).values({ id: deviceId, siteId: plant.siteId, workCentreId: line, name: "T", tokenHash: "x", enrolledAt: after("0") });
    const atTablet = { ...plant.first, deviceId };
    expect(await plant.does(atTablet, beginShift, after("-0.5"), {})).toEqual({ day: DAY, shift: "EARLY", at: iso("-0.5") });
    expect(await plant.send(atTablet, beginShift, after("3"), {})).toMatchObject({ ok: false, code: "ALREADY_ON_SHIFT", params: { since: iso("-0.5") } });
    expect(await spans()).toEqual([[plant.first.personId, "EARLY", iso("-0.5"), null]]);
    expect((await shiftsAt("1"))[0]).toMatchObject({ workCentreId: line });
  });

  it("whoever goes leaves all that they are on, and who stays goes on", async () => {
    await begin();
    await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: machine });
    await plant.does(plant.second, signOnOperation, after("1"), { operationId: op10 });
    await plant.does(plant.first, endShift, after("8"), {});
    const open = (await plant.db.select().from(labourBooking)).filter((row) => row.toAt === null);
    expect(open.map((row) => row.personId)).toEqual([plant.second.personId]);
    expect(await plant.send(plant.first, endShift, after("8.1"), {})).toMatchObject({ ok: false, code: "NOT_ON_SHIFT" });
  });

  it("EX-21 EX-23 what a lead tells late is put where it belongs; the same command again changes nothing", async () => {
    await begin(plant.first, "2");
    const command = { commandId: newId(), personId: plant.first.personId, workCentreId: line };
    await plant.does(plant.lead, putOnCrew, after("0"), command, after("3"));
    await plant.does(plant.lead, putOnCrew, after("0"), command, after("3.1"));
    expect(await spans()).toEqual([
      [plant.first.personId, "EARLY", iso("0"), iso("2")],
      [plant.first.personId, "EARLY", iso("2"), null],
    ]);
    await plant.does(plant.lead, takeOffCrew, after("8"), { personId: plant.first.personId });
    expect(await plant.send(plant.lead, putOnCrew, after("4"), { personId: plant.first.personId, workCentreId: line }, after("9"))).toMatchObject({ code: "OUT_OF_ORDER" });
    expect(await plant.send(plant.first, putOnCrew, after("9"), command)).toMatchObject({ ok: false, code: "KEY_REUSED" });
    expect(await plant.send(plant.first, putOnCrew, after("9"), { personId: plant.second.personId, workCentreId: line })).toMatchObject({ ok: false, code: "FORBIDDEN" });
    await expectRebuilt(database);
  });

  it("two tablets at once make one attendance", async () => {
    const both = await Promise.all([begin(), begin()]);
    expect(both.map((one) => one.ok).toSorted()).toEqual([false, true]);
    expect(await spans()).toHaveLength(1);
  });

  it("ends by itself once the shift is over and nothing of the person runs, with what they did last", async () => {
    await begin(plant.first, "0");
    await begin(plant.second, "0");
    await plant.does(plant.second, startIndirect, after("8"), { workUnitId: machine, code: "CLEANING" });
    expect(await tend("8.4")).toEqual({ ended: 0, raised: 0 });
    expect(await tend("9")).toEqual({ ended: 1, raised: 0 });
    expect(await tend("9")).toEqual({ ended: 0, raised: 0 });
    await plant.does(plant.second, endIndirect, after("9.5"), { workUnitId: machine });
    expect(await tend("10")).toEqual({ ended: 1, raised: 0 });
    expect((await figures("10")).map((row) => row[2])).toEqual([8.5, 9.5]);
  });

  it("ends whose shift is over however many are there whose shift goes on", async () => {
    await begin(plant.first, "0");
    const others = Array.from({ length: 500 }, (_, index) => ({ id: newId(), siteId: plant.siteId, number: `9${index}`, name: "Other", rateClass: "A1", erpVersion: 1 }));
    const late = { siteId: plant.siteId, workCentreId: line, productionDay: DAY, shiftName: "LATE", inAt: after("-0.1") };
    await plant.db.insert(person).values(others);
    await plant.db.insert(shiftCrew).values(others.map(({ id: personId }) => ({ id: newId(), personId, ...late })));
    expect(await tend("9")).toEqual({ ended: 1, raised: 0 });
  });

  it("of who badges in once more after the end only what they do is attended", async () => {
    await begin(plant.first, "0");
    await plant.does(plant.first, endShift, after("8.5"), {});
    await begin(plant.first, "8.6");
    await plant.does(plant.first, startIndirect, after("8.6"), { workUnitId: machine, code: "CLEANING" });
    await plant.does(plant.first, endIndirect, after("8.7"), { workUnitId: machine });
    expect(await tend("9.5")).toEqual({ ended: 0, raised: 0 });
    expect(await tend("9.7")).toEqual({ ended: 1, raised: 0 });
    expect(await spans()).toEqual([
      [plant.first.personId, "EARLY", iso("0"), iso("8.5")],
      [plant.first.personId, "EARLY", iso("8.6"), iso("8.7")],
    ]);
  });

  it("who stays booked over a break is neither overbooked nor has booked what they did not", async () => {
    for (const [who, to] of [
      [plant.first, "8.5"],
      [plant.second, "8"],
    ] as const) {
      await begin(who);
      await plant.does(who, startIndirect, after("0"), { workUnitId: machine, code: "CLEANING" });
      await plant.does(who, endIndirect, after(to), { workUnitId: machine });
      await plant.does(who, endShift, after("8.5"), {});
    }
    expect(await tend("9")).toEqual({ ended: 0, raised: 0 });
    expect(await figures("9")).toEqual([
      [plant.first.personId, "EARLY", 8.5, 0.5, 8, false],
      [plant.second.personId, "EARLY", 8.5, 0.5, 7.5, false],
    ]);
  });

  it("is never negative: of what is booked beyond it the lead is told once", async () => {
    await begin();
    await plant.does(plant.first, startIndirect, after("1"), { workUnitId: machine, code: "CLEANING" });
    await plant.does(plant.first, endIndirect, after("8"), { workUnitId: machine });
    // They were seen to go at 4.00 h; the tablet had been told otherwise.
    await plant.db.update(shiftCrew).set({ outAt: after("4") });
    expect(await tend("9")).toEqual({ ended: 0, raised: 1 });
    expect(await tend("9")).toEqual({ ended: 0, raised: 0 });
    const [raised] = await plant.db.select().from(exception).where(eq(exception.class, "LABOUR_OVERBOOKED"));
    expect(raised).toMatchObject({ owner: "LEAD", severity: 3, detail: { person: "0417", shift: "EARLY", attendedSeconds: 4 * 3600, bookedSeconds: 7 * 3600 } });
  });
});
