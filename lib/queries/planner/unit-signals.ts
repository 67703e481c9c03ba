import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { type HistoryLevel, historyPlan, needsCount } from "@/lib/domain/equipment/history-level";
import { allowedSilenceMs } from "@/lib/domain/equipment/silence";
import { type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";
import { parameterPoints, samplesOf, type SignalSpan } from "@/lib/queries/telemetry/points";
import { ms } from "@/lib/queries/totals/shifts";

/** Counters and parameters that are told of; a machine with more has its further ones in the history of the API. */
const MOST_SIGNALS = 200;
/** Parameters that are drawn at once. */
export const MOST_TRENDS = 24;

/** A span up to which something is told. */
export type Period = { readonly from: Date; readonly to: Date };

const Signal = z.object({
  kind: z.enum(["COUNTER", "PARAMETER"]),
  /** GOOD, SCRAP or TOTAL; name of the parameter. */
  name: z.string(),
  uom: z.string().nullable(),
  low: DecimalColumn.nullable(),
  high: DecimalColumn.nullable(),
  value: DecimalColumn.nullable(),
  at: InstantColumn.nullable(),
  /** The last value could be trusted, and its source has not been lost since. */
  trusted: z.boolean(),
  /** TR-04: a parameter is not within its limits now, as far as is known; why tells its value: beyond them, or not told. */
  outside: z.boolean(),
  /** KP-02: what a counter counted in the period, in units. */
  made: DecimalColumn.nullable(),
});
/** A counter or parameter of a work unit: its last value with its instant, and the limits of a parameter. */
export type UnitSignal = z.infer<typeof Signal>;

/**
 * The counters and parameters of a unit, by name; counters also with what they counted in the period, whatever their signal meant meanwhile. `leftOff`: how many more it has; of
 * those that are out of their limits none is left off first. One statement.
 */
export async function unitSignals({ db }: Reader, unitId: string, { from, to }: Period): Promise<{ readonly signals: readonly UnitSignal[]; readonly leftOff: number }> {
  const rows = await readRows(
    db,
    Signal.extend({ total: z.number() }),
    sql`
    select t.kind, case when t.kind = 'COUNTER' then t.counter else t.name end as name, max(t.uom) filter (where t.active) as uom,
      trim_scale(max(t.lower_limit) filter (where t.active))::text as low, trim_scale(min(t.upper_limit) filter (where t.active))::text as high,
      (array_agg(v.value::text::numeric::text order by v.at desc nulls last) filter (where t.active))[1] as value, max(v.at) filter (where t.active) as at,
      coalesce((array_agg(v.quality > 0 and not v.stale order by v.at desc nulls last) filter (where t.active))[1], false) as trusted,
      coalesce(bool_or(open.breach) filter (where t.active), false) as outside, trim_scale(sum(made.made))::text as made, (count(*) over ())::int as total
    from telemetry.tag t
    left join telemetry.latest_value v on v.tag_id = t.id
    left join lateral (
      select sum(d.delta) * t.scale as made from telemetry.counter_reading d
      where d.equipment_number = t.equipment_number and d.tag_id = t.id and d.at >= ${from.toISOString()}::timestamptz and d.at < ${to.toISOString()}::timestamptz
    ) made on t.kind = 'COUNTER'
    left join lateral (
      select true as breach from telemetry.breach_window b where b.equipment_number = t.equipment_number and b.tag_id = t.id and b.to_at is null limit 1
    ) open on t.kind = 'PARAMETER'
    where t.work_unit_id = ${unitId}::uuid and t.kind <> 'STATE'
    group by 1, 2 having bool_or(t.active) order by 1, outside desc, 2 limit ${MOST_SIGNALS}`,
  );
  const signals = rows.map((row) => {
    const { total: _, ...signal } = row;
    return signal;
  });
  return {
    signals: signals.toSorted((one, other) => one.kind.localeCompare(other.kind) || one.name.localeCompare(other.name)),
    leftOff: (rows[0]?.total ?? 0) - rows.length,
  };
}

const Tag = z.object({ id: z.number(), name: z.string(), active: z.boolean(), low: z.number().nullable(), high: z.number().nullable(), intervalSeconds: z.number().nullable() });
const Point = z.object({ series: z.number(), at: z.number(), min: z.number(), max: z.number(), last: z.number() });

/** Least, greatest and last value of a stretch that begins at `at` (ms since 1970). */
export type TrendPoint = Omit<z.infer<typeof Point>, "series">;

const Breach = z.object({ series: z.number(), from: z.number(), to: z.number().nullable() });
/** Breaches that a picture shows at most, the latest of all parameters of the unit. */
const MOST_BREACHES = 1000;

/** When a parameter was not within its limits, as far as is known (TR-04): `to` null while it lasts. `missing`: nothing outside was measured, it was not told or its source did not vouch for it. */
export type TrendBreach = { readonly from: string; readonly to: string | null; readonly missing: boolean };

/** The parameters of a unit over a span, no finer than a picture of so many pixels shows. */
export type UnitTrends = {
  readonly from: string;
  readonly to: string;
  readonly level: HistoryLevel;
  readonly stepMs: number;
  /** `gapMs`: points further apart have nothing between them, for nothing was heard. */
  readonly series: readonly { readonly name: string; readonly gapMs: number; readonly points: readonly TrendPoint[]; readonly breaches: readonly TrendBreach[] }[];
};

/**
 * Parameters of a unit in a span, those of these names or the first ones, with what their signals told before they were given another meaning, as far as it is in the same unit of
 * measure. Four statements, however many there are.
 */
export async function unitTrends(
  { db }: Reader,
  unit: { readonly id: string; readonly number: number; readonly sampleIntervalSeconds: number },
  { from, to }: Period,
  pixels: number,
  wanted: readonly string[] = [],
): Promise<UnitTrends> {
  const tags = await readRows(
    db,
    Tag,
    sql`select t.id, t.name, t.active, t.lower_limit::float8 as low, t.upper_limit::float8 as high, t.sample_interval_seconds as "intervalSeconds" from telemetry.tag t
      where t.work_unit_id = ${unit.id}::uuid and t.kind = 'PARAMETER' and exists (
        select from telemetry.tag a where a.work_unit_id = t.work_unit_id and a.kind = t.kind and a.active and a.name = t.name and a.uom is not distinct from t.uom
      ) order by t.name, t.id`,
  );
  const names = [...new Set(tags.map(({ name }) => name))].filter((name) => wanted.length === 0 || wanted.includes(name)).slice(0, MOST_TRENDS);
  const shown = tags.filter(({ name }) => names.includes(name));
  const span = { equipmentNumber: unit.number, tagIds: shown.map(({ id }) => id), series: shown.map(({ name }) => names.indexOf(name)), from, to };
  const spanMs = to.getTime() - from.getTime();
  const plan = historyPlan(spanMs, pixels, names.length > 0 && needsCount(spanMs, pixels) ? await samplesOf(db, span) : { count: 0, kept: false });
  const points = names.length === 0 ? [] : await readRows(db, Point, parameterPoints(span, plan));
  const breaches = names.length === 0 ? [] : await readRows(db, Breach, breachesIn(span));
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    ...plan,
    series: names.map((name, index) => {
      const own = points.filter(({ series }) => series === index).map(({ at, min, max, last }) => ({ at, min, max, last }));
      const of = shown.filter((tag) => tag.active && tag.name === name);
      const limits = { low: lowest(of, "low", Math.max), high: lowest(of, "high", Math.min) };
      const outside = own.filter(({ min, max }) => (limits.low !== null && min < limits.low) || (limits.high !== null && max > limits.high));
      const intervalMs = Math.max(...of.map(({ intervalSeconds }) => (intervalSeconds ?? unit.sampleIntervalSeconds) * 1000));
      return {
        name,
        gapMs: allowedSilenceMs(Math.max(plan.stepMs, intervalMs)),
        points: own,
        breaches: breaches.filter(({ series }) => series === index).map((breach) => toBreach(breach, outside, plan.stepMs)),
      };
    }),
  };
}

