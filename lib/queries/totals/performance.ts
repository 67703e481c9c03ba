import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type AttendedRow, attendedShifts } from "@/db/attended";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { type KpiFigure, kpiFigures, rolledYield, throughputRate, workerEfficiency } from "@/lib/domain/oee/kpi-figures";
import { lossSeconds } from "@/lib/domain/oee/kpis";
import type { PerformanceSums } from "@/lib/domain/oee/performance-sums";
import { percent } from "@/lib/domain/oee/ratio";
import { type Decimal, decimal, r6 } from "@/lib/domain/shared/decimal";
import { overlaps } from "@/lib/domain/shared/interval";
import { groupBy } from "@/lib/domain/shared/group-by";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { belongs, type CellFilter, sumCells } from "./performance-cells";
import { hull, type NamedWindow, PERFORMANCE_DAYS, performanceWindows } from "./performance-windows";
import { restatedAt } from "./restated-at";
import { ms } from "./shifts";
import { PLACES, unitFacts, type UnitFacts } from "./unit-facts";

const DAY_MS = 86_400_000;
/** Parts of an answer at most: as many as a person can look through. */
const MOST_PARTS = 200;

/** What KPIs are split by. */
export const PERFORMANCE_PARTS = ["WORK_CENTRE", "WORK_UNIT", "SHIFT", "ORDER", "ITEM"] as const;

/** Whose KPIs, and of which time; all of the site that is not named. */
export type PerformanceQuestion = {
  readonly site: string;
  readonly workCentre?: string | undefined;
  readonly workUnit?: string | undefined;
  /** Number of the order, or code of the item, to which the time counts in which it was loaded. */
  readonly order?: string | undefined;
  readonly item?: string | undefined;
  readonly shift?: string | undefined;
  /** Production day, where one shift alone is asked for. */
  readonly day?: string | undefined;
  readonly from: Date;
  readonly to: Date;
  readonly by?: (typeof PERFORMANCE_PARTS)[number] | undefined;
};

/** A KPI as decimal text; `percent` has two decimals, and is null for what is no share. */
export type FigureText = {
  readonly name: string;
  readonly unit: KpiFigure["unit"];
  readonly value: string | null;
  readonly percent: string | null;
  readonly formula: string;
  readonly numerator: string;
  readonly denominator: string;
  readonly inputs: readonly { readonly symbol: string; readonly value: string; readonly of: string | null }[];
};

type Told = {
  readonly figures: readonly FigureText[];
  /** Seconds of planned busy time by what became of them. */
  readonly losses: { readonly availability: string; readonly performance: string; readonly quality: string; readonly productive: string };
  readonly microStops: number;
  readonly microStopSeconds: number;
  /** Effectiveness above 100 %: an ideal rate is wrong. */
  readonly idealRateSuspect: boolean;
};

/** KPIs of a period with all that they are made from. */
export type Performance = Told & {
  readonly site: string;
  readonly from: string;
  readonly to: string;
  readonly asOf: string;
  /** A shift of it runs still: the figures move on. */
  readonly running: boolean;
  /** When the last fact came that changed a shift after its end (ST-05); null where none did. */
  readonly restatedAt: string | null;
  /** The work units that are in it. */
  readonly workUnits: readonly string[];
  readonly parts: readonly (Told & { readonly key: string; readonly name: string })[];
  /** Parts that are not told, for there are more than 200: of orders and items those that were last on a unit longest ago, of shifts the oldest. */
  readonly partsLeftOff: number;
};

const Named = z.object({ id: z.string(), code: z.string() });
const Centre = Named.extend({ name: z.string() });

/**
 * §5: the KPIs of a work unit, line or site, of an order or item there, over all shifts of a period or one of them, split as asked. Reckoned from the facts, so that
 * a late one restates them. A line is its constraint unit (ST-06), or all its units where none is configured; a site is its lines. Null where the reader's
 * sites have no such thing, or the period is longer than 31 days.
 */
