import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { type HistoryLevel, historyPlan, needsCount } from "@/lib/domain/equipment/history-level";
import { allowedSilenceMs } from "@/lib/domain/equipment/silence";
import { breachExposure } from "@/lib/domain/genealogy/breach-exposure";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { groupBy } from "@/lib/domain/shared/group-by";
import { overlaps, united } from "@/lib/domain/shared/interval";
import { lowest, type TrendBreach, type TrendPoint } from "@/lib/queries/planner/unit-signals";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn } from "@/lib/queries/row-types";
import { parameterPoints, samplesOf, type SignalSpan, statsWithin } from "@/lib/queries/telemetry/points";
import { ms } from "@/lib/queries/totals/shifts";

/** Pieces of a lot that are looked at, the first of them. */
const MOST_PIECES = 500;
/** Breaches of a machine that are looked at, the first of them. */
const MOST_BREACHES = 1000;
/** Parameters of a machine that are told, those that were out of their limits first. */
const MOST_PARAMETERS = 48;

const Piece = z.object({
  id: z.string(),
  unitId: z.string(),
  unitNumber: z.number(),
  unit: z.string(),
  line: z.string(),
  sampleIntervalSeconds: z.number(),
  order: z.string(),
  opNo: z.number(),
  operation: z.string(),
  from: z.number(),
  to: z.number(),
  /** Null of an earlier operation, of which nothing tells what of its output went into the lot: its whole run counts. */
  quantity: DecimalColumn.nullable(),
  sscc: z.string().nullable(),
});
type Piece = z.infer<typeof Piece>;

/** A piece of a lot and where it was made; `quantity` null: the run of an earlier operation of its order, whole, up to the last piece. */
export type LotPiece = Pick<Piece, "id" | "unit" | "order" | "opNo" | "operation" | "quantity" | "sscc"> & { readonly from: string; readonly to: string };

/** What a machine measured of one parameter while the pieces were made. */
export type LotParameter = {
  readonly name: string;
  readonly uom: string | null;
  /** As they are today; breaches were judged by those of their time. */
  readonly low: number | null;
  readonly high: number | null;
  /** Of the values whose quality is not bad; null where none was told. */
  readonly stats: { readonly count: number; readonly min: number; readonly mean: number; readonly max: number } | null;
  /** Only what lies within the pieces (TR-03). */
  readonly breaches: readonly TrendBreach[];
  readonly breachSeconds: number;
  /** Pieces that a breach touches, and what is in them. */
  readonly touched: { readonly pieces: number; readonly quantity: string };
  readonly gapMs: number;
  readonly points: readonly TrendPoint[];
};

/** The parameters of a machine while pieces of a lot were made on it. */
export type LotMachine = {
  readonly unit: string;
  readonly line: string;
  readonly order: string;
  readonly opNo: number;
  readonly operation: string;
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
  /** Of an earlier operation: its whole runs. */
  readonly whole: boolean;
  readonly begins: readonly string[];
  readonly level: HistoryLevel;
  readonly stepMs: number;
  /** By name. */
  readonly parameters: readonly LotParameter[];
  /** How many more it has. */
  readonly leftOff: number;
};

/** Under which conditions a lot was made, machine by machine, the last operation first. */
export type LotConditions = { readonly machines: readonly LotMachine[] };

/** Pieces of a lot at the actor's sites, in the order in which they were made, and before them the runs of the earlier operations of their orders. What was taken back is none (EX-19). */
export async function lotPieces(reader: Reader, actor: Actor, lotId: string): Promise<readonly LotPiece[]> {
  return (await piecesOf(reader, actor, lotId)).map(({ id, unit, order, opNo, operation, quantity, sscc, from, to }) => ({
    id,
    unit,
    order,
    opNo,
    operation,
    quantity,
    sscc,
    from: iso(from),
    to: iso(to),
  }));
}

/**
 * TR-03, TR-04: what machines measured while a lot, or one piece of it, was made: least, mean and greatest value, the breaches that reach into that time and the pieces that they touch, with a trend no
 * finer than a picture of so many pixels shows. Null where the actor's sites have no such lot or piece (S26).
 */
