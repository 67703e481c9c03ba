import type { TransactionSql } from "postgres";
import type { Unit } from "./tags";
import { groupBy } from "@/lib/domain/shared/group-by";

/** What a unit worked on at an instant. */
export type Load = {
  readonly operationId: string;
  readonly orderId: string;
  readonly itemId: string;
  /** Standard machine hours for one unit, from the routing; decimal text. */
  readonly runHours: string;
};

/** Attribution: which operation and run was on a unit at an event's time. */
export type Loads = {
  /** The operation loaded on the unit itself: its counts are the operation's. */
  operationAt(unit: Unit, atMs: number): Load | null;
  /** The run on the unit, or else on its line: a parameter of the capper belongs to what the filler fills. */
  runAt(unit: Unit, atMs: number): number | null;
};

type Span = { readonly fromMs: number; readonly toMs: number | null };
type ActivityRow = Load & Span & { readonly unitId: string };
type RunRow = Span & { readonly unitId: string; readonly workCentreId: string | null; readonly number: number };

/** Reads what was loaded on these units, and what ran on their lines, between two instants. */
export async function loadLoads(sql: TransactionSql, units: readonly Unit[], fromMs: number, toMs: number): Promise<Loads> {
  const ids = units.map(({ id }) => id);
  const centres = units.flatMap(({ workCentreId }) => (workCentreId === null ? [] : [workCentreId]));
  const activities = await sql<ActivityRow[]>`
    select a.work_unit_id as "unitId", a.operation_id as "operationId", o.order_id as "orderId", p.item_id as "itemId", o.run_machine_h::text as "runHours",
      (extract(epoch from a.from_at) * 1000)::float8 as "fromMs", (extract(epoch from a.to_at) * 1000)::float8 as "toMs"
    from execution.operation_activity a join execution.order_operation o on o.id = a.operation_id join execution.production_order p on p.id = o.order_id
    where a.work_unit_id = any(${ids}::uuid[]) and a.activity <> 'INDIRECT'
      and a.from_at <= to_timestamp(${toMs}::float8 / 1000) and (a.to_at is null or a.to_at > to_timestamp(${fromMs}::float8 / 1000))
    order by a.from_at`;
  const runs = await sql<RunRow[]>`
    select r.work_unit_id as "unitId", e.parent_id as "workCentreId", r.number, (extract(epoch from r.from_at) * 1000)::float8 as "fromMs", (extract(epoch from r.to_at) * 1000)::float8 as "toMs"
    from materials.production_run r join reference.equipment e on e.id = r.work_unit_id
    where (r.work_unit_id = any(${ids}::uuid[]) or e.parent_id = any(${centres}::uuid[]))
      and r.from_at <= to_timestamp(${toMs}::float8 / 1000) and (r.to_at is null or r.to_at > to_timestamp(${fromMs}::float8 / 1000))
    order by r.from_at`;
  const byUnit = groupBy(activities, ({ unitId }) => unitId);
  const runsByUnit = groupBy(runs, ({ unitId }) => unitId);
  const runsByCentre = groupBy(runs, ({ workCentreId }) => workCentreId ?? "");
  return {
    operationAt: (unit, atMs) => lastAt(byUnit.get(unit.id), atMs),
    runAt: (unit, atMs) => (lastAt(runsByUnit.get(unit.id), atMs) ?? lastAt(runsByCentre.get(unit.workCentreId ?? ""), atMs))?.number ?? null,
  };
}

/** The one that began last among those that were open; rows are in order of their beginning. */
function lastAt<Row extends Span>(rows: readonly Row[] | undefined, atMs: number): Row | null {
  return rows?.findLast(({ fromMs, toMs }) => fromMs <= atMs && (toMs === null || atMs < toMs)) ?? null;
}
