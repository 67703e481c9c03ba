import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { reasonCode } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { type KpiFact, kpiFigures, type LossFigure, lossFigures } from "@/lib/domain/oee/kpi-figures";
import { isBusy, type ShiftClass, type Stretch } from "@/lib/domain/oee/shift-times";
import { groupBy } from "@/lib/domain/shared/group-by";
import { secondsBetween } from "@/lib/domain/shared/interval";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { type Named, reasonName } from "@/lib/queries/reason-name";
import { InstantColumn } from "@/lib/queries/row-types";
import { attendedOf, decimalText, type FigureText, figureText, type Measured, measured, moreFigures, type PerformanceQuestion } from "./performance";
import { cellFacts, presence, restoredBy, sumCells } from "./performance-cells";
import { hull } from "./performance-windows";
import { ms } from "./shifts";
import { entriesWithin, IDEAL_SECONDS, type State } from "./unit-facts";

/** Facts that are listed, the latest first; the sums are over all of them. */
const MOST_FACTS = 100;

/** A figure that opens: a KPI, or a loss in seconds. */
export type OpenFigure = Omit<FigureText, "numerator" | "denominator">;

/** Time of a class (ISO 22400) in a state for a reason: how often, and how long in all. */
export type TimeSum = { readonly class: ShiftClass; readonly state: State; readonly reason: string | null; readonly count: number; readonly seconds: number };

/** What a unit was in from one instant to another, as it counts. */
export type TimeFact = Omit<TimeSum, "count"> & { readonly line: string; readonly unit: string; readonly from: string; readonly to: string };

/** A failure that began in the time that is asked for, whole; `to` null while it lasts. */
export type FailureFact = {
  readonly line: string;
  readonly unit: string;
  readonly from: string;
  readonly to: string | null;
  readonly reason: string | null;
  readonly seconds: number;
};

const Entry = z.object({
  at: InstantColumn,
  line: z.string(),
  unit: z.string(),
  order: z.string(),
  opNo: z.number(),
  good: z.string(),
  scrap: z.string(),
  rework: z.string(),
  /** Planned run time of one (PRI), seconds. */
  idealSeconds: z.string(),
  /** It takes another one back (EX-19). */
  reversal: z.boolean(),
});
const Made = z.object({ good: z.string(), scrap: z.string(), rework: z.string(), idealProcessedSeconds: z.string(), idealGoodSeconds: z.string() });

/** Entries of what was made at the first pass; a reversal has negative figures. */
export type EntryFact = z.infer<typeof Entry>;

type Listed<Row> = { readonly rows: readonly Row[]; readonly total: number };

/** One figure with the facts that it was made from. A kind of fact that does not stand in it is null. */
export type PerformanceFacts = {
  readonly asOf: string;
  readonly from: string;
  readonly to: string;
  readonly figure: OpenFigure;
  readonly times: (Listed<TimeFact> & { readonly sums: readonly TimeSum[] }) | null;
  readonly failures: Listed<FailureFact> | null;
  readonly entries: (Listed<EntryFact> & { readonly sum: z.infer<typeof Made> }) | null;
  /** Attended and booked time by shift, of so many people. */
  readonly people: readonly { readonly day: string; readonly shift: string; readonly people: number; readonly bookedSeconds: number; readonly attendedSeconds: number }[] | null;
};

