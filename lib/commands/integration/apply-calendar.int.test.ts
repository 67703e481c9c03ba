import { and, asc, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { equipment } from "@/db/schema/reference";
import { calendarPattern, calendarWindow, plannedDowntime } from "@/db/schema/calendar";
import { seedReasons } from "@/db/seed/seed-site";
import { testDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import { cancelDowntime, changeDowntime } from "@/lib/commands/planning/change-downtime";
import { type ChannelPlant, channelPlant, NOWHERE, SITE } from "@/lib/integration/testing/channel-plant";
import type { CalendarData } from "@/lib/messages/erp-calendar.v1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";
import { layOutCalendar } from "./lay-out-calendar";

let plant: ChannelPlant;

beforeEach(async () => {
  const database = await testDatabase();
  plant = await channelPlant(database.db, NOWHERE);
  return () => database.close();
});

const WEEKDAYS = [1, 2, 3, 4, 5];
const early = WEEKDAYS.map((weekday) => ({ shift: "Early", weekday, from: "06:00", to: "14:00" }));
const time = () => plant.clock.now().toISOString();
const calendarMessage = (erpVersion: number, change: Partial<CalendarData>) =>
  inboundMessage("erp.calendar.v1", { site: SITE, workCentre: null, erpVersion, shifts: early, exceptions: [], ...change }, "erp/test", time());
const centre = (workCentre: string, named: readonly { weekday: number; from: string; to: string }[] = [], erpVersion = 1) =>
  inboundMessage(
    "erp.work-centre.v1",
    { site: SITE, workCentre, erpVersion, text: workCentre, area: null, type: "PRODUCTION_LINE", costCentre: null, units: [], calendar: [...named], status: "ACTIVE" },
    "erp/test",
    time(),
  );

/** The day that is so many days from now, in the zone of the site, and its ISO weekday. */
function dayFromNow(days: number): { day: string; weekday: number } {
  const day = new Date(plant.clock.now().getTime() + days * 86_400_000).toLocaleDateString("sv-SE", { timeZone: "Europe/Berlin" });
  return { day, weekday: ((new Date(`${day}T12:00:00Z`).getUTCDay() + 6) % 7) + 1 };
}
/** A working day that begins later than any window that is open now. */
function workingDay(): string {
  for (let days = 3; days < 10; days += 1) {
    const { day, weekday } = dayFromNow(days);
    if (weekday <= 5) return day;
  }
  throw new Error("a week has working days");
}
const shiftsOn = async (workCentre: string, day: string) =>
  (
    await plant.db
      .select({ shift: calendarWindow.shiftName, fromAt: calendarWindow.fromAt, toAt: calendarWindow.toAt })
      .from(calendarWindow)
      .innerJoin(equipment, eq(equipment.id, calendarWindow.workCentreId))
      .where(and(eq(equipment.code, workCentre), eq(calendarWindow.productionDay, day)))
      .orderBy(asc(calendarWindow.fromAt))
  ).map(({ shift, fromAt, toAt }) => `${shift} ${(toAt.getTime() - fromAt.getTime()) / 3_600_000} h`);
const originOf = async (workCentre: string) =>
  (
    await plant.db
      .selectDistinct({ origin: calendarPattern.origin })
      .from(calendarPattern)
      .innerJoin(equipment, eq(equipment.id, calendarPattern.workCentreId))
      .where(eq(equipment.code, workCentre))
  ).map(({ origin }) => origin);
const lastState = async () => {
  const row = (await plant.inboxRows()).at(-1);
  return [row?.state, row?.code];
};

describe("§1.2 the ERP's planning calendar", () => {
  it("of the site counts for work centres that name no hours, and not for those that do", async () => {
    await plant.hear(
      centre("L1"),
      centre(
        "L2",
        [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: "00:00", to: "24:00" })),
      ),
    );
    const day = workingDay();
    expect([await originOf("L1"), await shiftsOn("L1", day)]).toEqual([["NONE"], ["All day 24 h"]]);
    await plant.hear(calendarMessage(1, {}));
    expect([await originOf("L1"), await shiftsOn("L1", day)]).toEqual([["SITE"], ["Early 8 h"]]);
    expect([await originOf("L2"), await shiftsOn("L2", day)]).toEqual([["WORK_CENTRE"], ["All day 24 h"]]);
    await plant.hear(centre("L3"));
    expect([await originOf("L3"), await shiftsOn("L3", day)]).toEqual([["SITE"], ["Early 8 h"]]);
  });

  it("of a work centre goes before the hours of its record, whichever comes last", async () => {
    await plant.hear(centre("L1", [{ weekday: 1, from: "08:00", to: "16:00" }]));
    const night = WEEKDAYS.map((weekday) => ({ shift: "Night", weekday, from: "22:00", to: "06:00" }));
    await plant.hear(calendarMessage(1, { workCentre: "L1", shifts: night }));
    await plant.hear(centre("L1", [{ weekday: 1, from: "08:00", to: "16:00" }], 2));
    expect(await originOf("L1")).toEqual(["CALENDAR"]);
    expect(await shiftsOn("L1", workingDay())).toEqual(["Night 8 h"]);
  });

  it("a holiday of the site closes all, other hours count where the week of the site does, and a day of a work centre's own goes before both", async () => {
    await plant.hear(centre("L1"), centre("L2", early), centre("L3", early));
    const day = workingDay();
    await plant.hear(calendarMessage(1, { exceptions: [{ day, text: "Holiday", shifts: [] }] }));
    await plant.hear(calendarMessage(1, { workCentre: "L3", exceptions: [{ day, text: "Rush", shifts: [{ shift: "Extra", from: "07:00", to: "11:00" }] }] }));
    expect([await shiftsOn("L1", day), await shiftsOn("L2", day), await shiftsOn("L3", day)]).toEqual([[], [], ["Extra 4 h"]]);
    await plant.hear(calendarMessage(2, { exceptions: [{ day, text: "Short day", shifts: [{ shift: "Short", from: "06:00", to: "10:00" }] }] }));
    expect([await shiftsOn("L1", day), await shiftsOn("L2", day)]).toEqual([["Short 4 h"], ["06:00–14:00 8 h"]]);
    await plant.hear(calendarMessage(3, {}));
    expect(await shiftsOn("L1", day)).toEqual(["Early 8 h"]);
    // What the worker lays out every day adds nothing to it.
    await layOutCalendar(plant.db, plant.clock.now());
    expect(await shiftsOn("L1", day)).toEqual(["Early 8 h"]);
  });

  it.each<[string, Partial<CalendarData>]>([
    ["two shifts of a day", { shifts: [...early, { shift: "Late", weekday: 1, from: "13:00", to: "22:00" }] }],
    [
      "a night shift of Sunday that runs into Monday",
      {
        shifts: [
          { shift: "Night", weekday: 7, from: "22:00", to: "07:00" },
          { shift: "Early", weekday: 1, from: "06:00", to: "14:00" },
        ],
      },
    ],
    [
      "a day that is named twice",
      {
        exceptions: [
          { day: "2099-01-01", text: "A", shifts: [] },
          { day: "2099-01-01", text: "B", shifts: [] },
        ],
      },
    ],
  ])("is refused where nobody could say whose an hour is: %s", async (_, change) => {
    await plant.hear(calendarMessage(1, change));
    expect(await lastState()).toEqual(["REFUSED", "SHIFTS_OVERLAP"]);
  });

  it("waits for the work centre that it speaks of, and an older version changes nothing", async () => {
    await plant.hear(calendarMessage(5, { workCentre: "L9" }));
    expect((await plant.inboxRows()).map((row) => row.state)).toEqual(["PARKED"]);
    await plant.hear(centre("L9"));
    expect((await plant.inboxRows()).map((row) => row.state)).toEqual(["APPLIED", "APPLIED"]);
    await plant.hear(calendarMessage(4, { workCentre: "L9", shifts: [{ shift: "Old", weekday: 1, from: "01:00", to: "02:00" }] }));
    expect((await lastState())[0]).toBe("STALE");
    expect(await shiftsOn("L9", workingDay())).toEqual(["Early 8 h"]);
  });
});

