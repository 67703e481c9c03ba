import "server-only";
import { type SQL, sql } from "drizzle-orm";

/** What became known later of readings `c`: to be joined to them as `l`. */
export const givenLater: SQL = sql`left join telemetry.late_count l on l.equipment_number = c.equipment_number and l.tag_id = c.tag_id and l.at = c.at and l.seq = c.seq`;

/** The operation that a reading is of, as far as is known by now. */
export const givenTo: SQL = sql`case when l.tag_id is null then c.operation_id else l.operation_id end`;

/**
 * The counters that a unit has and had, as rows `id`, `counter`, `active`, with the time in which each counted: `first_at`, null before its first reading, and `last_at`, null while it goes on. One that was given
 * another meaning ended with its last reading.
 */
export const countersOver = (unitId: string): SQL => sql`
  select t.id, t.counter, t.active, first.at as first_at, last.at as last_at
  from telemetry.tag t
  left join lateral (select c.at from telemetry.counter_reading c where c.equipment_number = t.equipment_number and c.tag_id = t.id order by c.at limit 1) first on true
  left join lateral (select c.at from telemetry.counter_reading c where c.equipment_number = t.equipment_number and c.tag_id = t.id order by c.at desc limit 1) last on not t.active
  where t.work_unit_id = ${unitId}::uuid and t.kind = 'COUNTER'`;
