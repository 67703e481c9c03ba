import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { reasonCode } from "@/db/schema/reference";
import { type Named, reasonName } from "@/lib/queries/reason-name";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

/** The ribbon's window. */
export const RIBBON_HOURS = 4;
/** The rate is what was counted over this long. */
const RATE_MINUTES = 15;

const Row = z.object({
  id: z.string(),
  siteId: z.string(),
  code: z.string(),
  name: z.string(),
  /** State of the line's constraint unit (ST-06); UNKNOWN before its first signal. */
  state: z.string(),
  since: InstantColumn.nullable(),
  reasonCode: z.string().nullable(),
  reason: z.string().nullable(),
  /** When a machine of the line last said anything; null: never. */
  heardAt: InstantColumn.nullable(),
  orderId: z.string().nullable(),
  order: z.string().nullable(),
  /** Good units an hour as counted lately; null when nothing was. */
  perHour: DecimalColumn.nullable(),
  ribbon: z.array(
    z.object({ state: z.string(), from: InstantColumn, to: InstantColumn.nullable() }).transform(({ state, from, to }) => (to === null ? { state, from } : { state, from, to })),
  ),
});
/** A line as the strip shows it. */
export type LineNow = z.infer<typeof Row>;

/** The lines of these sites in the order of the plant: state, since when, ribbon, age of the data, what is loaded and how fast it runs. One statement. */
export async function lineStrip({ db, ...reader }: Reader, sites: readonly string[], lineId?: string): Promise<LineNow[]> {
  return readRows(db, Row, lineStripStatement(sites, reader, lineId));
}

export function lineStripStatement(sites: readonly string[], { now, ...named }: Named & { readonly now: Date }, lineId?: string): SQL {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`
    select c.id, c.site_id as "siteId", c.code, c.name, coalesce(s.state, 'UNKNOWN') as state, s.from_at as since, s.reason_code as "reasonCode", ${reasonName(named)} as reason, heard.at as "heardAt",
      loaded.order_id as "orderId", loaded.number as order, rate.per_hour::text as "perHour", coalesce(ribbon.intervals, '[]'::json) as ribbon
    from reference.equipment c
    join reference.equipment u on u.id = c.constraint_unit_id
    left join reference.equipment area on area.id = c.parent_id
    left join telemetry.state_interval s on s.work_unit_id = u.id and s.to_at is null and s.superseded_at is null
    left join ${reasonCode} on ${reasonCode.siteId} = c.site_id and ${reasonCode.use} = 'STOP' and ${reasonCode.code} = s.reason_code
    left join lateral (
      select max(v.at) as at
      from reference.equipment m join telemetry.tag t on t.work_unit_id = m.id join telemetry.latest_value v on v.tag_id = t.id
      where m.parent_id = c.id
    ) heard on true
    left join lateral (
      select o.id as order_id, o.number from reference.equipment m
      join execution.order_operation p on p.work_unit_id = m.id and p.state in ('SETUP','RUNNING','PAUSED')
      join execution.production_order o on o.id = p.order_id
      where m.parent_id = c.id order by (m.id = u.id) desc, p.actual_start_at limit 1
    ) loaded on true
    left join lateral (
      select round(sum(d.delta) * 60.0 / ${RATE_MINUTES}, 0) as per_hour
      from telemetry.tag t join telemetry.counter_reading d on d.equipment_number = t.equipment_number and d.tag_id = t.id
      where t.work_unit_id = u.id and t.kind = 'COUNTER' and t.counter = 'GOOD' and d.at > ${at} - make_interval(mins => ${RATE_MINUTES}) and d.at <= ${at}
    ) rate on true
    left join lateral (
      select json_agg(json_build_object('state', i.state, 'from', greatest(i.from_at, ${at} - make_interval(hours => ${RIBBON_HOURS})), 'to', i.to_at) order by i.from_at) as intervals
      from (
        select * from telemetry.state_interval h where h.work_unit_id = u.id and h.superseded_at is null and h.from_at > ${at} - make_interval(hours => ${RIBBON_HOURS})
        union all
        -- The one that was going on when the window began.
        (select * from telemetry.state_interval h where h.work_unit_id = u.id and h.superseded_at is null and h.from_at <= ${at} - make_interval(hours => ${RIBBON_HOURS}) order by h.from_at desc limit 1)
      ) i
      where i.to_at is null or i.to_at > ${at} - make_interval(hours => ${RIBBON_HOURS})
    ) ribbon on true
    where c.site_id = any (${ids(sites)}) and c.level = 'WORK_CENTRE' and c.active ${lineId === undefined ? sql`` : sql`and c.id = ${lineId}::uuid`}
    order by c.site_id, area.position nulls last, c.position, c.code`;
}
