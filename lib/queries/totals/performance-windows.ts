import { sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { ms, type ShiftWindow } from "./shifts";

const Row = z.object({ workCentreId: z.string(), name: z.string(), day: z.string(), from: z.number(), to: z.number(), until: z.number() });

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
      select c.id as "workCentreId", w.shift_name as name, w.production_day::text as day, ${ms(sql`w.from_at`)} as "from", ${ms(sql`w.to_at`)} as "to",
        ${ms(sql`greatest(w.to_at, coalesce(lead(w.from_at) over (order by w.from_at), w.to_at))`)} as until
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

const earlier = (one: Date, two: Date): Date => (one < two ? one : two);
const later = (one: Date, two: Date): Date => (one > two ? one : two);
