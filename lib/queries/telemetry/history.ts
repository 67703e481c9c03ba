import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { historyPlan, needsCount } from "@/lib/domain/equipment/history-level";
import { stateRibbon } from "@/lib/domain/equipment/state-ribbon";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { ms } from "@/lib/queries/totals/shifts";
import { counterPoints, parameterPoints, samplesOf } from "./points";

const DAY_MS = 86_400_000;
/** The longest span of a parameter, which has rollups, and of what is read as it came. */
export const PARAMETER_DAYS = 3660;
export const AS_CAME_DAYS = 31;
export const MOST_PIXELS = 4000;

/** A signal of a work unit in a span, for a picture so many pixels wide. */
export type HistoryQuestion = {
  readonly site: string;
  readonly workUnit: string;
  readonly kind: "PARAMETER" | "COUNTER" | "STATE";
  /** Name of the parameter, or which counter: GOOD, SCRAP or TOTAL. */
  readonly name?: string | undefined;
  readonly from: Date;
  readonly to: Date;
  readonly pixels: number;
};

const Found = z.object({
  unitId: z.string(),
  equipmentNumber: z.number(),
  /** Of one name, each with the unit of what it stored; the one in force, or the one that was so last, first. */
  tags: z.array(z.object({ id: z.number(), uom: z.string().nullable() })),
  low: z.string().nullable(),
  high: z.string().nullable(),
});
const ParameterPoint = z.object({ series: z.number(), at: z.number(), count: z.number(), min: z.number(), max: z.number(), mean: z.number(), last: z.number() });
const CounterPoint = z.object({ series: z.number(), at: z.number(), count: z.number(), made: z.string(), last: z.number() });
const StateRow = z.object({ from: z.number(), to: z.number().nullable(), state: z.string(), reason: z.string().nullable() });

/**
 * A signal's history, bounded by the pixels of the picture: a parameter from its samples, minutes or hours, as fine as a pixel shows; a counter by what it counted
 * (KP-02); states as contiguous pieces. What a signal told in another unit of measure than now, or of a unit of measure that was corrected, stands in points of its own. Null where the reader's sites have no such signal or the span is longer than what is kept for it.
 */
export async function history(reader: Reader, actor: Actor, question: HistoryQuestion) {
  const { from, to, pixels, kind } = question;
  const [spanMs, days] = [to.getTime() - from.getTime(), kind === "PARAMETER" ? PARAMETER_DAYS : AS_CAME_DAYS];
  if (spanMs <= 0 || spanMs > days * DAY_MS || pixels < 1 || pixels > MOST_PIXELS) return null;
  const [found] = await readRows(reader.db, Found, signal(actor, question));
  if (found === undefined || (kind !== "STATE" && found.tags.length === 0)) return null;
  const uoms = [...new Set(found.tags.map(({ uom }) => uom))];
  const span = { equipmentNumber: found.equipmentNumber, tagIds: found.tags.map(({ id }) => id), series: found.tags.map(({ uom }) => uoms.indexOf(uom)), from, to };
  const head = { site: question.site, workUnit: question.workUnit, name: question.name ?? null, from: from.toISOString(), to: to.toISOString(), uom: uoms[0] ?? null };
  switch (kind) {
    case "PARAMETER": {
      const plan = historyPlan(spanMs, pixels, needsCount(spanMs, pixels) ? await samplesOf(reader.db, span) : { count: 0, kept: false });
      const points = await readRows(reader.db, ParameterPoint, parameterPoints(span, plan));
      return { kind, ...head, ...plan, low: found.low, high: found.high, points: inTime(points, uoms) };
    }
    case "COUNTER": {
      const plan = { level: "RAW" as const, stepMs: Math.max(1, Math.ceil(spanMs / pixels)) };
      const points = await readRows(reader.db, CounterPoint, counterPoints(span, plan));
      return { kind, ...head, ...plan, points: inTime(points, uoms) };
    }
    case "STATE":
      return { kind, ...head, pieces: await pieces(reader, found.unitId, question) };
  }
}

/** What `history` answers of a counter. */
export type CounterHistory = Extract<NonNullable<Awaited<ReturnType<typeof history>>>, { readonly kind: "COUNTER" }>;

/** Points in the order of time, each with its unit of measure; those of one span in the order of the units. */
function inTime<Point extends { readonly at: number; readonly series: number }>(points: readonly Point[], uoms: readonly (string | null)[]) {
  return points.toSorted((a, b) => a.at - b.at || a.series - b.series).map(({ at, series, ...point }) => ({ at: iso(at), uom: uoms[series] ?? null, ...point }));
}

function signal(actor: Actor, { site, workUnit, kind, name }: HistoryQuestion): SQL {
  const tagged = kind === "STATE" ? sql`false` : sql`t.kind = ${kind} and ${kind === "COUNTER" ? sql`t.counter` : sql`t.name`} = ${name ?? ""}`;
  return sql`
    select u.id as "unitId", u.number as "equipmentNumber", coalesce(jsonb_agg(jsonb_build_object('id', t.id, 'uom', t.uom) order by t.active desc, t.id desc) filter (where t.id is not null), '[]') as tags,
      trim_scale(max(t.lower_limit) filter (where t.active))::text as low, trim_scale(min(t.upper_limit) filter (where t.active))::text as high
    from reference.equipment u join reference.site s on s.id = u.site_id
    left join telemetry.tag t on t.work_unit_id = u.id and ${tagged}
    where s.code = ${site} and s.id = any (${ids(sitesWith(actor, "stop.read"))}) and u.code = ${workUnit} and u.level = 'WORK_UNIT'
    group by u.id, u.number`;
}

async function pieces({ db, now }: Reader, unitId: string, { from, to, pixels }: HistoryQuestion) {
  const until = to < now ? to : now;
  const rows = await readRows(
    db,
    StateRow,
    sql`
    select ${ms(sql`i.from_at`)} as "from", ${ms(sql`i.to_at`)} as "to", i.state, i.reason_code as reason from (
      (select * from telemetry.state_interval where work_unit_id = ${unitId}::uuid and from_at < ${from.toISOString()}::timestamptz and superseded_at is null order by from_at desc limit 1)
      union all
      select * from telemetry.state_interval where work_unit_id = ${unitId}::uuid and from_at >= ${from.toISOString()}::timestamptz and from_at < ${until.toISOString()}::timestamptz and superseded_at is null
    ) i order by 1`,
  );
  const intervals = rows.map((row) => ({ from: new Date(row.from), to: row.to === null ? null : new Date(row.to), kind: { state: row.state, reason: row.reason } }));
  const ribbon = stateRibbon(intervals, { from, to: until }, pixels, (one, two) => one.state === two.state && one.reason === two.reason);
  return ribbon.map((piece) => ({ from: piece.from.toISOString(), to: piece.to.toISOString(), ...piece.kind }));
}

const iso = (at: number): string => new Date(at).toISOString();
