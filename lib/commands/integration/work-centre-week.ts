import "server-only";
import { and, eq, gt, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import type { PlannedShift } from "@/db/schema/calendar";
import { calendar, calendarPattern, calendarWindow } from "@/db/schema/calendar";
import { newId } from "@/lib/platform/ids";
import { layOutCalendar } from "./lay-out-calendar";

const ROUND_THE_CLOCK: readonly PlannedShift[] = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ shift: "All day", weekday, from: "00:00", to: "24:00" }));

/** Where the week of a work centre comes from, the first that there is: its own calendar, its record, the calendar of the site, or nowhere: round the clock. */
export type WeekOrigin = (typeof calendarPattern.$inferSelect)["origin"];

/** The calendar that the ERP gave the site (`workCentreId` null) or one of its work centres. */
export async function calendarOf(tx: Tx, siteId: string, workCentreId: string | null): Promise<typeof calendar.$inferSelect | undefined> {
  const [row] = await tx
    .select()
    .from(calendar)
    .where(and(eq(calendar.siteId, siteId), workCentreId === null ? isNull(calendar.workCentreId) : eq(calendar.workCentreId, workCentreId)))
    .for("update");
  return row;
}

/** The week that counts for a work centre whose record names these hours; none: it names none. Null: its own calendar counts, whatever the record says. */
export async function weekOfRecord(
  tx: Tx,
  siteId: string,
  workCentreId: string,
  named: readonly PlannedShift[],
): Promise<{ origin: WeekOrigin; shifts: readonly PlannedShift[] } | null> {
  if ((await calendarOf(tx, siteId, workCentreId)) !== undefined) return null;
  if (named.length > 0) return { origin: "WORK_CENTRE", shifts: named };
  const ofSite = await calendarOf(tx, siteId, null);
  return ofSite === undefined ? { origin: "NONE", shifts: ROUND_THE_CLOCK } : { origin: "SITE", shifts: ofSite.shifts };
}

/** Gives work centres a new week. It counts from now on: windows that have begun stay, later ones are laid out anew. */
export async function putWeek(tx: Tx, siteId: string, workCentreIds: readonly string[], origin: WeekOrigin, shifts: readonly PlannedShift[], now: Date): Promise<void> {
  if (workCentreIds.length === 0) return;
  await tx.delete(calendarPattern).where(inArray(calendarPattern.workCentreId, [...workCentreIds]));
  await tx
    .insert(calendarPattern)
    .values(
      workCentreIds.flatMap((workCentreId) =>
        shifts.map(({ shift, weekday, from, to }) => ({ id: newId(), siteId, workCentreId, origin, shiftName: shift, weekday, fromTime: from, toTime: to })),
      ),
    )
    .onConflictDoNothing();
  await layOutAnew(tx, workCentreIds, now);
}

/** Lays out again what has not begun, because the week or a day of it changed. */
export async function layOutAnew(tx: Tx, workCentreIds: readonly string[], now: Date): Promise<void> {
  for (const workCentreId of workCentreIds) {
    await tx.delete(calendarWindow).where(and(eq(calendarWindow.workCentreId, workCentreId), gt(calendarWindow.fromAt, now)));
    await layOutCalendar(tx, now, workCentreId);
  }
}
