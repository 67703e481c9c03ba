import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "@/db/client";
import type { Reckoned } from "@/lib/domain/equipment/count-difference";
import { decimal } from "@/lib/domain/shared/decimal";
import { givenLater } from "./given";

const Row = z.object({ counted: z.string(), confirmed: z.string() });

/**
 * What the line of an operation counted, and what was confirmed of it, up to an instant (KP-03); null where it counts nothing there, or counted nothing of it at all.
 * A line that counts its total, or good and scrap, is held against all that was processed; one that counts good alone against good and rework. A reversal has the
 * time of what it takes back.
 */
export async function reckonedUpTo(db: Queryable, operation: { readonly id: string; readonly orderId: string; readonly workUnitId: string }, at: Date): Promise<Reckoned | null> {
  const until = sql`${at.toISOString()}::timestamptz`;
  const counts = (counter: string) =>
    sql`exists (select from telemetry.tag t where t.work_unit_id = ${operation.workUnitId}::uuid and t.kind = 'COUNTER' and t.counter = ${counter})`;
  const rows: unknown = await db.execute(sql`
    with line as (select ${counts("TOTAL")} as total, ${counts("GOOD")} as good, ${counts("SCRAP")} as scrap),
    given as (
      select c.tag_id, c.delta from telemetry.counter_reading c ${givenLater} where c.operation_id = ${operation.id}::uuid and c.at <= ${until} and l.tag_id is null
      union all select c.tag_id, c.delta from telemetry.late_count l join telemetry.counter_reading c on c.equipment_number = l.equipment_number and c.tag_id = l.tag_id and c.at = l.at and c.seq = l.seq
      where l.operation_id = ${operation.id}::uuid and l.at <= ${until}
    ), read as (
      select sum(c.delta * t.scale) as units, count(*) as readings from line, given c join telemetry.tag t on t.id = c.tag_id
      where case when line.total then t.counter = 'TOTAL' else t.counter in ('GOOD', 'SCRAP') end
    ), taken as (
      select sum((e.payload -> 'count' ->> 'good')::numeric + case when line.total or line.scrap then (e.payload -> 'count' ->> 'scrap')::numeric else 0 end) as units
      from line, eventlog.event e
      where e.order_id = ${operation.orderId}::uuid and e.type = 'counter.resolved' and e.payload -> 'count' ->> 'operationId' = ${operation.id}
        and (e.payload -> 'count' ->> 'to')::timestamptz <= ${until}
    ), made as (
      select sum(e.good + e.rework + case when line.total or line.scrap then e.scrap else 0 end) as units
      from line, execution.production_entry e
      where e.operation_id = ${operation.id}::uuid and e.activity = 'RUN' and e.event_time <= ${until}
    )
    select (coalesce(read.units, 0) + coalesce(taken.units, 0))::text as counted, coalesce(made.units, 0)::text as confirmed
    from line, read, taken, made where (line.total or line.good) and read.readings > 0`);
  const [row] = z.array(Row).parse(rows);
  return row === undefined ? null : { counted: decimal(row.counted), confirmed: decimal(row.confirmed) };
}