/** §5: a figure as `performance` tells it (or a loss, by the names of `lossFigures`), opened to its facts; they add up to what stands in its formula. Null as there, and where there is no such figure. */
export async function performanceFacts(reader: Reader, actor: Actor, question: PerformanceQuestion, name: string): Promise<PerformanceFacts | null> {
  const of = await measured(reader, actor, question);
  if (of === null) return null;
  const sums = sumCells(of.whole, of.windows, of.filter, reader.now);
  const loss = lossFigures(sums).find((one) => one.name === name);
  const kpi = loss === undefined ? [...kpiFigures(sums), ...(await moreFigures(reader, question, of.scope, of.windows))].find((one) => one.name === name) : undefined;
  const opened = loss ?? kpi;
  if (opened === undefined) return null;
  const facts = new Set<KpiFact>(opened.facts);
  const { times, failures } = await timesOf(reader, of, facts);
  return {
    asOf: reader.now.toISOString(),
    from: question.from.toISOString(),
    to: question.to.toISOString(),
    figure: "numerator" in opened ? figureText(opened) : lossText(opened),
    times: TIMES.some((one) => facts.has(one)) ? { ...listed(times), sums: timeSums(times) } : null,
    failures: facts.has("FAILURES") ? listed(failures) : null,
    entries: facts.has("OUTPUT") ? await entriesOf(reader, of) : null,
    people: facts.has("PEOPLE") ? peopleByShift((await attendedOf(reader, question, of.scope, of.windows)) ?? []) : null,
  };
}

const TIMES: readonly KpiFact[] = ["APT", "ASUT", "ADET", "ADOT", "OUTSIDE_PBT", "LOADED", "SHORT_STOPS"];

/** What the times of a question are made from, as far as it is asked for. */
async function timesOf(
  reader: Reader,
  { scope, whole, windows, filter }: Measured,
  facts: ReadonlySet<KpiFact>,
): Promise<{ readonly times: readonly TimeFact[]; readonly failures: readonly FailureFact[] }> {
  const times: TimeFact[] = [];
  const failures: FailureFact[] = [];
  const names = await reasonNames(reader, scope.siteId);
  for (const unit of whole) {
    const place = { line: unit.workCentre, unit: unit.workUnit };
    const codes = new Map(unit.states.map(({ from, reasonCode: code }) => [from.getTime(), code]));
    const reasonOf = (since: Date | null): string | null => {
      const code = since === null ? null : (codes.get(since.getTime()) ?? null);
      return code === null ? null : (names.get(code) ?? code);
    };
    const has = presence(unit, filter);
    for (const window of windows.filter((one) => one.workCentreId === unit.workCentreId && has(one))) {
      const cell = cellFacts(unit, window, filter);
      for (const { state, class: counts, since, from, to, seconds } of cell.stretches.filter((one) => isAskedFor(one, facts)))
        times.push({ ...place, class: counts, state: state ?? "UNKNOWN", reason: reasonOf(since), from: from.toISOString(), to: to.toISOString(), seconds });
      for (const { from, to } of cell.failures)
        failures.push({
          ...place,
          from: from.toISOString(),
          to: to?.toISOString() ?? null,
          reason: reasonOf(from),
          seconds: secondsBetween(from, to ?? restoredBy(window, reader.now)),
        });
    }
  }
  return { times, failures };
}

function isAskedFor(one: Stretch<State>, facts: ReadonlySet<KpiFact>): boolean {
  if (one.class === "OUTSIDE_POT") return false;
  return facts.has(one.class) || (facts.has("LOADED") && one.loaded && isBusy(one.class)) || (facts.has("SHORT_STOPS") && one.state === "MICRO_STOP" && isBusy(one.class));
}

/** By class, state and reason, the longest first. */
function timeSums(stretches: readonly TimeFact[]): TimeSum[] {
  return [...groupBy(stretches, (one) => JSON.stringify([one.class, one.state, one.reason])).values()]
    .flatMap((group): TimeSum[] => {
      const [first] = group;
      if (first === undefined) return [];
      return [{ class: first.class, state: first.state, reason: first.reason, count: group.length, seconds: group.reduce((total, { seconds }) => total + seconds, 0) }];
    })
    .toSorted((a, b) => b.seconds - a.seconds);
}

function listed<Row extends { readonly from: string }>(rows: readonly Row[]): Listed<Row> {
  return { rows: rows.toSorted((a, b) => b.from.localeCompare(a.from)).slice(0, MOST_FACTS), total: rows.length };
}

