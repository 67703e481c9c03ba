import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { calendarWindow } from "@/db/schema/calendar";
import { equipment, workCentreRate } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import { beginShift, endShift } from "@/lib/commands/execution/attend";
import { endIndirect, startIndirect } from "@/lib/commands/execution/indirect";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { newId } from "@/lib/platform/ids";
import { unconfirmedTime } from "./unconfirmed-time";

const DAY = "2026-03-17";
let database: TestDatabase;
let plant: ExamplePlant;
let line: string;
let machine: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  machine = await plant.unitId("ASSY-2");
  const [unit] = await plant.db.select({ line: equipment.parentId }).from(equipment).where(eq(equipment.id, machine));
  line = unit?.line ?? "";
  const window = { siteId: plant.siteId, workCentreId: line, shiftName: "EARLY", productionDay: DAY };
  await plant.db.delete(calendarWindow);
  await plant.db.insert(calendarWindow).values([
    { id: newId(), ...window, fromAt: after("0"), toAt: after("4") },
    { id: newId(), ...window, fromAt: after("4.5"), toAt: after("8.5") },
  ]);
  return () => database.close();
});

const asked = (actor = plant.finance, hours = "10", days = 7) => unconfirmedTime({ db: plant.db, now: after(hours) }, actor, days);

describe("C-15 time that is booked on nothing", () => {
  it("two people of 8.00 h each with 14.35 h booked at 26.00 leave 1.65 h, which cost 42.90", async () => {
    for (const [person, booked] of [
      // Half an hour of it is a break.
      [plant.first, "7.85"],
      [plant.second, "7.5"],
    ] as const) {
      await plant.does(person, beginShift, after("0"), { workCentreId: line });
      await plant.does(person, startIndirect, after("0"), { workUnitId: machine, code: "CLEANING" });
      await plant.does(person, endIndirect, after(booked), { workUnitId: machine });
      await plant.does(person, endShift, after("8.5"), {});
    }
    const told = await asked();
    expect(told.totals).toEqual([{ currency: "USD", amount: "42.90" }]);
    expect(told.shifts).toEqual([
      {
        day: DAY,
        shift: "EARLY",
        line: expect.any(String) as string,
        site: "SITE-A",
        currency: "USD",
        people: 2,
        attendedSeconds: 17 * 3600,
        breakSeconds: 3600,
        bookedSeconds: 14.35 * 3600,
        notBookedSeconds: 1.65 * 3600,
        amount: "42.90",
        withoutLine: 0,
        withoutRate: 0,
        overbooked: 0,
      },
    ]);
  });

  it("C-04 costs nobody knows what where the ERP has sent no rate, which is not nothing", async () => {
    await plant.db.update(workCentreRate).set({ validTo: sql`valid_from` });
    await plant.does(plant.first, beginShift, after("0"), { workCentreId: line });
    const told = await asked();
    expect(told.totals).toEqual([]);
    expect(told.shifts).toMatchObject([{ people: 1, notBookedSeconds: 9.5 * 3600, amount: null, withoutLine: 0, withoutRate: 1 }]);
  });

  it("C-04 costs the rates of the line that somebody worked at where their tablet has none, and nobody knows what where they worked at none", async () => {
    for (const person of [plant.first, plant.second]) await plant.does(person, beginShift, after("0"), {});
    expect(await asked(plant.finance, "1")).toMatchObject({ totals: [], shifts: [{ line: "", amount: null, withoutLine: 2, withoutRate: 0 }] });
    await plant.does(plant.first, startIndirect, after("1"), { workUnitId: machine, code: "CLEANING" });
    await plant.does(plant.first, endIndirect, after("3"), { workUnitId: machine });
    const told = await asked(plant.finance, "4");
    expect(told.totals).toEqual([{ currency: "USD", amount: "52.00" }]);
    expect(told.shifts).toMatchObject([{ line: "", people: 2, bookedSeconds: 2 * 3600, notBookedSeconds: 6 * 3600, amount: "52.00", withoutLine: 1, withoutRate: 0 }]);
  });

  it("a machine that produced without an order costs its rate, and only that", async () => {
    const ran = (state: "PRODUCING" | "HELD", from: string, to: string) => ({
      id: newId(),
      siteId: plant.siteId,
      workUnitId: machine,
      operationId: null,
      state,
      rawState: state,
      source: "PLC" as const,
      fromAt: after(from),
      toAt: after(to),
    });
    await plant.db.insert(stateInterval).values([ran("PRODUCING", "1", "2.5"), ran("HELD", "2.5", "3"), ran("PRODUCING", "3", "4")]);
    expect((await asked()).machines).toMatchObject([{ seconds: 2.5 * 3600, amount: "25.00", currency: "USD" }]);
  });

  it("the days are those of the site: today is what its calendar says, which UTC may not have yet", async () => {
    // In Berlin 22:00 of the day before, and midnight.
    await plant.does(plant.first, beginShift, after("-9"), { workCentreId: line });
    await plant.does(plant.second, beginShift, after("-7"), { workCentreId: line });
    const of = (days: number) => asked(plant.finance, "-6.5", days);
    expect((await of(1)).shifts).toMatchObject([{ day: DAY, people: 1, attendedSeconds: 1800 }]);
    expect((await of(2)).shifts.map((row) => row.day)).toEqual([DAY, "2026-03-16"]);
  });

  it("SEC-02 is nothing for who may not see cost there", async () => {
    await plant.does(plant.first, beginShift, after("0"), { workCentreId: line });
    for (const actor of [plant.lead, plant.first, { ...plant.finance, sites: [] }]) expect(await asked(actor)).toMatchObject({ shifts: [], machines: [] });
    expect((await asked()).shifts).toHaveLength(1);
  });
});
