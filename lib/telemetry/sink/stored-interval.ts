import type { PendingQuery, TransactionSql } from "postgres";
import type { EquipmentState, StateSource } from "@/lib/domain/equipment/equipment-state";
import type { StateInterval } from "@/lib/domain/equipment/state-interval";
import { newId } from "@/lib/platform/ids";
import { asArray } from "./as-array";
import type { Load } from "./loads";
import { sideBySide } from "./side-by-side";
import type { Unit } from "./tags";

/** A state interval as the table holds it. */
export type StoredInterval = StateInterval & { readonly id: string; readonly classifiedBy: string | null };

/** How many intervals back the derivation may look for the last time that the machine produced. */
const LOOK_BACK = 50;

type Row = {
  unitId: string;
  id: string;
  state: EquipmentState;
  rawState: EquipmentState;
  reason: string | null;
  source: StateSource;
  fromMs: number;
  toMs: number | null;
  classifiedBy: string | null;
};

/** The open intervals of some units, by unit id. */
export async function openIntervals(sql: TransactionSql, units: readonly Unit[]): Promise<Map<string, StoredInterval>> {
  const rows = await sql<Row[]>`
    select work_unit_id as "unitId", id, state, raw_state as "rawState", reason_code as reason, source, classified_by as "classifiedBy",
      (extract(epoch from from_at) * 1000)::float8 as "fromMs", null as "toMs"
    from telemetry.state_interval where work_unit_id = any(${asArray(units.map(({ id }) => id))}::uuid[]) and to_at is null and superseded_at is null`;
  return new Map(rows.map((row) => [row.unitId, toInterval(row)]));
}

/** Units of these whose known silences reach into the span that begins at their given instant. */
export async function unitsWithSilence(sql: TransactionSql, since: readonly { readonly unit: Unit; readonly fromMs: number }[]): Promise<Map<string, number>> {
  if (since.length === 0) return new Map();
  const rows = await sql<{ unitId: string; fromMs: number }[]>`
    select i.work_unit_id as "unitId", (extract(epoch from min(i.from_at)) * 1000)::float8 as "fromMs"
    from unnest(${asArray(since.map(({ unit }) => unit.id))}::uuid[], ${asArray(since.map(({ fromMs }) => fromMs))}::float8[]) as s(unit, ms)
    join telemetry.state_interval i on i.work_unit_id = s.unit and i.superseded_at is null and i.source = 'DERIVED' and i.state = 'UNKNOWN' and coalesce(i.to_at, 'infinity') > to_timestamp(s.ms / 1000)
    group by i.work_unit_id`;
  return new Map(rows.map(({ unitId, fromMs }) => [unitId, fromMs]));
}

/**
 * The intervals of a unit from the one that holds `fromMs` on, and before it back to the last one in which it produced: whether a stop is a
 * micro-stop, and whether a silence began during a failure, is decided by what stands before it. In order.
 */
export async function intervalsFrom(sql: TransactionSql, unit: Unit, fromMs: number): Promise<StoredInterval[]> {
  const rows = await sql<Row[]>`
    with before as (
      select from_at, state from telemetry.state_interval
      where work_unit_id = ${unit.id} and superseded_at is null and from_at <= to_timestamp(${fromMs}::float8 / 1000) order by from_at desc limit ${LOOK_BACK}
    ), begin as (
      select coalesce((select from_at from before where state = 'PRODUCING' order by from_at desc limit 1), (select min(from_at) from before), '-infinity') as at
    )
    select work_unit_id as "unitId", id, state, raw_state as "rawState", reason_code as reason, source, classified_by as "classifiedBy",
      (extract(epoch from from_at) * 1000)::float8 as "fromMs", (extract(epoch from to_at) * 1000)::float8 as "toMs"
    from telemetry.state_interval, begin where work_unit_id = ${unit.id} and superseded_at is null and from_at >= begin.at order by from_at`;
  return rows.map(toInterval);
}

function toInterval(row: Row): StoredInterval {
  const { id, state, rawState, reason, source, classifiedBy } = row;
  return { id, state, rawState, reason, source, classifiedBy, from: new Date(row.fromMs), to: row.toMs === null ? null : new Date(row.toMs) };
}

/**
 * Makes the table say `derived` where it says `stored`, and touches no row that stays as it is. A row keeps its id with its beginning. Whatever changes lies within rows
 * that are written now: the time of one that goes is taken by others. Answers the ids by beginning in milliseconds.
 */
export async function replaceIntervals(
  sql: TransactionSql,
  unit: Unit,
  stored: readonly StoredInterval[],
  derived: readonly StateInterval[],
  loadAt: (from: Date) => Load | null,
  recordedAt: Date,
): Promise<ReadonlyMap<number, string>> {
  const byStart = new Map(stored.map((interval) => [interval.from.getTime(), interval]));
  const ids = new Map(stored.map(({ id, from }) => [from.getTime(), id]));
  const starts = new Set(derived.map(({ from }) => from.getTime()));
  const gone = stored.filter(({ from }) => !starts.has(from.getTime())).map(({ id }) => id);
  // In this order: whatever takes the time of a row finds it gone or ended.
  const writes: PendingQuery<Row[]>[] = [];
  if (gone.length > 0) writes.push(sql`delete from telemetry.state_interval where id = any(${asArray(gone)}::uuid[])`);
  for (const interval of derived) {
    const old = byStart.get(interval.from.getTime());
    if (old === undefined || isSame(old, interval)) continue;
    writes.push(sql`
      update telemetry.state_interval set state = ${interval.state}, raw_state = ${interval.rawState}, reason_code = ${interval.reason}, source = ${interval.source}, to_at = ${interval.to?.toISOString() ?? null}::timestamptz,
        recorded_at = ${recordedAt.toISOString()}::timestamptz
      where id = ${old.id}`);
  }
  for (const interval of derived) {
    if (byStart.has(interval.from.getTime())) continue;
    const load = loadAt(interval.from);
    const id = newId();
    ids.set(interval.from.getTime(), id);
    const by =
      stored.find((old) => interval.source === "OPERATOR" && old.source === "OPERATOR" && old.from <= interval.from && (old.to === null || old.to > interval.from))?.classifiedBy ??
      null;
    writes.push(sql`
      insert into telemetry.state_interval (id, site_id, work_unit_id, state, raw_state, reason_code, source, from_at, to_at, order_id, operation_id, classified_by, recorded_at)
      values (${id}, ${unit.siteId}, ${unit.id}, ${interval.state}, ${interval.rawState}, ${interval.reason}, ${interval.source}, ${interval.from.toISOString()}::timestamptz,
        ${interval.to?.toISOString() ?? null}::timestamptz, ${load?.orderId ?? null}, ${load?.operationId ?? null}, ${by}, ${recordedAt.toISOString()}::timestamptz)`);
  }
  await sideBySide(writes);
  return ids;
}

function isSame(old: StateInterval, interval: StateInterval): boolean {
  return (
    old.state === interval.state &&
    old.rawState === interval.rawState &&
    old.reason === interval.reason &&
    old.source === interval.source &&
    old.to?.getTime() === interval.to?.getTime()
  );
}