export async function performance(reader: Reader, actor: Actor, question: PerformanceQuestion): Promise<Performance | null> {
  const found = await measured(reader, actor, question);
  if (found === null) return null;
  const { scope, windows, chosen, whole, filter } = found;
  const told = tell(sumCells(whole, windows, filter, reader.now));
  const more = await moreFigures(reader, question, scope, windows);
  return {
    ...told,
    figures: [...told.figures, ...more.map(figureText)],
    site: question.site,
    from: question.from.toISOString(),
    to: question.to.toISOString(),
    asOf: reader.now.toISOString(),
    running: windows.some(({ to }) => to.getTime() === reader.now.getTime()),
    restatedAt: (await restatedAt(reader, whole, windows))?.toISOString() ?? null,
    workUnits: [...new Set(whole.map(({ workUnit }) => workUnit))],
    ...(await partsOf(reader, question, { centres: scope.centres, whole, chosen, windows, filter })),
  };
}

/** Whose facts a question is answered from: the work units that are in it, of which `whole` make up the total, and their windows. */
export type Measured = {
  readonly scope: Scope;
  readonly windows: readonly NamedWindow[];
  readonly chosen: readonly UnitFacts[];
  readonly whole: readonly UnitFacts[];
  readonly filter: CellFilter;
};

/** Null as with `performance`. */
export async function measured(reader: Reader, actor: Actor, question: PerformanceQuestion): Promise<Measured | null> {
  if (question.to <= question.from || question.to.getTime() - question.from.getTime() > PERFORMANCE_DAYS * DAY_MS) return null;
  const scope = await scopeOf(reader, actor, question);
  if (scope === null) return null;
  const { siteId, centres, orderId, itemId } = scope;
  const all = await performanceWindows(
    reader,
    centres.map(({ id }) => id),
    question.shift === undefined ? question : { ...question, shift: question.shift },
  );
  const windows = question.day === undefined ? all : all.filter(({ day }) => day === question.day);
  const units = windows.length === 0 ? [] : await unitFacts(reader, siteId, hull(windows), { byLead: true });
  const chosen = question.workUnit === undefined ? units : units.filter(({ workUnit }) => workUnit === question.workUnit);
  if (question.workUnit !== undefined && windows.length > 0 && chosen.length === 0) return null;
  const whole = question.workUnit === undefined && question.order === undefined && question.item === undefined ? leading(chosen) : chosen;
  return { scope, windows, chosen, whole, filter: { ...(orderId === undefined ? {} : { orderId }), ...(itemId === undefined ? {} : { itemId }) } };
}

type Scope = { readonly siteId: string; readonly centres: readonly z.infer<typeof Centre>[]; readonly orderId?: string; readonly itemId?: string };

async function scopeOf({ db }: Reader, actor: Actor, question: PerformanceQuestion): Promise<Scope | null> {
  const [site] = await readRows(db, Named, sql`select id, code from reference.site where code = ${question.site} and id = any (${ids(sitesWith(actor, "stop.read"))})`);
  if (site === undefined) return null;
  const centres = await readRows(
    db,
    Centre,
    sql`
    select c.id, c.code, c.name from reference.equipment c where c.site_id = ${site.id}::uuid and c.level = 'WORK_CENTRE' and (c.active or exists (select 1 from reference.former_place f where f.work_centre_id = c.id))
      ${question.workCentre === undefined ? sql`` : sql`and c.code = ${question.workCentre}`}
      ${question.workUnit === undefined ? sql`` : sql`and exists (select 1 from ${PLACES} l join reference.equipment u on u.id = l.work_unit_id where l.work_centre_id = c.id and u.code = ${question.workUnit})`}
    order by c.code`,
  );
  const [order] =
    question.order === undefined
      ? []
      : await readRows(db, Named, sql`select id, number as code from execution.production_order where site_id = ${site.id}::uuid and number = ${question.order}`);
  const [item] =
    question.item === undefined ? [] : await readRows(db, Named, sql`select id, code from reference.item where site_id = ${site.id}::uuid and code = ${question.item}`);
  if (centres.length === 0 || (question.order !== undefined && order === undefined) || (question.item !== undefined && item === undefined)) return null;
  return { siteId: site.id, centres, ...(order === undefined ? {} : { orderId: order.id }), ...(item === undefined ? {} : { itemId: item.id }) };
}

