import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "@/db/client";
import type { Reckoned } from "@/lib/domain/equipment/count-difference";
import { decimal } from "@/lib/domain/shared/decimal";
import { countersOver, givenLater } from "./given";

const Row = z.object({ counted: z.string(), confirmed: z.string() });

/**
 * What the line of an operation counted, and what was confirmed of it, up to an instant (KP-03); null where it counts nothing there, or counted nothing of it at all.
 * A line that counts its total, or good and scrap, is held against all that was processed; one that counts good alone against good and rework. Each counter counts here from its first
 * reading up to the last before it was given another meaning, so that one that was mapped for some time decides over that time alone. A reversal has the time of what it takes back.
 */
export async function reckonedUpTo(db: Queryable, operation: { readonly id: string; readonly orderId: string; readonly workUnitId: string }, at: Date): Promise<Reckoned | null> {
  const until = sql`${at.toISOString()}::timestamptz`;
  const within = (instant: ReturnType<typeof sql>, counters: readonly string[]) =>
    sql`exists (select from line where line.counter in ${counters} and line.from_at <= ${instant} and line.to_at >= ${instant})`;
  const rows: unknown = await db.execute(sql`
    with line as materialized (
      select id, counter, active, coalesce(first_at, case when counter = 'TOTAL' then 'infinity' else '-infinity' end::timestamptz) as from_at,
        case when active then 'infinity' else coalesce(last_at, '-infinity') end::timestamptz as to_at
      from (${countersOver(operation.workUnitId)}) c
    ), given as materialized (
      select c.tag_id, c.at, c.delta from telemetry.counter_reading c ${givenLater} where c.operation_id = ${operation.id}::uuid and c.at <= ${until} and l.tag_id is null
      union all select c.tag_id, c.at, c.delta from telemetry.late_count l join telemetry.counter_reading c on c.equipment_number = l.equipment_number and c.tag_id = l.tag_id and c.at = l.at and c.seq = l.seq
      where l.operation_id = ${operation.id}::uuid and l.at <= ${until}
    ), read as (
      select sum(c.delta * t.scale) as units, count(*) as readings from given c join telemetry.tag t on t.id = c.tag_id
      where t.counter = 'TOTAL' or not ${within(sql`c.at`, ["TOTAL"])}
    ), taken as (
      select sum((e.payload -> 'count' ->> 'good')::numeric + (e.payload -> 'count' ->> 'scrap')::numeric) as units
      from eventlog.event e
      where e.order_id = ${operation.orderId}::uuid and e.type = 'counter.resolved' and e.payload -> 'count' ->> 'operationId' = ${operation.id}
        and (e.payload -> 'count' ->> 'to')::timestamptz <= ${until}
    ), made as (
      select sum(e.good + e.rework + case when ${within(sql`e.event_time`, ["TOTAL", "SCRAP"])} then e.scrap else 0 end) as units
      from execution.production_entry e
      where e.operation_id = ${operation.id}::uuid and e.activity = 'RUN' and e.event_time <= ${until}
    )
    select (coalesce(read.units, 0) + coalesce(taken.units, 0))::text as counted, coalesce(made.units, 0)::text as confirmed
    from read, taken, made
    where read.readings > 0 and exists (select from line where line.counter <> 'SCRAP' and (line.active or line.id in (select tag_id from given)))`);
  const [row] = z.array(Row).parse(rows);
  return row === undefined ? null : { counted: decimal(row.counted), confirmed: decimal(row.confirmed) };
}