async function entriesOf({ db }: Reader, { scope, windows, whole, filter }: Measured): Promise<PerformanceFacts["entries"]> {
  if (windows.length === 0 || whole.length === 0) return { rows: [], total: 0, sum: { good: "0", scrap: "0", rework: "0", idealProcessedSeconds: "0", idealGoodSeconds: "0" } };
  // Of a machine that moved, or decided over its line for a part of the time, what it made where it counts.
  const those = sql`${entriesWithin(scope.siteId, hull(windows))} and exists (
      select from unnest(${ids(whole.map(({ id }) => id))}, ${`{${whole.map(({ since }) => since).join(",")}}`}::float8[]) as q (id, since) where q.id = u.id and q.since = ${ms(sql`w.since`)})
    ${filter.orderId === undefined ? sql`` : sql`and o.id = ${filter.orderId}::uuid`} ${filter.itemId === undefined ? sql`` : sql`and o.item_id = ${filter.itemId}::uuid`}`;
  const [rows, [all]] = await Promise.all([
    readRows(
      db,
      Entry,
      sql`
      select e.event_time as at, (select k.code from reference.equipment k where k.id = w.work_centre_id) as line, u.code as unit, o.number as "order", p.op_no as "opNo", trim_scale(e.good)::text as good, trim_scale(e.scrap)::text as scrap, trim_scale(e.rework)::text as rework, trim_scale(round(${IDEAL_SECONDS}, 6))::text as "idealSeconds",
        e.reverses_id is not null as reversal
      from ${those} order by e.event_time desc, e.record_time desc limit ${MOST_FACTS}`,
    ),
    readRows(
      db,
      Made.extend({ total: z.number() }),
      sql`
      select count(*)::int as total, trim_scale(coalesce(sum(e.good), 0))::text as good, trim_scale(coalesce(sum(e.scrap), 0))::text as scrap, trim_scale(coalesce(sum(e.rework), 0))::text as rework,
        round(coalesce(sum(${IDEAL_SECONDS} * (e.good + e.scrap + e.rework)), 0), 6)::text as "idealProcessedSeconds", round(coalesce(sum(${IDEAL_SECONDS} * e.good), 0), 6)::text as "idealGoodSeconds"
      from ${those}`,
    ),
  ]);
  if (all === undefined) throw new Error("a sum over all rows is one row");
  const { total, ...sum } = all;
  return { rows, total, sum };
}

function peopleByShift(rows: NonNullable<Awaited<ReturnType<typeof attendedOf>>>): PerformanceFacts["people"] {
  const total = (of: typeof rows, pick: (row: (typeof rows)[number]) => number) => of.reduce((seconds, row) => seconds + pick(row), 0);
  return [...groupBy(rows, ({ day, shift }) => `${day} ${shift}`).values()]
    .flatMap((of) => {
      const [first] = of;
      if (first === undefined) return [];
      const people = new Set(of.map(({ personId }) => personId)).size;
      return [{ day: first.day, shift: first.shift, people, bookedSeconds: total(of, (row) => row.bookedSeconds), attendedSeconds: total(of, (row) => row.attendedSeconds) }];
    })
    .toSorted((a, b) => b.day.localeCompare(a.day));
}

function lossText(loss: LossFigure): OpenFigure {
  const inputs = loss.inputs.map(({ symbol, value, of }) => ({ symbol, value: decimalText(value), of: of ?? null }));
  return { name: loss.name, unit: "SECONDS", value: decimalText(loss.value), percent: null, formula: loss.formula, inputs };
}

const Reason = z.object({ code: z.string(), name: z.string() });

async function reasonNames(reader: Reader & Named, siteId: string): Promise<ReadonlyMap<string, string>> {
  const rows = await readRows(
    reader.db,
    Reason,
    sql`select ${reasonCode.code} as code, ${reasonName(reader)} as name from ${reasonCode} where ${reasonCode.siteId} = ${siteId}::uuid and ${reasonCode.use} = 'STOP'`,
  );
  return new Map(rows.map(({ code, name }) => [code, name]));
}
