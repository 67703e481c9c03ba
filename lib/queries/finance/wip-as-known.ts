import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import { summed } from "./wip-now";
import { type Wip, WIP_ROWS } from "./wip-row";

/** T: what had happened before it counts. K: what was recorded up to and including it was known (C-11). */
export type AsOf = { readonly cutOff: Date; readonly known: Date };

const ORDER_STATES = sql`e.type in ('order.received','order.released','order.release_revoked','order.started','order.held','order.resumed','order.completed','order.reopened','order.closed','order.cancelled')`;
const instant = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`;

/** WIP(T, K) from the ledger, order state as of the same two times (C-11). Reads the lines of orders that were open at T, not the whole ledger. */
export async function wipAsKnown(reader: Reader, actor: Actor, asOf: AsOf, options: { readonly site?: string; readonly limit?: number } = {}): Promise<Wip> {
  return summed(reader, openAt(actor, asOf, options.site), asOf.cutOff, options.limit ?? WIP_ROWS);
}

function openAt(actor: Actor, { cutOff, known }: AsOf, site: string | undefined): SQL {
  const [t, k] = [instant(cutOff), instant(known)];
  return sql`
    select o.id, o.number, o.site_id, o.item_id, o.quantity, o.uom, st.state, l.started_at, l.charged, l.received, l.salvage, l.abnormal
    from (${candidates(actor, cutOff, known, site)}) c
    join execution.production_order o on o.id = c.id
    join lateral (
      select coalesce(e.payload->>'to', case e.type when 'order.released' then 'RELEASED' when 'order.cancelled' then 'CANCELLED' else 'CREATED' end) as state
      from eventlog.event e where e.order_id = o.id and ${ORDER_STATES} and e.event_time < ${t} and e.record_time <= ${k}
      order by e.event_time desc, e.record_time desc, e.position desc limit 1) st on st.state not in ('COMPLETED', 'CLOSED', 'CANCELLED', 'ABORTED')
    join lateral (
      select min(event_time) as started_at, coalesce(sum(amount) filter (where element in ('MATERIAL', 'LABOUR', 'MACHINE', 'OVERHEAD')), 0) as charged, coalesce(sum(amount) filter (where element = 'CREDIT'), 0) as received,
        coalesce(sum(amount) filter (where element = 'SALVAGE'), 0) as salvage, coalesce(sum(amount) filter (where valuation = 'ABNORMAL'), 0) as abnormal
      from costing.cost_line where order_id = o.id and event_time < ${t} and record_time <= ${k} having count(*) > 0) l on true`;
}

/** Orders that may have been open at T as known at K: open now, completed since, or completed before and only recorded after K. */
function candidates(actor: Actor, cutOff: Date, known: Date, site: string | undefined): SQL {
  const scope = sql`site_id = any (${ids(sitesWith(actor, "cost.read"))}) and (${site ?? null}::text is null or site_id = (select id from reference.site where code = ${site ?? null}))`;
  return sql`
    select id from execution.production_order where ${scope} and state in ('CREATED', 'RELEASED', 'IN_PROGRESS', 'ON_HOLD')
    union select id from execution.production_order where ${scope} and completed_at is not null and completed_at >= ${instant(cutOff)}
    union select order_id from eventlog.event where ${scope} and type = 'order.completed' and record_time > ${instant(known)} and event_time < ${instant(cutOff)}`;
}

const Late = z.object({
  id: z.string(),
  order: z.string(),
  site: z.string(),
  timeZone: z.string(),
  opNo: z.number(),
  element: z.string(),
  activity: z.string(),
  item: z.string().nullable(),
  quantity: z.string().nullable(),
  uom: z.string().nullable(),
  seconds: z.number().nullable(),
  unitCost: z.string(),
  amount: z.string(),
  eventTime: InstantColumn,
  recordTime: InstantColumn,
});

/** A line that happened before T and was recorded after K. */
export type LateLine = z.infer<typeof Late>;

/** C-13: the late facts that move WIP(T) between what was known at `known` and what is known at `now`, largest first, at most `limit`. */
export async function lateLines({ db }: Reader, actor: Actor, { cutOff, known }: AsOf, now: Date, limit = 12): Promise<LateLine[]> {
  return readRows(
    db,
    Late,
    sql`
    select l.id, o.number as "order", s.code as site, s.time_zone as "timeZone", l.op_no as "opNo", l.element, l.activity, i.code as item, l.quantity::text, l.uom, l.seconds, l.unit_cost::text as "unitCost", l.amount::text,
      l.event_time::text as "eventTime", l.record_time::text as "recordTime"
    from (${candidates(actor, cutOff, known, undefined)}) c
    cross join lateral (
      select * from costing.cost_line where order_id = c.id and event_time < ${instant(cutOff)} and record_time > ${instant(known)} and record_time <= ${instant(now)}
      order by abs(amount) desc, event_time, id limit ${limit}) l
    join execution.production_order o on o.id = l.order_id
    join reference.site s on s.id = o.site_id
    left join reference.item i on i.id = l.item_id
    order by abs(l.amount) desc, l.event_time, l.id
    limit ${limit}`,
  );
}