export async function lotConditions(reader: Reader, actor: Actor, lotId: string, pieceId: string | null, pixels: number): Promise<LotConditions | null> {
  const all = await piecesOf(reader, actor, lotId);
  const pieces = pieceId === null ? all : all.filter(({ id }) => id === pieceId);
  if (pieces.length === 0) return null;
  const machines: LotMachine[] = [];
  for (const own of groupBy(pieces, ({ unitId, order, opNo }) => `${unitId} ${order} ${opNo}`).values()) {
    const [first] = own;
    if (first !== undefined) machines.push(await machineOf(reader, first, own, pixels));
  }
  return { machines: machines.toSorted((a, b) => b.opNo - a.opNo || a.from.localeCompare(b.from)) };
}

async function piecesOf({ db }: Reader, actor: Actor, lotId: string): Promise<readonly Piece[]> {
  const columns = sql`u.id as "unitId", u.number as "unitNumber", u.code as unit, l.code as line, u.sample_interval_seconds as "sampleIntervalSeconds", o.number as "order", p.op_no as "opNo", p.name as operation`;
  const places = sql`join execution.production_order o on o.id = r.order_id join execution.order_operation p on p.id = r.operation_id
      join reference.equipment u on u.id = r.work_unit_id join reference.equipment l on l.id = u.parent_id`;
  return readRows(
    db,
    Piece,
    sql`
    with piece as materialized (
      select s.id, s.run_id, s.from_at, s.to_at, s.quantity, h.sscc from materials.output_segment s left join materials.handling_unit h on h.id = s.handling_unit_id and h.taken_back_at is null
      where s.lot_id = ${lotId}::uuid and s.site_id = any (${ids(sitesWith(actor, "trace.read"))}) and s.quantity > 0 and s.to_at > s.from_at order by s.from_at, s.id limit ${MOST_PIECES}
    ), made as (select r.order_id, min(p.op_no) as op_no, max(s.to_at) as until from piece s join materials.production_run r on r.id = s.run_id join execution.order_operation p on p.id = r.operation_id group by 1)
    select s.id, ${columns}, ${ms(sql`s.from_at`)} as "from", ${ms(sql`s.to_at`)} as "to", trim_scale(s.quantity)::text as quantity, s.sscc
    from piece s join materials.production_run r on r.id = s.run_id ${places}
    union all
    (select r.id, ${columns}, ${ms(sql`r.from_at`)} as "from", ${ms(sql`least(r.to_at, m.until)`)} as "to", null as quantity, null as sscc
    from made m join materials.production_run r on r.order_id = m.order_id and r.from_at < least(r.to_at, m.until) ${places}
    where p.op_no < m.op_no order by r.from_at limit ${MOST_PIECES})
    order by "opNo", "from"`,
  );
}