/** ST-06: of a line with a constraint unit that one alone. */
export function leading(units: readonly UnitFacts[]): readonly UnitFacts[] {
  const led = new Set(units.filter(({ constraint }) => constraint).map(({ workCentreId }) => workCentreId));
  return units.filter((unit) => unit.constraint || !led.has(unit.workCentreId));
}

type Split = {
  readonly centres: Scope["centres"];
  readonly whole: readonly UnitFacts[];
  readonly chosen: readonly UnitFacts[];
  readonly windows: readonly NamedWindow[];
  readonly filter: CellFilter;
};

async function partsOf(reader: Reader, { by }: PerformanceQuestion, { centres, whole, chosen, windows, filter }: Split): Promise<Pick<Performance, "parts" | "partsLeftOff">> {
  const { now } = reader;
  const leftOff = (all: { readonly length: number }) => ({ partsLeftOff: Math.max(0, all.length - MOST_PARTS) });
  switch (by) {
    case undefined:
      return { parts: [], partsLeftOff: 0 };
    case "WORK_CENTRE": {
      const lines = centres.flatMap(({ id, code, name }) => {
        const units = whole.filter(({ workCentreId }) => workCentreId === id);
        return units.length === 0 ? [] : [{ key: code, name, ...tell(sumCells(units, windows, filter, now)) }];
      });
      return { parts: lines.slice(0, MOST_PARTS), ...leftOff(lines) };
    }
    case "WORK_UNIT": {
      const machines = [...groupBy(chosen, ({ workUnit }) => workUnit)];
      return { parts: machines.slice(0, MOST_PARTS).map(([key, of]) => ({ key, name: of[0]?.name ?? "", ...tell(sumCells(of, windows, filter, now)) })), ...leftOff(machines) };
    }
    case "SHIFT": {
      const shifts = [...groupBy(windows, ({ day, name }) => `${day} ${name}`)];
      return { parts: shifts.slice(-MOST_PARTS).map(([key, of]) => ({ key, name: of[0]?.name ?? "", ...tell(sumCells(whole, of, filter, now)) })), ...leftOff(shifts) };
    }
    case "ORDER":
    case "ITEM": {
      const found = lastFirst(chosen, windows, filter, by === "ORDER" ? "orderId" : "itemId", now);
      const parts = (await namesOf(reader, by, found.slice(0, MOST_PARTS))).map(({ id, code, name }) => ({
        key: code,
        name,
        ...tell(sumCells(chosen, windows, by === "ORDER" ? { ...filter, orderId: id } : { ...filter, itemId: id }, now)),
      }));
      return { parts, ...leftOff(found) };
    }
  }
}

/** Orders or items that these units had or made within the windows, what was there last before the others. */
function lastFirst(units: readonly UnitFacts[], windows: readonly NamedWindow[], filter: CellFilter, key: "orderId" | "itemId", now: Date): string[] {
  const last = new Map<string, number>();
  const note = (id: string, at: Date) => last.set(id, Math.max(last.get(id) ?? 0, at.getTime()));
  const byCentre = groupBy(windows, ({ workCentreId }) => workCentreId);
  for (const unit of units) {
    const own = byCentre.get(unit.workCentreId) ?? [];
    for (const load of unit.loads) if (belongs(load, filter) && own.some((window) => overlaps(load, window))) note(load[key], load.to ?? now);
    for (const made of unit.outputs) if (belongs(made, filter)) note(made[key], made.recordedAt);
  }
  return [...last].toSorted(([, one], [, other]) => other - one).map(([id]) => id);
}

async function namesOf({ db }: Reader, by: "ORDER" | "ITEM", found: readonly string[]) {
  const row = Named.extend({ name: z.string() });
  return by === "ORDER"
    ? readRows(
        db,
        row,
        sql`select o.id, o.number as code, i.code as name from execution.production_order o join reference.item i on i.id = o.item_id where o.id = any (${ids(found)}) order by o.number`,
      )
    : readRows(db, row, sql`select i.id, i.code, i.code as name from reference.item i where i.id = any (${ids(found)}) order by i.code`);
}

