import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { HistoryPlan, SamplesOf } from "@/lib/domain/equipment/history-level";
import { type Reader, readRows } from "@/lib/queries/reader";

/** Which signal, and the span that is read; `series` where several are read at once: to which of them each tag belongs. */
export type SignalSpan = { readonly equipmentNumber: number; readonly tagIds: readonly number[]; readonly series?: readonly number[]; readonly from: Date; readonly to: Date };

const tags = ({ tagIds }: SignalSpan): SQL => sql`${`{${tagIds.join(",")}}`}::int[]`;
const seriesOf = ({ series, ...span }: SignalSpan): SQL => (series === undefined ? sql`0` : sql`(${`{${series.join(",")}}`}::int[])[array_position(${tags(span)}, tag_id)]`);
const instant = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`;
const UNITS = { RAW: "millisecond", MINUTE: "minute", HOUR: "hour" } as const;

/** Where the points of a picture begin: whole minutes and hours are kept as such. */
const origin = ({ from }: SignalSpan, { level }: HistoryPlan): SQL => sql`date_trunc(${sql.raw(`'${UNITS[level]}'`)}, ${instant(from)}, 'UTC')`;
const binned = (column: SQL, span: SignalSpan, plan: HistoryPlan): SQL =>
  sql`(extract(epoch from date_bin(make_interval(secs => ${plan.stepMs}::float8 / 1000), ${column}, ${origin(span, plan)})) * 1000)::float8 as at`;

/** Points of a parameter, or of several series: each span's least, greatest, mean and last value of those whose quality is not bad. Along the primary key, whatever else is stored. */
export function parameterPoints(span: SignalSpan, plan: HistoryPlan): SQL {
  if (plan.level === "RAW") {
    return sql`
      select ${binned(sql`at`, span, plan)}, count(*)::int as count, min(value) as min, max(value) as max, (sum(value::text::numeric) / count(*))::float8 as mean,
        (array_agg(value order by at desc, seq desc))[1] as last, ${seriesOf(span)} as series
      from telemetry.sample
      where equipment_number = ${span.equipmentNumber} and tag_id = any (${tags(span)}) and at >= ${instant(span.from)} and at < ${instant(span.to)} and quality > 0
      group by series, 1 order by series, 1`;
  }
  const [table, column] = plan.level === "MINUTE" ? [sql`telemetry.rollup_minute`, sql`minute`] : [sql`telemetry.rollup_hour`, sql`hour`];
  return sql`
    select ${binned(column, span, plan)}, sum(count)::int as count, min(min) as min, max(max) as max, (sum(sum) / sum(count))::float8 as mean,
      (array_agg(last order by last_at desc, last_seq desc))[1] as last, ${seriesOf(span)} as series
    from ${table}
    where equipment_number = ${span.equipmentNumber} and tag_id = any (${tags(span)}) and ${column} >= ${origin(span, plan)} and ${column} < ${instant(span.to)}
    group by series, 1 order by series, 1`;
}

/**
 * Points of a counter. `made`: what each span counted (KP-02), in units: steps of the counter times the scale of its signal. `last`: what the counter itself read
 * last, as it came and without the scale; it wraps and begins anew, so it is no sum of `made`.
 */
export function counterPoints(span: SignalSpan, plan: HistoryPlan): SQL {
  return sql`
    select ${binned(sql`r.at`, span, plan)}, count(*)::int as count, trim_scale(sum(r.delta * t.scale))::text as made, (array_agg(r.value order by r.at desc, r.seq desc))[1]::float8 as last,
      ${seriesOf(span)} as series
    from telemetry.counter_reading r join telemetry.tag t on t.id = r.tag_id
    where r.equipment_number = ${span.equipmentNumber} and r.tag_id = any (${tags(span)}) and r.at >= ${instant(span.from)} and r.at < ${instant(span.to)}
    group by series, 1 order by series, 1`;
}

/**
 * Count, least, mean and greatest value of each series over some spans together, which lie within the span of the signals, in order and apart; of values whose quality is not bad. Whole minutes are read as such and
 * what lies at the edges sample by sample; where retention has taken the samples, the minute of an edge counts whole.
 */
export function statsWithin(span: SignalSpan, spans: readonly { readonly from: Date; readonly to: Date }[]): SQL {
  const list = (values: readonly Date[]) => sql`${`{${values.map((at) => at.toISOString()).join(",")}}`}::timestamptz[]`;
  const minuteOf = (column: SQL) => sql`date_trunc('minute', ${column}, 'UTC')`;
  const own = (row: SQL) => sql`${row}.equipment_number = ${span.equipmentNumber} and ${row}.tag_id = t.id`;
  return sql`
    with part as materialized (select * from unnest(${list(spans.map(({ from }) => from))}, ${list(spans.map(({ to }) => to))}) as p (from_at, to_at)),
    tag as materialized (select tag_id as id, ${seriesOf(span)} as series from unnest(${tags(span)}) as t (tag_id)),
    edge as materialized (
      select distinct e.minute, greatest(e.minute, p.from_at) as from_at, least(e.minute + interval '1 minute', p.to_at) as to_at
      from part p cross join lateral (values (${minuteOf(sql`p.from_at`)}), (${minuteOf(sql`p.to_at`)})) as e (minute)
      where (e.minute < p.from_at or e.minute + interval '1 minute' > p.to_at) and e.minute < p.to_at
    ),
    said as (
      select t.series, m.count, m.sum, m.min, m.max from part p cross join tag t join telemetry.rollup_minute m
        on ${own(sql`m`)} and m.minute >= p.from_at and m.minute < ${minuteOf(sql`p.to_at`)}
      union all
      select t.series, 1, s.value::text::numeric, s.value, s.value from edge e cross join tag t join telemetry.sample s on ${own(sql`s`)} and s.at >= e.from_at and s.at < e.to_at and s.quality > 0
      union all
      select t.series, m.count, m.sum, m.min, m.max from (select distinct minute from edge) e cross join tag t join telemetry.rollup_minute m on ${own(sql`m`)} and m.minute = e.minute
        and not exists (select from telemetry.sample s where ${own(sql`s`)} and s.at >= e.minute and s.at < e.minute + interval '1 minute' and s.quality > 0)
    )
    select series, sum(count)::int as count, min(min) as min, (sum(sum) / sum(count))::float8 as mean, max(max) as max from said group by series`;
}

/**
 * How many samples a span had, told by its minutes, and whether they are kept: retention takes them long before their minutes. `kept` is false where a whole minute of the span
 * had samples and none of them, and none before, is there.
 */
export function samplesIn(span: SignalSpan): SQL {
  const within = sql`equipment_number = ${span.equipmentNumber} and tag_id = any (${tags(span)}) and minute >= date_trunc('minute', ${instant(span.from)}, 'UTC') and minute < ${instant(span.to)}`;
  return sql`
    with minutes as (select coalesce(sum(count), 0)::int as count, min(minute) filter (where minute >= ${instant(span.from)} and count > 0) as first from telemetry.rollup_minute where ${within}),
    sample as (
      select min(one.at) as first from unnest(${tags(span)}) as tag(id), lateral (
        select at from telemetry.sample where equipment_number = ${span.equipmentNumber} and tag_id = tag.id and at >= ${instant(span.from)} and at < ${instant(span.to)} and quality > 0
        order by at limit 1) as one)
    select minutes.count, minutes.first is null or coalesce(sample.first < minutes.first + interval '1 minute', false) as kept from minutes, sample`;
}

const Samples = z.object({ count: z.number(), kept: z.boolean() });

/** What `samplesIn` answers. */
export async function samplesOf(db: Reader["db"], span: SignalSpan): Promise<SamplesOf> {
  const [row] = await readRows(db, Samples, samplesIn(span));
  return row ?? { count: 0, kept: false };
}
