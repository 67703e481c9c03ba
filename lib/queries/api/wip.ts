import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { ApiDecimal, ApiId, ApiInstant } from "./columns";
import { cutPage, PageQuery } from "./page";

const Stage = z.object({
  operation: z.number().int(),
  state: z.string(),
  workCentre: z.string(),
  good: ApiDecimal,
  waiting: ApiDecimal.meta({ description: "Arrived from the operation before and not processed yet" }),
});

/** What is between the first operation and stock, of one order. */
export const ApiWip = z
  .object({
    id: ApiId,
    site: z.string(),
    order: z.string(),
    item: z.string(),
    state: z.enum(["RELEASED", "IN_PROGRESS", "ON_HOLD"]),
    quantity: ApiDecimal,
    received: ApiDecimal,
    uom: z.string(),
    due: ApiInstant,
    stages: z.array(Stage),
    value: z
      .object({ amount: ApiDecimal, currency: z.string(), asOf: ApiInstant })
      .nullable()
      .optional()
      .meta({ description: "Charged and not yet credited; absent without the scope `cost.read`, null before the first charge" }),
  })
  .meta({ id: "Wip" });

/** As read: whether this caller may see the value is said with it. */
const Row = ApiWip.extend({ priced: z.boolean() });

export const WipQuery = PageQuery.extend({ site: z.string().optional() });

/** Orders in work as they stand now; what they are worth goes only to callers who may read cost at the site. */
export async function apiWip({ db }: Reader, actor: Actor, query: z.infer<typeof WipQuery>, after: string | null) {
  const priced = ids(sitesWith(actor, "cost.read"));
  const rows = await readRows(
    db,
    Row,
    sql`
    select o.id, s.code as site, o.number as order, i.code as item, o.state, o.quantity::text, o.received::text, o.uom, o.due_at as due, stages.list as stages, s.id = any (${priced}) as priced,
      case when c.order_id is not null and s.id = any (${priced})
        then jsonb_build_object('amount', (c.material + c.labour + c.machine + c.overhead + c.salvage + c.credit)::text, 'currency', c.currency, 'asOf', c.last_event_time) end as value
    from execution.production_order o
    join reference.site s on s.id = o.site_id
    join reference.item i on i.id = o.item_id
    left join costing.order_cost c on c.order_id = o.id
    left join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('operation', p.op_no, 'state', p.state, 'workCentre', w.code, 'good', (p.good_first + p.reworked_good)::text,
        'waiting', greatest(p.arrived - p.processed, 0)::text) order by p.op_no), '[]'::jsonb) as list
      from (select q.*, coalesce(lag(q.good_first + q.reworked_good) over (order by q.op_no), 0) as arrived from execution.order_operation q where q.order_id = o.id) p
      join reference.equipment w on w.id = p.work_centre_id
    ) stages on true
    where o.site_id = any (${ids(sitesWith(actor, "plan.read"))}) and o.state in ('RELEASED','IN_PROGRESS','ON_HOLD') and (o.state <> 'RELEASED' or c.order_id is not null)
      ${query.site === undefined ? sql`` : sql`and s.code = ${query.site}`} ${after === null ? sql`` : sql`and o.id > ${after}::uuid`}
    order by o.id limit ${query.limit + 1}`,
  );
  return cutPage(
    rows.map(({ priced: mayRead, value, ...row }) => (mayRead ? { ...row, value } : row)),
    query.limit,
    (row) => row.id,
  );
}