const OrderTime = z.object({ processed: z.string(), from: z.number().nullable(), to: z.number() });
const Pass = z.object({ opNo: z.number(), processed: z.string(), good: z.string() });

/** What sums of machines do not tell: of an order its throughput and rolled yield, of a line or site the time of its people (whole shifts). */
export async function moreFigures(reader: Reader, question: PerformanceQuestion, scope: Scope, windows: readonly NamedWindow[]): Promise<KpiFigure<string>[]> {
  if (scope.orderId !== undefined) return orderFigures(reader, scope.orderId);
  const people = await attendedOf(reader, question, scope, windows);
  return people === null ? [] : [workerEfficiency(people)];
}

/** The time of people on these lines in these shifts; null of a unit, an item, and of a time without shifts, to which people's time is not told. */
export async function attendedOf(
  reader: Reader,
  question: PerformanceQuestion,
  { siteId, centres }: Scope,
  windows: readonly NamedWindow[],
): Promise<readonly AttendedRow[] | null> {
  const days = windows.map(({ day }) => day).toSorted((a, b) => a.localeCompare(b));
  const [fromDay, toDay] = [days[0], days.at(-1)];
  if (question.workUnit !== undefined || question.item !== undefined || fromDay === undefined || toDay === undefined) return null;
  const shifts = new Set(windows.map(({ workCentreId, day, name }) => `${workCentreId} ${day} ${name}`));
  const attended = await attendedShifts(reader.db, reader.now, { siteIds: [siteId], fromDay, toDay, ...(question.shift === undefined ? {} : { shift: question.shift }) });
  const lines = new Set(centres.map(({ id }) => id));
  return attended.filter((row) => row.workCentreId !== null && lines.has(row.workCentreId) && shifts.has(`${row.workCentreId} ${row.day} ${row.shift}`));
}

async function orderFigures({ db, now }: Reader, orderId: string): Promise<KpiFigure<string>[]> {
  const [time] = await readRows(
    db,
    OrderTime,
    sql`
    select coalesce((select p.processed from execution.order_operation p where p.order_id = o.id and p.is_last), 0)::text as processed, ${ms(sql`o.started_at`)} as "from",
      ${ms(sql`coalesce(o.completed_at, ${now.toISOString()}::timestamptz)`)} as "to"
    from execution.production_order o where o.id = ${orderId}::uuid`,
  );
  const passes = await readRows(
    db,
    Pass,
    sql`select op_no as "opNo", processed::text, good_first::text as good from execution.order_operation where order_id = ${orderId}::uuid and state <> 'SKIPPED' order by op_no`,
  );
  const elapsed = time === undefined || time.from === null ? 0 : Math.round((time.to - time.from) / 1000);
  return [
    throughputRate(decimal(time?.processed ?? "0"), elapsed),
    rolledYield(passes.map(({ opNo, processed, good }) => ({ opNo, processed: decimal(processed), good: decimal(good) }))),
  ];
}

function tell(sums: PerformanceSums): Told {
  const figures = kpiFigures(sums);
  const loss = lossSeconds(sums);
  const effectiveness = figures.find(({ name }) => name === "effectiveness")?.value ?? null;
  return {
    figures: figures.map(figureText),
    losses: {
      availability: decimalText(loss.availability),
      performance: decimalText(loss.performance),
      quality: decimalText(loss.quality),
      productive: decimalText(loss.productive),
    },
    microStops: sums.microStops,
    microStopSeconds: sums.microStopSeconds,
    idealRateSuspect: effectiveness !== null && effectiveness.gt(1),
  };
}

export function figureText({ name, unit, value, formula, numerator, denominator, inputs }: KpiFigure<string>): FigureText {
  return {
    name,
    unit,
    value: value === null ? null : decimalText(value),
    percent: unit === "RATIO" ? (percent(value)?.toFixed(2) ?? null) : null,
    formula,
    numerator: decimalText(numerator),
    denominator: decimalText(denominator),
    inputs: inputs.map((input) => ({ symbol: input.symbol, value: decimalText(input.value), of: input.of ?? null })),
  };
}

/** At most six decimals, as KPIs and what they are made from are told. */
export const decimalText = (value: Decimal): string => r6(value).toFixed();
