import "server-only";
import { type SQL, sql } from "drizzle-orm";

/** The operation that was on a unit at an instant, as far as is known by now: the one whose activity began last among those that were open. */
export const operationAt = (workUnit: SQL, at: SQL): SQL => sql`(
  select l.operation_id from execution.operation_activity l
  where l.work_unit_id = ${workUnit} and l.activity <> 'INDIRECT' and l.from_at <= ${at} and (l.to_at is null or l.to_at > ${at}) order by l.from_at desc, l.id desc limit 1)`;

/** What was counted on an operation as far as is known by now: rows `c` of readings with their tags `t`, by the spans in which it was on a unit. */
export const readingsOf = (operationId: string): SQL => sql`
  execution.operation_activity a join telemetry.tag t on t.work_unit_id = a.work_unit_id and t.kind = 'COUNTER'
  join telemetry.counter_reading c on c.equipment_number = t.equipment_number and c.tag_id = t.id and c.at >= a.from_at and (a.to_at is null or c.at < a.to_at)
    and not exists (
      select from execution.operation_activity b where b.work_unit_id = a.work_unit_id and b.operation_id <> a.operation_id and b.activity <> 'INDIRECT'
        and (b.from_at, b.id) > (a.from_at, a.id) and b.from_at <= c.at and (b.to_at is null or b.to_at > c.at))
  where a.operation_id = ${operationId}::uuid and a.activity <> 'INDIRECT'`;
