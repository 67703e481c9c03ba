import "server-only";
import { and, eq, gt, isNull, lt, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { calendarWindow } from "@/db/schema/calendar";
import { labourBooking, shiftCrew } from "@/db/schema/labour";
import { device } from "@/db/schema/identity";
import { equipment, person, site } from "@/db/schema/reference";
import { type Arrival, type Attendance, type CalendarShift, endOfShift } from "@/lib/domain/execution/attendance";

/** How far around an instant attendances and shifts are looked for: longer than any shift. */
const AROUND_MS = 36 * 3_600_000;

/** Attendances of a person around an instant and the open one, each with when its shift ends. The caller has locked the person. */
export async function attendancesAround(tx: Tx, personId: string, at: Date): Promise<readonly Attendance[]> {
  const [since, until] = [new Date(at.getTime() - AROUND_MS), new Date(at.getTime() + AROUND_MS)];
  const rows = await tx
    .select()
    .from(shiftCrew)
    .where(and(eq(shiftCrew.personId, personId), or(isNull(shiftCrew.outAt), and(gt(shiftCrew.outAt, since), lt(shiftCrew.inAt, until)))));
  const known: Attendance[] = [];
  for (const { id, siteId, workCentreId, productionDay: day, shiftName: shift, inAt: from, outAt: to } of rows) {
    const shifts = await shiftsAround(tx, { siteId, workCentreId }, from);
    const shiftEnd = endOfShift(shifts.find((one) => one.day === day && one.name === shift));
    known.push({ id, workCentreId, day, shift, from, to, shiftEnd, bookedTo: to === null ? await bookedIn(tx, personId, from, at) : null });
  }
  return known;
}

/** Up to when work of a person is booked since an instant, up to `at` where they are at it; null where none is. */
async function bookedIn(tx: Tx, personId: string, since: Date, at: Date): Promise<Date | null> {
  const end = sql<Date | null>`max(coalesce(${labourBooking.toAt}, ${at.toISOString()}::timestamptz))`.mapWith(labourBooking.fromAt);
  const [row] = await tx
    .select({ end })
    .from(labourBooking)
    .where(and(eq(labourBooking.personId, personId), or(isNull(labourBooking.toAt), gt(labourBooking.toAt, since))));
  return row?.end ?? null;
}

/** What the rules of coming to work ask of a line, or of a site where none is known, at an instant. */
export async function arrivalAt(tx: Tx, place: { readonly siteId: string; readonly workCentreId: string | null }, at: Date): Promise<Arrival> {
  const [row] = await tx
    .select({ localDay: sql<string>`(${at.toISOString()}::timestamptz at time zone ${site.timeZone})::date::text` })
    .from(site)
    .where(eq(site.id, place.siteId));
  if (row === undefined) throw new Error(`site ${place.siteId} vanished`);
  return { at, workCentreId: place.workCentreId, shifts: await shiftsAround(tx, place, at), localDay: row.localDay };
}

/** Shifts of a line around an instant; without a line those of its site, each from the first line's begin to the last one's end. */
async function shiftsAround(tx: Tx, { siteId, workCentreId }: { readonly siteId: string; readonly workCentreId: string | null }, at: Date): Promise<readonly CalendarShift[]> {
  const { fromAt, toAt, productionDay: day, shiftName: name } = calendarWindow;
  return tx
    .select({ day, name, from: sql<Date>`min(${fromAt})`.mapWith(fromAt), to: sql<Date>`max(${toAt})`.mapWith(toAt) })
    .from(calendarWindow)
    .where(
      and(
        eq(calendarWindow.siteId, siteId),
        workCentreId === null ? undefined : eq(calendarWindow.workCentreId, workCentreId),
        gt(toAt, new Date(at.getTime() - AROUND_MS)),
        lt(fromAt, new Date(at.getTime() + AROUND_MS)),
      ),
    )
    .groupBy(day, name)
    .orderBy(sql`min(${fromAt})`);
}

/** The line that a tablet stands at; null without one. */
export async function lineOfDevice(tx: Tx, deviceId: string | null): Promise<string | null> {
  if (deviceId === null) return null;
  const [row] = await tx.select({ workCentreId: device.workCentreId }).from(device).where(eq(device.id, deviceId));
  return row?.workCentreId ?? null;
}

/** Site of a line, or null when there is no such one. */
export async function siteOfLine(tx: Tx, workCentreId: string): Promise<string | null> {
  const [row] = await tx
    .select({ siteId: equipment.siteId })
    .from(equipment)
    .where(and(eq(equipment.id, workCentreId), eq(equipment.level, "WORK_CENTRE")));
  return row?.siteId ?? null;
}

/** Site of a person of the plant, or null when there is no such one. */
export async function siteOfPerson(tx: Tx, personId: string | null): Promise<string | null> {
  if (personId === null) return null;
  const [row] = await tx.select({ siteId: person.siteId }).from(person).where(eq(person.id, personId));
  return row?.siteId ?? null;
}