/** Breaches of the tags of a picture that reach into its span, in the order in which they began. */
function breachesIn({ equipmentNumber, tagIds, series, from, to }: SignalSpan & { readonly series: readonly number[] }): SQL {
  return sql`
    select * from (
      select t.series, ${ms(sql`b.from_at`)} as "from", ${ms(sql`b.to_at`)} as "to" from unnest(${`{${tagIds.join(",")}}`}::int[], ${`{${series.join(",")}}`}::int[]) as t (id, series)
      join telemetry.breach_window b on b.equipment_number = ${equipmentNumber}::int and b.tag_id = t.id
      where b.from_at < ${to.toISOString()}::timestamptz and (b.to_at is null or b.to_at > ${from.toISOString()}::timestamptz) order by b.from_at desc limit ${MOST_BREACHES}
    ) latest order by "from"`;
}

/** A stretch of the picture that began before the breach may hold what was outside. */
function toBreach({ from, to }: z.infer<typeof Breach>, outside: readonly TrendPoint[], stepMs: number): TrendBreach {
  const missing = !outside.some(({ at }) => at + stepMs > from && (to === null || at < to));
  return { from: new Date(from).toISOString(), to: to === null ? null : new Date(to).toISOString(), missing };
}

type Limits = { readonly low: number | null; readonly high: number | null };

/** The narrower limit of several tags of one name. */
export function lowest(tags: readonly Limits[], side: keyof Limits, narrower: (...values: number[]) => number): number | null {
  const values = tags.map((tag) => tag[side]).filter((value) => value !== null);
  return values.length === 0 ? null : narrower(...values);
}
