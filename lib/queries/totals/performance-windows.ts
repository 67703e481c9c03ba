import { sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { ms, type ShiftWindow } from "./shifts";

const Row = z.object({ workCentreId: z.string(), name: z.string(), day: z.string(), from: z.number(), to: z.number(), until: z.number() });

/** Of a window `w`: its shift, its span, and until when what is recorded counts with it. */
const NAMED = sql`w.shift_name as name, w.production_day::text as day, ${ms(sql`w.from_at`)} as "from", ${ms(sql`w.to_at`)} as "to",
  ${ms(sql`greatest(w.to_at, coalesce((select n.from_at from reference.calendar_window n where n.work_centre_id = w.work_centre_id and n.from_at > w.from_at order by n.from_at limit 1), w.to_at))`)} as until`;

/** A window of a work centre with the name and production day of its shift. */
export type NamedWindow = ShiftWindow & { readonly name: string; readonly day: string };

/** The longest time that KPIs are asked for: they are reckoned from the facts, whatever came late. */
export const PERFORMANCE_DAYS = 31;

/**
 * What is scheduled of these work centres in a period, up to now. What is recorded counts with the window before it, up to the next one's begin, unless the period
 * ends within that window.
 */
export async function performanceWindows(
  { db, now }: Reader,
  workCentreIds: readonly string[],
  period: { readonly from: Date; readonly to: Date; readonly shift?: string },
): Promise<NamedWindow[]> {
  const [from, to] = [period.from.toISOString(), period.to.toISOString()];
  const rows = await readRows(
    db,
    Row,
    sql`
    select w.* from unnest(${ids(workCentreIds)}) as c (id) cross join lateral (
      select c.id as "workCentreId", ${NAMED}
      from reference.calendar_window w where w.work_centre_id = c.id and w.from_at > ${from}::timestamptz - interval '3 days' and w.from_at < ${to}::timestamptz + interval '3 days'
    ) w
    order by w."from"`,
  );
  return (
    rows
      .map((row) => ({ ...row, from: new Date(row.from), to: new Date(row.to), until: new Date(row.until) }))
      .filter((row) => row.from < period.to && row.to > period.from && row.from < now && (period.shift === undefined || row.name === period.shift))
      .map((row) => ({
        ...row,
        from: later(row.from, period.from),
        to: earlier(row.to, earlier(period.to, now)),
        until: row.to > period.to ? period.to : row.until,
      }))
      // A period may begin later than now, in a shift that runs.
      .filter(({ from, to }) => from < to)
  );
}

/** The windows of one shift of these work centres, whole, in the order of time. */
export async function windowsOfShift({ db }: Pick<Reader, "db">, workCentreIds: readonly string[], shift: Pick<NamedWindow, "day" | "name">): Promise<NamedWindow[]> {
  const rows = await readRows(
    db,
    Row,
    sql`
    select w.work_centre_id as "workCentreId", ${NAMED} from reference.calendar_window w
    where w.work_centre_id = any (${ids(workCentreIds)}) and w.production_day = ${shift.day}::date and w.shift_name = ${shift.name}
      and w.from_at > ${shift.day}::date - interval '2 days' and w.from_at < ${shift.day}::date + interval '3 days'
    order by w.from_at`,
  );
  return rows.map((row) => ({ ...row, from: new Date(row.from), to: new Date(row.to), until: new Date(row.until) }));
}

/** The time from the first of these windows to the last instant that counts with one of them; there is at least one. */
export function hull(windows: readonly NamedWindow[]) {
  const of = (pick: (window: NamedWindow) => Date) => windows.map((window) => pick(window).getTime());
  return {
    from: new Date(Math.min(...of((each) => each.from))),
    to: new Date(Math.max(...of((each) => each.to))),
    until: new Date(Math.max(...of((each) => each.until))),
    windows,
  };
}

const earlier = (one: Date, two: Date): Date => (one < two ? one : two);
const later = (one: Date, two: Date): Date => (one > two ? one : two);
