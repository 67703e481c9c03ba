import { wallClockAt } from "@/lib/domain/shared/wall-clock";
import type { CalendarData } from "@/lib/messages/erp-calendar.v1";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Attendance, Leave, ResourceCalendar, WorkedCenter, WorkCenter } from "./api-types";
import { messageOf, type PlantData, Unmappable, workCentreCode } from "./plant-data";
import { fromOdooTime, newest } from "./values";

/** Working hours with their week, the absences that may touch them, and the work centres that keep them. */
export type WholeCalendar = {
  readonly calendar: ResourceCalendar;
  readonly attendances: readonly Attendance[];
  readonly leaves: readonly Leave[];
  readonly centers: readonly (WorkedCenter & { readonly center: WorkCenter })[];
};

/** Minutes of a day. */
type Span = { readonly from: number; readonly to: number };
const DAY = 1440;
const DAY_MS = 86_400_000;

/** The working hours of one work centre as its calendar; absences of everybody, of these hours and of the work centre itself take their time out of its days. */
export function fromCalendar(whole: WholeCalendar, { id, resource_id, center }: WholeCalendar["centers"][number], data: PlantData): InboundMessage[] {
  const { calendar } = whole;
  if (!isZone(calendar.tz)) throw new Unmappable(`The working hours "${calendar.name}" are in the time zone "${calendar.tz}", which is not known here.`);
  const erpVersion = calendarVersion(whole, id);
  const week = weekOf(whole);
  if ([...week.values()].every((spans) => spans.length === 0)) return [];
  // What was over when this was written is past for whoever reads it.
  const leaves = whole.leaves.filter((leave) => isOf(leave, resource_id?.id) && fromOdooTime(leave.date_to).getTime() / 1000 >= erpVersion);
  const shifts = [...week].flatMap(([weekday, spans]) => spans.map((span) => ({ weekday, ...shiftOf(span) })));
  const exceptions = exceptionsOf(leaves, week, calendar.tz);
  return [messageOf("erp.calendar.v1", { site: data.settings.site, workCentre: workCentreCode(center), erpVersion, shifts, exceptions }, erpVersion, data)];
}

/** The newest stamp of working hours, their lines, their absences and the work centre, in seconds. */
export function calendarVersion({ calendar, attendances, leaves, centers }: WholeCalendar, center: number): number {
  return newest([calendar, ...attendances, ...leaves, ...centers.filter((one) => one.id === center)].map((record) => record.write_date));
}

function isOf({ resource_id }: Leave, resource: number | undefined): boolean {
  return resource_id === null || resource_id.id === resource;
}

/** Spans by ISO weekday. Breaks are what is between them. @throws Unmappable for hours that change from week to week. */
function weekOf({ calendar, attendances }: WholeCalendar): ReadonlyMap<number, readonly Span[]> {
  if (attendances.some((line) => line.week_type !== null))
    throw new Unmappable(`The working hours "${calendar.name}" have two different weeks, which a calendar of a week cannot say.`);
  const worked = attendances.filter((line) => line.day_period !== "lunch" && line.hour_to > line.hour_from);
  return new Map(
    [1, 2, 3, 4, 5, 6, 7].map((weekday) => [
      weekday,
      worked
        .filter((line) => Number(line.dayofweek) + 1 === weekday)
        .map((line) => ({ from: Math.round(line.hour_from * 60), to: Math.round(line.hour_to * 60) }))
        .toSorted((a, b) => a.from - b.from),
    ]),
  );
}

/** Hours have no names in Odoo: each is called by its times. */
function shiftOf({ from, to }: Span): { readonly shift: string; readonly from: string; readonly to: string } {
  const clock = (minutes: number) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
  return { shift: `${clock(from)}-${clock(to)}`, from: clock(from), to: clock(to) };
}

/** The days on which absences leave less of the week's hours, each with what is left of them. */
function exceptionsOf(leaves: readonly Leave[], week: ReadonlyMap<number, readonly Span[]>, zone: string): CalendarData["exceptions"] {
  const days = new Map<string, { left: readonly Span[]; names: string[] }>();
  for (const leave of leaves) {
    for (const { day, weekday, span } of localDays(fromOdooTime(leave.date_from), fromOdooTime(leave.date_to), zone)) {
      const before = days.get(day)?.left ?? week.get(weekday) ?? [];
      const left = before.flatMap((one) => without(one, span));
      if (JSON.stringify(left) === JSON.stringify(before)) continue;
      days.set(day, { left, names: [...(days.get(day)?.names ?? []), leave.name ?? ""] });
    }
  }
  return [...days]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([day, { left, names }]) => ({
      day,
      text: [...new Set(names)]
        .filter((name) => name !== "")
        .join(", ")
        .slice(0, 500),
      shifts: left.map(shiftOf),
    }));
}

/** What is left of a span without another. */
function without(one: Span, other: Span): Span[] {
  return [
    { from: one.from, to: Math.min(one.to, other.from) },
    { from: Math.max(one.from, other.to), to: one.to },
  ].filter(({ from, to }) => to > from);
}

/** The local days that a stretch of time touches, each with the minutes of it. Its last minute counts whole: absences end at 23:59:59. */
function localDays(from: Date, to: Date, zone: string): { readonly day: string; readonly weekday: number; readonly span: Span }[] {
  const [first, last] = [localOf(from, zone), localOf(to, zone)];
  const days = [];
  for (let at = Date.parse(first.day); at <= Date.parse(last.day); at += DAY_MS) {
    const day = new Date(at).toISOString().slice(0, 10);
    const span = { from: day === first.day ? Math.floor(first.minutes) : 0, to: day === last.day ? Math.min(DAY, Math.ceil(last.minutes)) : DAY };
    days.push({ day, weekday: new Date(at).getUTCDay() === 0 ? 7 : new Date(at).getUTCDay(), span });
  }
  return days;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

function localOf(at: Date, zone: string): { readonly day: string; readonly minutes: number } {
  const { year, month, day, hour, minute, second } = wallClockAt(zone, at);
  return { day: `${year}-${month}-${day}`, minutes: Number(hour) * 60 + Number(minute) + Number(second) / 60 };
}