const Tag = z.object({
  id: z.number(),
  name: z.string(),
  uom: z.string().nullable(),
  active: z.boolean(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  intervalSeconds: z.number().nullable(),
});
const Stats = z.object({ series: z.number(), count: z.number(), min: z.number(), mean: z.number(), max: z.number() });
const Breach = z.object({ series: z.number(), from: z.number(), to: z.number().nullable(), missing: z.boolean() });
const Point = z.object({ series: z.number(), at: z.number(), min: z.number(), max: z.number(), last: z.number() });

async function machineOf(
  { db }: Reader,
  { unitId, unitNumber, unit, line, order, opNo, operation, quantity, sampleIntervalSeconds }: Piece,
  own: readonly Piece[],
  pixels: number,
) {
  const pieces = own.map((piece) => ({ ...piece, from: new Date(piece.from), to: new Date(piece.to) }));
  const spans = united(pieces);
  const [from, to] = [new Date(Math.min(...own.map((piece) => piece.from))), new Date(Math.max(...own.map((piece) => piece.to)))];
  const tags = await readRows(
    db,
    Tag,
    sql`select t.id, t.name, t.uom, t.active, t.lower_limit::float8 as low, t.upper_limit::float8 as high, t.sample_interval_seconds as "intervalSeconds"
      from telemetry.tag t where t.work_unit_id = ${unitId}::uuid and t.kind = 'PARAMETER' order by t.name, t.id`,
  );
  // What is told in another unit of measure is another figure.
  const signals = [...groupBy(tags, ({ name, uom }) => JSON.stringify([name, uom])).values()];
  const span = { equipmentNumber: unitNumber, tagIds: tags.map(({ id }) => id), series: tags.map((tag) => signals.findIndex((of) => of.includes(tag))), from, to };
  const spanMs = to.getTime() - from.getTime();
  const plan = historyPlan(spanMs, pixels, tags.length > 0 && needsCount(spanMs, pixels) ? await samplesOf(db, span) : { count: 0, kept: false });
  const [stats, points, breaches] =
    tags.length === 0
      ? [[], [], []]
      : await Promise.all([readRows(db, Stats, statsWithin(span, spans)), readRows(db, Point, parameterPoints(span, plan)), readRows(db, Breach, breachesOf(span))]);
  const parameters = signals.flatMap((of, series): LotParameter[] => {
    const [tag] = of;
    const told = stats.find((row) => row.series === series);
    const stored = breaches.filter((row) => row.series === series);
    if (tag === undefined || (told === undefined && stored.length === 0)) return [];
    const inForce = of.filter(({ active }) => active);
    const limits = { low: lowest(inForce, "low", Math.max), high: lowest(inForce, "high", Math.min) };
    const made = points.filter((point) => point.series === series && spans.some((one) => overlaps(one, { from: new Date(point.at), to: new Date(point.at + plan.stepMs) })));
    const exposure = breachExposure(
      pieces,
      stored.map(({ from: began, to: ended, missing }) => ({ from: new Date(began), to: ended === null ? null : new Date(ended), missing })),
    );
    const touched = pieces.filter(({ id }) => exposure.pieceIds.has(id));
    return [
      {
        name: tag.name,
        uom: tag.uom,
        ...limits,
        stats: told === undefined ? null : { count: told.count, min: told.min, mean: told.mean, max: told.max },
        breaches: exposure.stretches.map((stretch) => ({ from: stretch.from.toISOString(), to: stretch.to.toISOString(), missing: stretch.missing })),
        breachSeconds: exposure.seconds,
        touched: { pieces: touched.length, quantity: sum(touched.map((piece) => decimal(piece.quantity ?? "0"))).toFixed() },
        gapMs: allowedSilenceMs(Math.max(plan.stepMs, ...of.map(({ intervalSeconds }) => (intervalSeconds ?? sampleIntervalSeconds) * 1000))),
        points: made.map(({ at, min, max, last }) => ({ at, min, max, last })),
      },
    ];
  });
  const seconds = Math.round(spans.reduce((total, one) => total + one.to.getTime() - one.from.getTime(), 0) / 1000);
  const begins = pieces.map((piece) => piece.from.toISOString());
  const head = { unit, line, order, opNo, operation, from: from.toISOString(), to: to.toISOString(), seconds, whole: quantity === null, begins };
  const shown = parameters.toSorted((a, b) => Number(b.breaches.length > 0) - Number(a.breaches.length > 0)).slice(0, MOST_PARAMETERS);
  return { ...head, ...plan, parameters: shown.toSorted((a, b) => a.name.localeCompare(b.name)), leftOff: parameters.length - shown.length };
}

/** Breaches of these signals that reach into the span; `missing` where no minute of it has a value beyond the limits: it was not told, or its source did not vouch for it. */
function breachesOf({ equipmentNumber, tagIds, series, from, to }: SignalSpan & { readonly series: readonly number[] }): SQL {
  return sql`
    select * from (
      select t.series, ${ms(sql`b.from_at`)} as "from", ${ms(sql`b.to_at`)} as "to", not exists (
        select from telemetry.rollup_minute m where m.equipment_number = b.equipment_number and m.tag_id = b.tag_id and m.minute >= date_trunc('minute', b.from_at, 'UTC')
          and m.minute <= coalesce(b.to_at, 'infinity') and (m.min < g.lower_limit or m.max > g.upper_limit)) as missing
      from unnest(${`{${tagIds.join(",")}}`}::int[], ${`{${series.join(",")}}`}::int[]) as t (id, series) join telemetry.tag g on g.id = t.id
      join telemetry.breach_window b on b.equipment_number = ${equipmentNumber}::int and b.tag_id = t.id
      where b.from_at < ${to.toISOString()}::timestamptz and (b.to_at is null or b.to_at > ${from.toISOString()}::timestamptz) order by b.from_at limit ${MOST_BREACHES}
    ) first order by "from"`;
}

const iso = (at: number): string => new Date(at).toISOString();
