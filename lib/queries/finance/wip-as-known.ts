import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { orderEndTypes, orderStateTypes } from "@/db/schema/eventlog";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import { summed } from "./wip-now";
import { type Wip, WIP_ROWS } from "./wip-row";

/** T: what had happened before it counts. K: what was recorded up to and including it was known (C-11). */
export type AsOf = { readonly cutOff: Date; readonly known: Date };

// Literals, as the partial indexes of the log have them.
const among = (types: readonly string[]): SQL => sql.raw(`in (${types.map((type) => `'${type}'`).join(",")})`);
const ORDER_STATES = sql`e.type ${among(orderStateTypes)}`;
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
    join lateral ${stateAsKnown(cutOff, known)} st on st.open
    join lateral (
      select min(event_time) as started_at, coalesce(sum(amount) filter (where element in ('MATERIAL', 'LABOUR', 'MACHINE', 'OVERHEAD')), 0) as charged, coalesce(sum(amount) filter (where element = 'CREDIT'), 0) as received,
        coalesce(sum(amount) filter (where element = 'SALVAGE'), 0) as salvage, coalesce(sum(amount) filter (where valuation = 'ABNORMAL'), 0) as abnormal
      from costing.cost_line where order_id = o.id and event_time < ${t} and record_time <= ${k} having count(*) > 0) l on true`;
}

/** State of order `o` at T as known at K, whether it was open then, and the fact that made it so. */
function stateAsKnown(cutOff: Date, known: Date): SQL {
  return sql`(
      select s.*, s.state not in ('COMPLETED', 'CLOSED', 'CANCELLED', 'ABORTED') as open from (
        select coalesce(e.payload->>'to', case e.type when 'order.released' then 'RELEASED' when 'order.cancelled' then 'CANCELLED' else 'CREATED' end) as state, e.event_time, e.record_time
        from eventlog.event e where e.order_id = o.id and ${ORDER_STATES} and e.event_time < ${instant(cutOff)} and e.record_time <= ${instant(known)}
        order by e.event_time desc, e.record_time desc, e.position desc limit 1) s)`;
}

/** Orders that may have been open at T as known at K: open now, ended since, or ended before and only recorded after K. What was cancelled had never begun. */
function candidates(actor: Actor, cutOff: Date, known: Date, site: string | undefined): SQL {
  const scope = sql`site_id = any (${ids(sitesWith(actor, "cost.read"))}) and (${site ?? null}::text is null or site_id = (select id from reference.site where code = ${site ?? null}))`;
  return sql`
    select id from execution.production_order where ${scope} and state in ('CREATED', 'RELEASED', 'IN_PROGRESS', 'ON_HOLD')
    union select id from execution.production_order where ${scope} and completed_at is not null and completed_at >= ${instant(cutOff)}
    union select order_id from eventlog.event where ${scope} and type ${among(orderEndTypes)} and record_time > ${instant(known)} and event_time < ${instant(cutOff)}`;
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

/** An order whose state at T was another than was known at K: with it all that it had cost came into WIP, or left it. */
const Moved = z.object({
  id: z.string(),
  order: z.string(),
  site: z.string(),
  timeZone: z.string(),
  /** What it was known as, null where nothing was known of it, and what it really was. */
  knownAs: z.string().nullable(),
  state: z.string(),
  amount: z.string(),
  eventTime: InstantColumn,
  recordTime: InstantColumn,
});
export type MovedOrder = z.infer<typeof Moved>;

/** Why WIP(T) moved: the largest late lines of orders that were open both ways, how many there are in all, and the orders that came or went as a whole. */
export type LateFacts = { readonly lines: readonly LateLine[]; readonly total: number; readonly orders: readonly MovedOrder[] };

const NOTHING_LATE: LateFacts = { lines: [], total: 0, orders: [] };
const Count = z.object({ count: z.number() });

/** C-13: the late facts that move WIP(T) between what was known at `known` and what is known at `now`. Together they are the whole difference. */
export async function lateFacts({ db }: Reader, actor: Actor, asOf: AsOf | null, now: Date, options: { readonly site?: string; readonly limit?: number } = {}): Promise<LateFacts> {
  if (asOf === null) return NOTHING_LATE;
  const { cutOff, known } = asOf;
  const { limit = 12 } = options;
  const states = sql`states as materialized (
      select o.id, o.number, o.site_id, coalesce(was.open, false) as was_open, coalesce(found.open, false) as is_open, was.state as known_as, found.state, found.event_time, found.record_time
      from (${candidates(actor, cutOff, known, options.site)}) c
      join execution.production_order o on o.id = c.id
      left join lateral ${stateAsKnown(cutOff, known)} was on true
      left join lateral ${stateAsKnown(cutOff, now)} found on true)`;
  const late = sql`order_id = c.id and event_time < ${instant(cutOff)} and record_time > ${instant(known)} and record_time <= ${instant(now)}`;
  const [lines, counted, orders] = await Promise.all([
    readRows(
      db,
      Late,
      sql`
    with ${states}
    select l.id, c.number as "order", s.code as site, s.time_zone as "timeZone", l.op_no as "opNo", l.element, l.activity, i.code as item, l.quantity::text, l.uom, l.seconds, l.unit_cost::text as "unitCost", l.amount::text,
      l.event_time::text as "eventTime", l.record_time::text as "recordTime"
    from states c
    cross join lateral (select * from costing.cost_line where ${late} order by abs(amount) desc, event_time, id limit ${limit}) l
    join reference.site s on s.id = l.site_id
    left join reference.item i on i.id = l.item_id
    where c.was_open and c.is_open
    order by abs(l.amount) desc, l.event_time, l.id
    limit ${limit}`,
    ),
    readRows(
      db,
      Count,
      sql`with ${states} select coalesce(sum(l.count), 0)::int as count from states c cross join lateral (select count(*) from costing.cost_line where ${late}) l where c.was_open and c.is_open`,
    ),
    readRows(
      db,
      Moved,
      sql`
    with ${states}
    select c.id, c.number as "order", s.code as site, s.time_zone as "timeZone", c.known_as as "knownAs", c.state, case when c.is_open then l.amount else -l.amount end::numeric(18,2)::text as amount,
      c.event_time::text as "eventTime", c.record_time::text as "recordTime"
    from states c
    join reference.site s on s.id = c.site_id
    cross join lateral (
      select coalesce(sum(amount), 0) as amount from costing.cost_line
      where order_id = c.id and event_time < ${instant(cutOff)} and record_time <= case when c.is_open then ${instant(now)} else ${instant(known)} end) l
    where c.was_open <> c.is_open and c.state is not null and l.amount <> 0
    order by abs(l.amount) desc, c.number
    limit ${WIP_ROWS}`,
    ),
  ]);
  return { lines, orders, total: counted[0]?.count ?? lines.length };
}
