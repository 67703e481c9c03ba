import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { breachWindows } from "@/lib/domain/equipment/breach-window";
import { type HistoryLevel, historyPlan, needsCount } from "@/lib/domain/equipment/history-level";
import { type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";
import { parameterPoints, samplesIn } from "@/lib/queries/telemetry/points";

/** Parameters that a page draws; a machine with more has its further ones in the history of the API. */
const MOST_PARAMETERS = 24;

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
  /** KP-02: what a counter counted in the period, in units. */
  made: DecimalColumn.nullable(),
});
/** A counter or parameter of a work unit: its last value with its instant, and the limits of a parameter. */
export type UnitSignal = z.infer<typeof Signal>;

/** The counters and parameters of a unit, by name; counters also with what they counted in the period. One statement. */
export async function unitSignals({ db }: Reader, unitId: string, { from, to }: Period): Promise<readonly UnitSignal[]> {
  return readRows(
    db,
    Signal,
    sql`
    select t.kind, case when t.kind = 'COUNTER' then t.counter else t.name end as name, max(t.uom) as uom, trim_scale(max(t.lower_limit))::text as low, trim_scale(min(t.upper_limit))::text as high,
      (array_agg(v.value::text::numeric::text order by v.at desc nulls last))[1] as value, max(v.at) as at,
      coalesce((array_agg(v.quality > 0 and not v.stale order by v.at desc nulls last))[1], false) as trusted, trim_scale(sum(made.made))::text as made
    from telemetry.tag t
    left join telemetry.latest_value v on v.tag_id = t.id
    left join lateral (
      select sum(d.delta) * t.scale as made from telemetry.counter_reading d
      where d.equipment_number = t.equipment_number and d.tag_id = t.id and d.at >= ${from.toISOString()}::timestamptz and d.at < ${to.toISOString()}::timestamptz
    ) made on t.kind = 'COUNTER'
    where t.work_unit_id = ${unitId}::uuid and t.kind <> 'STATE' and t.active
    group by 1, 2 order by 1, 2 limit ${MOST_PARAMETERS + 3}`,
  );
}

const Tag = z.object({ id: z.number(), name: z.string(), low: z.number().nullable(), high: z.number().nullable() });
const Point = z.object({ series: z.number(), at: z.number(), min: z.number(), max: z.number(), last: z.number() });

/** Least, greatest and last value of a stretch that begins at `at` (ms since 1970). */
export type TrendPoint = Omit<z.infer<typeof Point>, "series">;

/** The parameters of a unit over a span, no finer than a picture of so many pixels shows. */
export type UnitTrends = {
  readonly from: string;
  readonly to: string;
  readonly level: HistoryLevel;
  readonly stepMs: number;
  /** Points further apart than this have nothing between them: nothing was heard. */
  readonly gapMs: number;
  /** `breaches`: when it was measured outside of its limits, as exact as the picture (TR-04); open while it lasts. */
  readonly series: readonly {
    readonly name: string;
    readonly points: readonly TrendPoint[];
    readonly breaches: readonly { readonly from: string; readonly to: string | null }[];
  }[];
};

/** All parameters of a unit in a span. Three statements, however many there are. */
export async function unitTrends(
  { db }: Reader,
  unit: { readonly id: string; readonly number: number; readonly sampleIntervalSeconds: number },
  { from, to }: Period,
  pixels: number,
): Promise<UnitTrends> {
  const tags = await readRows(
    db,
    Tag,
    sql`select t.id, t.name, t.lower_limit::float8 as low, t.upper_limit::float8 as high from telemetry.tag t
      where t.work_unit_id = ${unit.id}::uuid and t.kind = 'PARAMETER' and t.active order by t.name, t.id`,
  );
  const names = [...new Set(tags.map(({ name }) => name))].slice(0, MOST_PARAMETERS);
  const shown = tags.filter(({ name }) => names.includes(name));
  const span = { equipmentNumber: unit.number, tagIds: shown.map(({ id }) => id), series: shown.map(({ name }) => names.indexOf(name)), from, to };
  const spanMs = to.getTime() - from.getTime();
  const plan = historyPlan(spanMs, pixels, names.length > 0 && needsCount(spanMs, pixels) ? await samples(db, span) : 0);
  const points = names.length === 0 ? [] : await readRows(db, Point, parameterPoints(span, plan));
  return {
    from: from.toISOString(),
    to: to.toISOString(),
    ...plan,
    gapMs: 3 * Math.max(plan.stepMs, unit.sampleIntervalSeconds * 1000),
    series: names.map((name, index) => {
      const own = points.filter(({ series }) => series === index).map(({ at, min, max, last }) => ({ at, min, max, last }));
      const of = shown.filter((tag) => tag.name === name);
      return { name, points: own, breaches: breachesOf(own, { low: lowest(of, "low", Math.max), high: lowest(of, "high", Math.min) }, { from, to: null }) };
    }),
  };
}

type Limits = { readonly low: number | null; readonly high: number | null };

/** The narrower limit of several tags of one name. */
function lowest(tags: readonly Limits[], side: keyof Limits, narrower: (...values: number[]) => number): number | null {
  const values = tags.map((tag) => tag[side]).filter((value) => value !== null);
  return values.length === 0 ? null : narrower(...values);
}

/** Of each point what is furthest outside; where nothing was heard the picture has a gap. */
function breachesOf(points: readonly TrendPoint[], limits: Limits, span: { readonly from: Date; readonly to: null }): UnitTrends["series"][number]["breaches"] {
  const samples = points.map(({ at, min, max, last }) => ({
    at: new Date(at),
    value: limits.low !== null && min < limits.low ? min : limits.high !== null && max > limits.high ? max : last,
    quality: "GOOD" as const,
  }));
  // Times of points are floored to their stretch, which may begin before the span.
  const from = new Date(Math.min(span.from.getTime(), samples[0]?.at.getTime() ?? span.from.getTime()));
  return breachWindows(samples, limits, { from, to: null }, Number.POSITIVE_INFINITY).map((window) => ({ from: window.from.toISOString(), to: window.to?.toISOString() ?? null }));
}

const Count = z.object({ count: z.number() });

async function samples(db: Reader["db"], span: Parameters<typeof samplesIn>[0]): Promise<number> {
  const [row] = await readRows(db, Count, samplesIn(span));
  return row?.count ?? 0;
}
