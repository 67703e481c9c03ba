import type { Fragment, TransactionSql } from "postgres";
import { groupBy } from "@/lib/domain/shared/group-by";
import { asArray } from "./as-array";
import type { Unit } from "./tags";

/** What a unit worked on at an instant. */
export type Load = {
  readonly operationId: string;
  readonly orderId: string;
  readonly itemId: string;
  /** Standard machine hours for one unit, from the routing; decimal text. */
  readonly runHours: string;
};

/** Attribution of counts and states: the operation that was loaded on a unit itself at an event's time. */
export type Loads = { at(unit: Unit, atMs: number): Load | null };

/** Attribution of samples: the run that was on a unit, or else on its line, at an event's time: a parameter of the capper belongs to what the filler fills. */
export type Runs = { at(unit: Unit, atMs: number): number | null };

/** Between two instants. */
export type Between = { readonly fromMs: number; readonly toMs: number };

type Span = { readonly fromMs: number; readonly toMs: number | null };
type ActivityRow = Load & Span & { readonly unitId: string };
type RunRow = Span & { readonly unitId: string; readonly workCentreId: string | null; readonly number: number };

/** Reads what was loaded on these units. */
export async function loadLoads(sql: TransactionSql, units: readonly Unit[], { fromMs, toMs }: Between): Promise<Loads> {
  if (units.length === 0) return { at: () => null };
  const activities = await sql<ActivityRow[]>`
    select a.work_unit_id as "unitId", a.operation_id as "operationId", o.order_id as "orderId", p.item_id as "itemId", o.run_machine_h::text as "runHours",
      (extract(epoch from a.from_at) * 1000)::float8 as "fromMs", (extract(epoch from a.to_at) * 1000)::float8 as "toMs"
    from unnest(${asArray(units.map(({ id }) => id))}::uuid[]) as u(id)
    ${endedAfter(sql, "execution.operation_activity", sql`u.id`, fromMs)} a
    join execution.order_operation o on o.id = a.operation_id join execution.production_order p on p.id = o.order_id
    where a.activity <> 'INDIRECT' and a.from_at <= to_timestamp(${toMs}::float8 / 1000)
    order by a.from_at`;
  const byUnit = groupBy(activities, ({ unitId }) => unitId);
  return { at: (unit, atMs) => lastAt(byUnit.get(unit.id), atMs) };
}

/**
 * Joins to units what had not ended at an instant. One unit at a time (`offset 0`), so that it is found along the ends and never among all that the units ever did: how many
 * that are the planner can't know of an instant that is a parameter.
 */
function endedAfter(sql: TransactionSql, table: string, unit: Fragment, fromMs: number): Fragment {
  return sql`cross join lateral (select * from ${sql(table)} x where x.work_unit_id = ${unit} and coalesce(x.to_at, 'infinity') > to_timestamp(${fromMs}::float8 / 1000) offset 0)`;
}

/** Reads what ran on these units and on their lines. */
export async function loadRuns(sql: TransactionSql, units: readonly Unit[], { fromMs, toMs }: Between): Promise<Runs> {
  if (units.length === 0) return { at: () => null };
  const centres = new Set(units.flatMap(({ workCentreId }) => (workCentreId === null ? [] : [workCentreId])));
  const runs = await sql<RunRow[]>`
    select r.work_unit_id as "unitId", e.parent_id as "workCentreId", r.number, (extract(epoch from r.from_at) * 1000)::float8 as "fromMs", (extract(epoch from r.to_at) * 1000)::float8 as "toMs"
    from reference.equipment e ${endedAfter(sql, "materials.production_run", sql`e.id`, fromMs)} r
    where (e.id = any(${asArray(units.map(({ id }) => id))}::uuid[]) or e.parent_id = any(${asArray([...centres])}::uuid[])) and r.from_at <= to_timestamp(${toMs}::float8 / 1000)
    order by r.from_at`;
  const byUnit = groupBy(runs, ({ unitId }) => unitId);
  const byCentre = groupBy(runs, ({ workCentreId }) => workCentreId ?? "");
  return { at: (unit, atMs) => (lastAt(byUnit.get(unit.id), atMs) ?? lastAt(byCentre.get(unit.workCentreId ?? ""), atMs))?.number ?? null };
}

/** The one that began last among those that were open; rows are in order of their beginning. */
function lastAt<Row extends Span>(rows: readonly Row[] | undefined, atMs: number): Row | null {
  return rows?.findLast(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs)) ?? null;
}
