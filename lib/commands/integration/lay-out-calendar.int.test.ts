import { eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { equipment, site } from "@/db/schema/reference";
import { calendarPattern, calendarWindow } from "@/db/schema/calendar";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { CALENDAR_DAYS, layOutCalendar } from "./lay-out-calendar";

let database: TestDatabase;
let workCentreId: string;
let siteId: string;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

beforeEach(async () => {
  siteId = newId();
  workCentreId = newId();
  await database.db.insert(site).values({ id: siteId, code: siteId.slice(-8), name: "Site", timeZone: "Europe/Berlin", currency: "EUR", overrideCapPct: decimal("0.05") });
  await database.db.insert(equipment).values({ id: workCentreId, siteId, code: "L1", name: "Line 1", level: "WORK_CENTRE", type: "PRODUCTION_LINE" });
});

async function week(windows: readonly (readonly [from: string, to: string])[]): Promise<void> {
  const rows = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) =>
    windows.map(([fromTime, toTime]) => ({ id: newId(), siteId, workCentreId, shiftName: fromTime, weekday, fromTime, toTime })),
  );
  await database.db.insert(calendarPattern).values(rows);
}
const windows = () => database.db.select().from(calendarWindow).where(eq(calendarWindow.workCentreId, workCentreId)).orderBy(calendarWindow.fromAt);
const dayBefore = (day: string) => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
const hours = (row: { fromAt: Date; toAt: Date }) => (row.toAt.getTime() - row.fromAt.getTime()) / 3_600_000;

describe("planned windows in the site's zone", () => {
  it("gives the night of a clock change its real length, 7 or 9 hours", async () => {
    await week([["22:00", "06:00"]]);
    await layOutCalendar(database.db, new Date("2026-03-20T12:00:00Z"));
    await layOutCalendar(database.db, new Date("2026-10-20T12:00:00Z"));
    const odd = (await windows()).filter((row) => hours(row) !== 8);
    expect(odd.map((row) => [row.productionDay, hours(row)])).toEqual([
      ["2026-03-28", 7],
      ["2026-10-24", 9],
    ]);
  });

  it.each([
    ["America/New_York", "2026-03-01T12:00:00Z", "2026-03-08", 23, 7],
    ["America/New_York", "2026-10-25T12:00:00Z", "2026-11-01", 25, 9],
    ["Australia/Lord_Howe", "2026-03-29T12:00:00Z", "2026-04-05", 24.5, 8.5],
    ["Australia/Lord_Howe", "2026-09-27T12:00:00Z", "2026-10-04", 23.5, 7.5],
  ])(
    "a day of a change in %s from %s on, %s, has its real length, also its night shift whose border lies in the hour that comes twice or never",
    async (timeZone, from, day, length, night) => {
      await database.db.update(site).set({ timeZone }).where(eq(site.id, siteId));
      await week([
        ["02:00", "12:00"],
        ["12:00", "18:00"],
        ["18:00", "02:00"],
      ]);
      await layOutCalendar(database.db, new Date(from));
      const rows = await windows();
      for (const [index, row] of rows.entries()) if (index > 0) expect(row.fromAt).toEqual(rows[index - 1]?.toAt);
      const odd = rows.filter((row) => hours(row) !== (row.shiftName === "02:00" ? 10 : row.shiftName === "12:00" ? 6 : 8));
      const around = rows.filter(({ productionDay, shiftName }) => (productionDay === day && shiftName !== "18:00") || (shiftName === "18:00" && productionDay === dayBefore(day)));
      expect(odd).toHaveLength(1);
      expect(around).toEqual(expect.arrayContaining(odd));
      expect(around.reduce((total, row) => total + hours(row), 0)).toBe(length);
      expect(hours(odd[0] ?? { fromAt: new Date(0), toAt: new Date(0) })).toBe(odd[0]?.shiftName === "18:00" ? night : night + 2);
    },
  );

  it("covers round the clock without gap and overlap, also over a change", async () => {
    await week([
      ["00:00", "06:00"],
      ["06:00", "14:00"],
      ["14:00", "22:00"],
      ["22:00", "24:00"],
    ]);
    await layOutCalendar(database.db, new Date("2026-03-20T12:00:00Z"));
    const rows = await windows();
    expect(rows).toHaveLength((CALENDAR_DAYS + 2) * 4);
    for (const [index, row] of rows.entries()) if (index > 0) expect(row.fromAt).toEqual(rows[index - 1]?.toAt);
  });

  it("adds only what is new when it runs again, and nothing for a work centre that is blocked", async () => {
    await week([["06:00", "14:00"]]);
    await layOutCalendar(database.db, new Date("2026-05-04T12:00:00Z"));
    await layOutCalendar(database.db, new Date("2026-05-05T12:00:00Z"));
    expect(await windows()).toHaveLength(CALENDAR_DAYS + 3);
    await database.db.update(equipment).set({ active: false }).where(eq(equipment.id, workCentreId));
    await layOutCalendar(database.db, new Date("2026-05-20T12:00:00Z"));
    expect(await windows()).toHaveLength(CALENDAR_DAYS + 3);
  });
});
