import type { TransactionSql } from "postgres";
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
    from unnest(${asArray(units.map(({ id }) => id))}::uuid[]) as u(id) join execution.operation_activity a on a.work_unit_id = u.id
    join execution.order_operation o on o.id = a.operation_id join execution.production_order p on p.id = o.order_id
    where a.activity <> 'INDIRECT' and a.from_at <= to_timestamp(${toMs}::float8 / 1000) and (a.to_at is null or a.to_at > to_timestamp(${fromMs}::float8 / 1000))
    order by a.from_at`;
  const byUnit = groupBy(activities, ({ unitId }) => unitId);
  return { at: (unit, atMs) => lastAt(byUnit.get(unit.id), atMs) };
}

/** Reads what ran on these units and on their lines. */
export async function loadRuns(sql: TransactionSql, units: readonly Unit[], { fromMs, toMs }: Between): Promise<Runs> {
  if (units.length === 0) return { at: () => null };
  const centres = new Set(units.flatMap(({ workCentreId }) => (workCentreId === null ? [] : [workCentreId])));
  const runs = await sql<RunRow[]>`
    select r.work_unit_id as "unitId", u.centre_id as "workCentreId", r.number, (extract(epoch from r.from_at) * 1000)::float8 as "fromMs", (extract(epoch from r.to_at) * 1000)::float8 as "toMs"
    from (
      select e.id, e.parent_id as centre_id from unnest(${asArray(units.map(({ id }) => id))}::uuid[]) as unit(id) join reference.equipment e on e.id = unit.id
      union select e.id, e.parent_id from unnest(${asArray([...centres])}::uuid[]) as centre(id) join reference.equipment e on e.parent_id = centre.id
    ) u join materials.production_run r on r.work_unit_id = u.id
    where r.from_at <= to_timestamp(${toMs}::float8 / 1000) and (r.to_at is null or r.to_at > to_timestamp(${fromMs}::float8 / 1000))
    order by r.from_at`;
  const byUnit = groupBy(runs, ({ unitId }) => unitId);
  const byCentre = groupBy(runs, ({ workCentreId }) => workCentreId ?? "");
  return { at: (unit, atMs) => (lastAt(byUnit.get(unit.id), atMs) ?? lastAt(byCentre.get(unit.workCentreId ?? ""), atMs))?.number ?? null };
}

/** The one that began last among those that were open; rows are in order of their beginning. */
function lastAt<Row extends Span>(rows: readonly Row[] | undefined, atMs: number): Row | null {
  return rows?.findLast(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs)) ?? null;
}
