import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "@/db/client";

/** Windows are laid out this far ahead; the worker does it daily. */
export const CALENDAR_DAYS = 21;

/**
 * Lays out the planned windows of work centres, in the site's zone, so that a night shift over a clock change has its real length: from their weekly
 * patterns, and on days that the ERP named from what it said of them. What the work centre's own calendar says of a day goes before what the
 * site's does; a day on which the site is closed is closed for all, and other hours of the site count where its week does. What is there already
 * stays: run it as often as you like. `workCentreId` narrows it to one.
 */
export async function layOutCalendar(db: Queryable, now: Date, workCentreId?: string): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const only: SQL = workCentreId === undefined ? sql`true` : sql`e.id = ${workCentreId}::uuid`;
  // PostgreSQL knows the zones: `timestamp at time zone` maps local times to instants, also those of the night of a change.
  await db.execute(sql`
    insert into reference.calendar_window (id, site_id, work_centre_id, shift_name, production_day, from_at, to_at)
    select gen_random_uuid(), site_id, work_centre_id, shift_name, day, from_at, to_at
    from (
      select days.site_id, days.work_centre_id, h.shift_name, days.day,
        (days.day + h.from_time::time) at time zone days.time_zone as from_at,
        (days.day + case when h.to_time::time <= h.from_time::time then 1 else 0 end + h.to_time::time) at time zone days.time_zone as to_at
      from (
        select e.site_id, e.id as work_centre_id, s.time_zone, d.day::date as day, case
          when exists (select 1 from reference.calendar_exception x where x.work_centre_id = e.id and x.day = d.day::date) then 'OWN'
          when exists (select 1 from reference.calendar_exception x where x.site_id = e.site_id and x.work_centre_id is null and x.day = d.day::date
            and (x.from_time is null or exists (select 1 from reference.calendar_pattern p where p.work_centre_id = e.id and p.origin = 'SITE'))) then 'SITE'
          else 'WEEK' end as rule
        from reference.equipment e
        join reference.site s on s.id = e.site_id
        cross join lateral generate_series((${at} at time zone s.time_zone)::date - 1, (${at} at time zone s.time_zone)::date + ${CALENDAR_DAYS}::int, interval '1 day') as d (day)
        where e.active and e.level = 'WORK_CENTRE' and ${only}
      ) days
      cross join lateral (
        select p.shift_name, p.from_time, p.to_time from reference.calendar_pattern p
        where days.rule = 'WEEK' and p.work_centre_id = days.work_centre_id and p.weekday = extract(isodow from days.day)
        union all
        select x.shift_name, x.from_time, x.to_time from reference.calendar_exception x
        where x.site_id = days.site_id and x.day = days.day and x.from_time is not null
          and ((days.rule = 'OWN' and x.work_centre_id = days.work_centre_id) or (days.rule = 'SITE' and x.work_centre_id is null))
      ) h
    ) laid_out
    where to_at > from_at
    on conflict do nothing`);
}
