import "server-only";
import { and, eq, gte, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment, site } from "@/db/schema/reference";
import { calendar, calendarException, calendarPattern } from "@/db/schema/calendar";
import type { CalendarData } from "@/lib/messages/erp-calendar.v1";
import { newId } from "@/lib/platform/ids";
import { type Applier, staleAgainst } from "./applier";
import { downtimeOf } from "./calendar-downtime";
import { findWorkCentres, known, missingWorkCentres } from "./references";
import { calendarOf, layOutAnew, putWeek } from "./work-centre-week";

const MINUTES_OF_DAY = 1_440;
const MINUTES_OF_WEEK = 7 * MINUTES_OF_DAY;

/**
 * The planning calendar of a site or of a work centre (ownership matrix: the ERP's). It counts from now on: what has begun stays. The calendar of a
 * work centre goes before the hours in its record, and these before those of the site. A holiday of the site closes every work centre that says
 * nothing else of that day; other hours of the site on a day count where its week does. Downtime that it plans of a work centre is planned as by people (§6.1.1).
 */
export const applyCalendar: Applier<"erp.calendar.v1"> = async ({ tx, siteId, recordedAt }, data) => {
  const named = data.workCentre === null ? [] : [data.workCentre];
  const centres = await findWorkCentres(tx, siteId, named);
  const missing = missingWorkCentres(data.site, named, centres);
  if (missing.length > 0) return { outcome: "PARKED", missing };
  const workCentreId = data.workCentre === null ? null : known(centres, data.workCentre).id;
  const stored = await calendarOf(tx, siteId, workCentreId);
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  const overlap = overlapOf(data);
  if (overlap !== null) return { outcome: "REFUSED", code: "SHIFTS_OVERLAP", reason: overlap };
  const downtime = await downtimeOf({ tx, siteId, recordedAt }, workCentreId, data.plannedDowntime);
  if (!downtime.ok) return { outcome: "REFUSED", code: downtime.code, reason: downtime.reason };
  await tx
    .insert(calendar)
    .values({ id: newId(), siteId, workCentreId, erpVersion: data.erpVersion, shifts: data.shifts })
    .onConflictDoUpdate({ target: [calendar.siteId, calendar.workCentreId], set: { erpVersion: data.erpVersion, shifts: data.shifts } });
  await putExceptions(tx, siteId, workCentreId, data.exceptions, recordedAt);
  if (workCentreId !== null) await putWeek(tx, siteId, [workCentreId], "CALENDAR", data.shifts, recordedAt);
  else await putWeekOfSite(tx, siteId, data.shifts, recordedAt);
  return { outcome: "APPLIED", events: downtime.events };
};

/** Every work centre without a week of its own gets that of the site; the others may have a holiday more or less. */
async function putWeekOfSite(tx: Tx, siteId: string, shifts: CalendarData["shifts"], now: Date): Promise<void> {
  const rows = await tx
    .selectDistinct({ id: equipment.id, origin: calendarPattern.origin })
    .from(equipment)
    .leftJoin(calendarPattern, eq(calendarPattern.workCentreId, equipment.id))
    .where(and(eq(equipment.siteId, siteId), eq(equipment.level, "WORK_CENTRE"), sql`${equipment.type} <> 'STORAGE_ZONE'`));
  const hasOwn = ({ origin }: (typeof rows)[number]) => origin === "CALENDAR" || origin === "WORK_CENTRE";
  await putWeek(
    tx,
    siteId,
    rows.filter((row) => !hasOwn(row)).map(({ id }) => id),
    "SITE",
    shifts,
    now,
  );
  await layOutAnew(
    tx,
    rows.filter(hasOwn).map(({ id }) => id),
    now,
  );
}

/** Days that have passed stay as they were; a day without shifts is one row without hours. */
async function putExceptions(tx: Tx, siteId: string, workCentreId: string | null, exceptions: CalendarData["exceptions"], now: Date): Promise<void> {
  const [place] = await tx
    .select({ today: sql<string>`(${now.toISOString()}::timestamptz at time zone ${site.timeZone})::date::text` })
    .from(site)
    .where(eq(site.id, siteId));
  const today = place?.today ?? "";
  const mine = workCentreId === null ? isNull(calendarException.workCentreId) : eq(calendarException.workCentreId, workCentreId);
  await tx.delete(calendarException).where(and(eq(calendarException.siteId, siteId), mine, gte(calendarException.day, today)));
  const rows = exceptions
    .filter(({ day }) => day >= today)
    .flatMap(({ day, text, shifts }): (typeof calendarException.$inferInsert)[] =>
      shifts.length === 0
        ? [{ id: newId(), siteId, workCentreId, day, text, shiftName: null, fromTime: null, toTime: null }]
        : shifts.map(({ shift, from, to }) => ({ id: newId(), siteId, workCentreId, day, text, shiftName: shift, fromTime: from, toTime: to })),
    );
  if (rows.length > 0) await tx.insert(calendarException).values(rows);
}

/** What overlaps, in plain words, or null: of two shifts at one time nobody could say to which of them an hour belongs. */
function overlapOf({ shifts, exceptions }: CalendarData): string | null {
  const days = new Set<string>();
  for (const { day, shifts: hours } of exceptions) {
    if (days.has(day)) return `${day} is named twice.`;
    days.add(day);
    const pair = overlapping(
      hours.map((shift) => ({ name: shift.shift, ...minutesOf(shift) })),
      null,
    );
    if (pair !== null) return `${pair} on ${day} overlap.`;
  }
  const pair = overlapping(
    shifts.map((shift) => ({ name: shift.shift, ...minutesOf(shift, shift.weekday - 1) })),
    MINUTES_OF_WEEK,
  );
  return pair === null ? null : `${pair} overlap.`;
}

type Span = { readonly name: string; readonly from: number; readonly to: number };

/** Two spans that overlap, as "A and B", or null; `around`: what runs over its end goes on at its beginning. */
function overlapping(spans: readonly Span[], around: number | null): string | null {
  const sorted = spans.toSorted((a, b) => a.from - b.from);
  const first = sorted[0];
  for (const [index, span] of sorted.entries()) {
    const next = sorted[index + 1] ?? (around === null || first === undefined || first === span ? undefined : { ...first, from: first.from + around });
    if (next !== undefined && span.to > next.from) return `${span.name} and ${next.name}`;
  }
  return null;
}

function minutesOf({ from, to }: { readonly from: string; readonly to: string }, day = 0): { from: number; to: number } {
  const [start, end] = [minutes(from), minutes(to)];
  return { from: day * MINUTES_OF_DAY + start, to: day * MINUTES_OF_DAY + (end <= start ? end + MINUTES_OF_DAY : end) };
}

function minutes(text: string): number {
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return hour * 60 + minute;
}