describe("§6.1.1 downtime in the ERP's calendar", () => {
  beforeEach(async () => plant.db.transaction((tx) => seedReasons(tx, plant.siteId)));
  const soon = (minutes: number) => new Date(Math.ceil(plant.clock.now().getTime() / 60_000) * 60_000 + minutes * 60_000);
  const standing = (from: number, to: number, workUnit: string | null = null, reason = "PM") => ({ workUnit, from: soon(from).toISOString(), to: soon(to).toISOString(), reason });
  const says = (erpVersion: number, plannedDowntime: CalendarData["plannedDowntime"]) => plant.hear(calendarMessage(erpVersion, { workCentre: "L1", plannedDowntime }));
  const planned = () =>
    plant.db
      .select({
        unit: equipment.code,
        reason: plannedDowntime.reasonCode,
        from: plannedDowntime.fromAt,
        to: plannedDowntime.toAt,
        byErp: plannedDowntime.byErp,
        id: plannedDowntime.id,
      })
      .from(plannedDowntime)
      .innerJoin(equipment, eq(equipment.id, plannedDowntime.workUnitId))
      .orderBy(asc(plannedDowntime.fromAt), asc(equipment.code));
  const line = () =>
    inboundMessage(
      "erp.work-centre.v1",
      {
        site: SITE,
        workCentre: "L1",
        erpVersion: 1,
        text: "L1",
        area: null,
        type: "PRODUCTION_LINE",
        costCentre: null,
        units: ["L1.A", "L1.B"].map((workUnit) => ({ workUnit, text: workUnit, assetNumber: null })),
        calendar: [],
        status: "ACTIVE",
      },
      "erp/test",
      time(),
    );

  it("is planned for its units, called off when it is named no more, and left alone by a calendar that says nothing of it", async () => {
    await plant.hear(line());
    await says(1, [standing(60, 120), standing(200, 260, "L1.A")]);
    expect(await planned()).toMatchObject([
      { unit: "L1.A", reason: "PM", from: soon(60), to: soon(120), byErp: true },
      { unit: "L1.B", from: soon(60) },
      { unit: "L1.A", from: soon(200), to: soon(260) },
    ]);
    const before = await planned();
    await says(2, undefined);
    expect(await planned()).toEqual(before);
    await says(3, [standing(60, 120)]);
    expect(await planned()).toEqual(before.slice(0, 2));
    await says(4, []);
    expect(await planned()).toEqual([]);
  });

  it("OWN-01 is not changed here, for it is the ERP's", async () => {
    await plant.hear(line());
    await says(1, [standing(60, 120, "L1.A")]);
    const [row] = await planned();
    const planner = systemActor("planner", ["plan.write"], [{ siteId: plant.siteId, code: SITE }]);
    const services = { db: plant.db, clock: plant.clock, tellLive: () => undefined, wakeOutbox: () => undefined };
    const asked = { downtimeIds: [row?.id], reason: "PM", from: soon(60).toISOString(), to: soon(90).toISOString() };
    expect(await execute(services, planner, changeDowntime, { commandId: newId(), ...asked })).toMatchObject({ ok: false, code: "FIELD_OWNED_BY_ERP" });
    expect(await execute(services, planner, cancelDowntime, { commandId: newId(), downtimeIds: [row?.id] })).toMatchObject({ ok: false, code: "FIELD_OWNED_BY_ERP" });
  });

  it.each([
    ["a unit that the line does not have", "UNIT_UNKNOWN", () => [standing(60, 120, "L9.X")]],
    ["a reason that is no plan", "REASON_NOT_PLANNED", () => [standing(60, 120, null, "BRK-MECH")]],
    ["a unit that stands twice at a time", "DOWNTIME_OVERLAPS", () => [standing(60, 120), standing(90, 150, "L1.B")]],
    ["an end before the beginning", "DOWNTIME_EMPTY", () => [standing(120, 60)]],
  ])("refuses %s, and plans nothing", async (_, code, named) => {
    await plant.hear(line());
    await says(1, named());
    expect([await lastState(), await planned()]).toEqual([["REFUSED", code], []]);
  });
});
