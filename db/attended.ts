import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "./client";

/** One person's shift in whole seconds, up to now where it lasts (C-15). */
const Attended = z.object({
  siteId: z.string(),
  personId: z.string(),
  day: z.string(),
  shift: z.string(),
  /** The line on which they came; null where none is known. */
  workCentreId: z.string().nullable(),
  /** Where no line is known of their coming: the one on which most of their time in it is booked; null where none is. */
  bookedCentreId: z.string().nullable(),
  /** When they came, in milliseconds. */
  from: z.number(),
  /** True while they are there or the shift lasts. */
  open: z.boolean(),
  attendedSeconds: z.number(),
  breakSeconds: z.number(),
  bookedSeconds: z.number(),
});
export type AttendedRow = z.infer<typeof Attended>;

/** Which shifts: of these sites, production days from one to another, of one person or one shift where that is given. */
export type AttendedFilter = {
  readonly siteIds: readonly string[];
  readonly fromDay: string;
  readonly toDay: string;
  readonly personId?: string;
  readonly shift?: string;
};

/**
 * C-15: attended, break and booked seconds by person and shift. Breaks are what the calendar leaves out between the hours of a shift, and planned stops of
 * the reason BREAK of the line's machines, as far as the person attended then. Booked is every second outside them in which anything of theirs is booked, once
 * (EX-18), from the begin of the shift or their coming to its end or their going; what lies in another shift of theirs counts there.
 */
export async function attendedShifts(db: Queryable, now: Date, { siteIds, fromDay, toDay, personId, shift }: AttendedFilter): Promise<readonly AttendedRow[]> {
  if (siteIds.length === 0) return [];
  const at = sql`${now.toISOString()}::timestamptz`;
  const span = (row: "c" | "o") => {
    const [from, to] = [sql.raw(`${row}.in_at`), sql.raw(`${row}.out_at`)];
    return sql`tstzrange(${from}, coalesce(${to}, greatest(${from}, ${at})))`;
  };
  const rows: unknown = await db.execute(sql`
    with crew as (
      select c.site_id, c.person_id, c.production_day, c.shift_name, c.work_centre_id, c.in_at, c.out_at, ${span("c")} as span
      from execution.shift_crew c
      where c.site_id = any (${`{${siteIds.join(",")}}`}::uuid[]) and c.production_day between ${fromDay}::date and ${toDay}::date
        ${personId === undefined ? sql`` : sql`and c.person_id = ${personId}::uuid`} ${shift === undefined ? sql`` : sql`and c.shift_name = ${shift}`}
    ), hours as (
      select w.work_centre_id, w.production_day, w.shift_name, tstzrange(min(w.from_at), max(w.to_at)) as whole, range_agg(tstzrange(w.from_at, w.to_at)) as worked
      from reference.calendar_window w
      where w.work_centre_id in (select work_centre_id from crew) and w.production_day between ${fromDay}::date and ${toDay}::date
      group by 1, 2, 3
    ), planned as (
      select u.parent_id as work_centre_id, range_agg(tstzrange(d.from_at, d.to_at)) as breaks
      from reference.planned_downtime d join reference.equipment u on u.id = d.work_unit_id
      where u.parent_id in (select work_centre_id from crew) and d.reason_code = 'BREAK'
        and d.to_at > ${fromDay}::date - interval '1 day' and d.from_at < ${toDay}::date + interval '3 days'
      group by 1
    ), shifts as (
      select c.site_id, c.person_id, c.production_day, c.shift_name, (array_agg(c.work_centre_id order by c.in_at))[1] as work_centre_id, min(c.in_at) as in_at,
        bool_or(c.out_at is null) or coalesce(max(upper(h.whole)) > ${at}, false) as open, range_agg(c.span) as attended,
        range_agg(tstzmultirange(c.span) * (coalesce(tstzmultirange(h.whole) - h.worked, '{}') + coalesce(p.breaks, '{}'))) as breaks,
        range_merge(range_agg(c.span) + coalesce(range_agg(h.whole), '{}')) as hull
      from crew c
      left join hours h on h.work_centre_id = c.work_centre_id and h.production_day = c.production_day and h.shift_name = c.shift_name
      left join planned p on p.work_centre_id = c.work_centre_id
      group by 1, 2, 3, 4
    )
    select s.site_id as "siteId", s.person_id as "personId", s.production_day::text as day, s.shift_name as shift, s.work_centre_id as "workCentreId", w.work_centre_id as "bookedCentreId",
      (extract(epoch from s.in_at) * 1000)::float8 as "from", s.open,
      ${secondsOf(sql`s.attended`)} as "attendedSeconds", ${secondsOf(sql`s.breaks`)} as "breakSeconds",
      ${secondsOf(sql`b.booked * (tstzmultirange(s.hull) - coalesce(other.attended, '{}')) - coalesce(s.breaks, '{}')`)} as "bookedSeconds"
    from shifts s
    left join lateral (
      select range_agg(${span("o")}) as attended from execution.shift_crew o
      where o.person_id = s.person_id and (o.production_day, o.shift_name) <> (s.production_day, s.shift_name) and ${span("o")} && s.hull
    ) other on true
    left join lateral (
      select range_agg(tstzrange(l.from_at, coalesce(l.to_at, greatest(l.from_at, ${at})))) as booked from execution.labour_booking l
      where l.person_id = s.person_id and l.from_at < upper(s.hull) and (l.to_at is null or l.to_at > lower(s.hull))
    ) b on true
    left join lateral (
      select u.parent_id as work_centre_id from execution.labour_booking l
      left join execution.order_operation p on p.id = l.operation_id
      join reference.equipment u on u.id = coalesce(p.work_unit_id, l.work_unit_id)
      where s.work_centre_id is null and l.person_id = s.person_id and l.from_at < upper(s.hull) and (l.to_at is null or l.to_at > lower(s.hull))
      group by 1 order by sum(least(coalesce(l.to_at, ${at}), upper(s.hull)) - greatest(l.from_at, lower(s.hull))) desc, 1 limit 1
    ) w on true
    order by s.in_at, s.person_id`);
  return Attended.array().parse(rows);
}

function secondsOf(spans: SQL): SQL {
  return sql`coalesce((select round(sum(extract(epoch from upper(one) - lower(one)))) from unnest(${spans}) one), 0)::int`;
}
