import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

/** Windows that have passed are read this far back, to say what should have been made by now; further where a stop is older. */
const PAST_DAYS = 3;

const Span = z.object({ key: z.string(), from: z.number(), to: z.number() }).transform(({ key, from, to }) => ({ key, from: new Date(from), to: new Date(to) }));
/** A span of time of a work centre or work unit. */
export type KeyedSpan = z.infer<typeof Span>;

/** Milliseconds are read as numbers: a plant has thousands of windows, and a projection wants them cheap. */
const ms = (column: SQL): SQL => sql`(extract(epoch from ${column}) * 1000)::float8`;

/** From when on the calendar is read: a few days back, or since the oldest of these stops, so that what it cost is counted whole. */
export function calendarSince(now: Date, stops: readonly Pick<OpenStop, "since">[]): Date {
  return new Date(Math.min(now.getTime() - PAST_DAYS * 86_400_000, ...stops.map((stop) => Date.parse(stop.since))));
}

/** Planned windows of the sites' work centres that were not over at `since`, as far as the calendar is laid out. */
export async function calendarWindows({ db }: Reader, sites: readonly string[], since: Date): Promise<KeyedSpan[]> {
  return readRows(
    db,
    Span,
    sql`select w.work_centre_id as key, ${ms(sql`w.from_at`)} as "from", ${ms(sql`w.to_at`)} as "to"
      from reference.equipment c join reference.calendar_window w on w.work_centre_id = c.id
      where c.site_id = any (${ids(sites)}) and c.level = 'WORK_CENTRE' and w.to_at > ${since.toISOString()}::timestamptz
      order by w.work_centre_id, w.from_at`,
  );
}

/** Planned downtime of the sites' work units that was not over at `since`: what was planned anyway, no stop has cost. */
export async function plannedDowntime({ db }: Reader, sites: readonly string[], since: Date): Promise<KeyedSpan[]> {
  return readRows(
    db,
    Span,
    sql`select d.work_unit_id as key, ${ms(sql`d.from_at`)} as "from", ${ms(sql`d.to_at`)} as "to"
      from reference.planned_downtime d where d.site_id = any (${ids(sites)}) and d.to_at > ${since.toISOString()}::timestamptz`,
  );
}

const StopRow = z.object({
  unitId: z.string(),
  unit: z.string(),
  /** ST-06: whether it is the constraint of its line, so that the line is down with it; another unit stops alone. */
  stopsLine: z.boolean(),
  lineId: z.string(),
  line: z.string(),
  siteId: z.string(),
  since: InstantColumn,
  reasonCode: z.string().nullable(),
  reason: z.string().nullable(),
  reasonClass: z.string().nullable(),
  /** What maintenance said when it took the stop; null until then. */
  estimate: InstantColumn.nullable(),
  exceptionId: z.string().nullable(),
});
/** A work unit that is down now. */
export type OpenStop = z.infer<typeof StopRow>;

/** Units that are down. One whose signal was lost while it was down stays so until it says that it runs. */
export async function openStops({ db }: Reader, sites: readonly string[]): Promise<OpenStop[]> {
  return readRows(
    db,
    StopRow,
    sql`select u.id as "unitId", u.code as unit, c.constraint_unit_id is not distinct from u.id as "stopsLine", c.id as "lineId", c.code as line, u.site_id as "siteId",
        coalesce(case when s.state = 'UNKNOWN' then (x.detail ->> 'from')::timestamptz end, s.from_at) as since, s.reason_code as "reasonCode", r.name as reason, r.class as "reasonClass",
        (x.detail ->> 'estimatedRestore')::timestamptz as estimate, x.id as "exceptionId"
      from reference.equipment u
      join reference.equipment c on c.id = u.parent_id
      join telemetry.state_interval s on s.work_unit_id = u.id and s.to_at is null and s.superseded_at is null
      left join execution.exception x on x.site_id = u.site_id and x.class = 'LINE_DOWN' and x.subject = u.id::text and x.state in ('RAISED','ACKNOWLEDGED','IN_PROGRESS')
      left join reference.reason_code r on r.site_id = u.site_id and r.use = 'STOP' and r.code = coalesce(s.reason_code, x.detail ->> 'reasonCode')
      where u.site_id = any (${ids(sites)}) and u.level = 'WORK_UNIT' and (s.state = 'DOWN' or (s.state = 'UNKNOWN' and x.id is not null))`,
  );
}

const MttrRow = z.object({ unitId: z.string(), reasonClass: z.string().nullable(), seconds: z.number() });

/** §6.1.1: mean time to repair of these units over 90 days by class of reason, in seconds. */
export async function meanTimesToRepair({ db, now }: Reader, unitIds: readonly string[]): Promise<z.infer<typeof MttrRow>[]> {
  if (unitIds.length === 0) return [];
  const since = new Date(now.getTime() - 90 * 86_400_000).toISOString();
  return readRows(
    db,
    MttrRow,
    sql`select s.work_unit_id as "unitId", r.class as "reasonClass", avg(extract(epoch from s.to_at - s.from_at))::float8 as seconds
      from telemetry.state_interval s left join reference.reason_code r on r.site_id = s.site_id and r.use = 'STOP' and r.code = s.reason_code
      where s.work_unit_id = any (${ids(unitIds)}) and s.from_at > ${since}::timestamptz and s.state = 'DOWN' and s.to_at is not null and s.superseded_at is null
      group by 1, 2`,
  );
}

const RateRow = z.object({ unitId: z.string(), itemId: z.string(), perHour: z.string() });

/** §6.1.2: units an hour that each work unit really made of each item over its last 30 shifts with an order. */
export async function actualRates({ db }: Reader, unitIds: readonly string[]): Promise<z.infer<typeof RateRow>[]> {
  if (unitIds.length === 0) return [];
  return readRows(
    db,
    RateRow,
    sql`select unit.id as "unitId", o.item_id as "itemId", round(sum(s.processed) * 3600 / sum((s.seconds ->> 'aptSeconds')::numeric), 6)::text as "perHour"
      from unnest(${ids(unitIds)}) as unit (id), lateral (
        select f.order_id, f.processed, f.seconds, dense_rank() over (order by f.started_at desc) as shift
        from telemetry.performance_rollup f where f.work_unit_id = unit.id and f.order_id is not null order by f.started_at desc limit 200
      ) s join execution.production_order o on o.id = s.order_id
      where s.shift <= 30
      group by 1, 2
      having sum((s.seconds ->> 'aptSeconds')::numeric) > 0 and sum(s.processed) > 0`,
  );
}
