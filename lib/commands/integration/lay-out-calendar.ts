import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "@/db/client";

/** Windows are laid out this far ahead; the worker does it daily. */
export const CALENDAR_DAYS = 21;

/**
 * Lays out the planned windows of work centres from their weekly patterns, in the site's zone, so that a night shift over a clock change has
 * its real length. What is there already stays: run it as often as you like. `workCentreId` narrows it to one.
 */
export async function layOutCalendar(db: Queryable, now: Date, workCentreId?: string): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const only: SQL = workCentreId === undefined ? sql`true` : sql`p.work_centre_id = ${workCentreId}::uuid`;
  // PostgreSQL knows the zones: `timestamp at time zone` maps local times to instants, also those of the night of a change.
  await db.execute(sql`
    insert into reference.calendar_window (id, site_id, work_centre_id, shift_name, production_day, from_at, to_at)
    select gen_random_uuid(), site_id, work_centre_id, shift_name, day, from_at, to_at
    from (
      select p.site_id, p.work_centre_id, p.shift_name, d.day::date as day,
        (d.day::date + p.from_time::time) at time zone s.time_zone as from_at,
        (d.day::date + case when p.to_time::time <= p.from_time::time then 1 else 0 end + p.to_time::time) at time zone s.time_zone as to_at
      from reference.calendar_pattern p
      join reference.site s on s.id = p.site_id
      join reference.equipment e on e.id = p.work_centre_id and e.active
      cross join lateral generate_series((${at} at time zone s.time_zone)::date - 1, (${at} at time zone s.time_zone)::date + ${CALENDAR_DAYS}::int, interval '1 day') as d (day)
      where extract(isodow from d.day) = p.weekday and ${only}
    ) laid_out
    where to_at > from_at
    on conflict do nothing`);
}
