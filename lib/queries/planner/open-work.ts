import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";
import { groupBy } from "@/lib/domain/shared/group-by";

/** One operation of an open order, with what board and projection need of it. Quantities in the order's unit, hours per processed unit. */
export type OpenOperation = z.infer<typeof OperationRow>;

/** An open order with its operations, ascending. */
export type OpenOrder = z.infer<typeof OrderRow> & { readonly operations: readonly OpenOperation[] };

/** More open orders than this are not projected: the pages say of how many. */
export const OPEN_ORDERS = 2_000;

const OperationRow = z.object({
  id: z.string(),
  orderId: z.string(),
  opNo: z.number(),
  name: z.string(),
  workCentreId: z.string(),
  /** Line that it runs on, or will: the unit's own where it runs elsewhere than planned. */
  line: z.string(),
  lineId: z.string(),
  /** Unit that it runs on or is planned on: the line's constraint until another is chosen. Null where a line has no unit. */
  unitId: z.string().nullable(),
  state: z.enum(["PENDING", "READY", "SETUP", "RUNNING", "PAUSED", "COMPLETED", "SKIPPED", "ABORTED"]),
  pausedFrom: z.enum(["SETUP", "RUNNING"]).nullable(),
  setupHours: z.string(),
  runHours: z.string(),
  /** Of all people together. */
  setupLabourHours: z.string(),
  runLabourHours: z.string(),
  /** People at work on it beside each other. */
  crew: z.string(),
  /** Time that its unit has been set up for it so far, without pauses and delays. */
  setupSeconds: z.number(),
  yield: z.string(),
  overlapMinutes: z.number().nullable(),
  required: DecimalColumn,
  processed: DecimalColumn,
  good: DecimalColumn,
  plannedStartAt: InstantColumn.nullable(),
  plannedEndAt: InstantColumn.nullable(),
  actualStartAt: InstantColumn.nullable(),
  sequence: z.number(),
});

const OrderRow = z.object({
  id: z.string(),
  siteId: z.string(),
  number: z.string(),
  state: z.enum(["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD"]),
  itemId: z.string(),
  item: z.string(),
  itemText: z.string(),
  quantity: DecimalColumn,
  uom: z.string(),
  decimals: z.number(),
  dueAt: InstantColumn,
  good: DecimalColumn,
  received: DecimalColumn,
});

/** The open orders of these sites by due date, each with its operations: two statements whatever the number, and a third that counts them where there are more than are read. */
export async function openWork({ db, now }: Reader, sites: readonly string[]): Promise<{ readonly orders: readonly OpenOrder[]; readonly total: number }> {
  const [orders, operations] = await Promise.all([readRows(db, OrderRow, openOrdersStatement(sites)), readRows(db, OperationRow, openOperationsStatement(sites, now))]);
  const byOrder = groupBy(operations, (operation) => operation.orderId);
  const counted =
    orders.length > OPEN_ORDERS
      ? await readRows(db, CountRow, sql`select count(*)::int as count from execution.production_order o where o.site_id = any (${ids(sites)}) and ${OPEN}`)
      : [];
  return { total: counted[0]?.count ?? orders.length, orders: orders.slice(0, OPEN_ORDERS).map((order) => ({ ...order, operations: byOrder.get(order.id) ?? [] })) };
}

const CountRow = z.object({ count: z.number() });

const OPEN = sql`o.state in ('CREATED','RELEASED','IN_PROGRESS','ON_HOLD')`;

export function openOrdersStatement(sites: readonly string[]): SQL {
  return sql`
    select o.id, o.site_id as "siteId", o.number, o.state, o.item_id as "itemId", i.code as item, coalesce(v.description, i.code) as "itemText",
      o.quantity::text, o.uom, o.decimals, o.due_at as "dueAt", o.good::text, o.received::text
    from execution.production_order o
    join reference.item i on i.id = o.item_id
    left join reference.item_version v on v.item_id = o.item_id and v.valid_to is null
    where o.site_id = any (${ids(sites)}) and ${OPEN}
    order by o.due_at, o.number
    limit ${OPEN_ORDERS + 1}`;
}

export function openOperationsStatement(sites: readonly string[], now: Date): SQL {
  return sql`
    with open as (
      select o.id from execution.production_order o where o.site_id = any (${ids(sites)}) and ${OPEN} order by o.due_at, o.number limit ${OPEN_ORDERS}
    )
    select p.id, p.order_id as "orderId", p.op_no as "opNo", p.name, p.work_centre_id as "workCentreId", coalesce(r.code, c.code) as line, coalesce(r.id, c.id) as "lineId",
      coalesce(p.work_unit_id, c.constraint_unit_id) as "unitId", p.state, p.paused_from as "pausedFrom", p.setup_machine_h::text as "setupHours", p.run_machine_h::text as "runHours",
      p.setup_labour_h::text as "setupLabourHours", p.run_labour_h::text as "runLabourHours", p.crew::text as crew, coalesce(done.seconds, 0)::float8 as "setupSeconds",
      p.yield::text as yield, p.overlap_minutes as "overlapMinutes", p.required::text, p.processed::text, (p.good_first + p.reworked_good)::text as good,
      p.planned_start_at as "plannedStartAt", p.planned_end_at as "plannedEndAt", p.actual_start_at as "actualStartAt", p.sequence
    from open
    -- Order by order along its index, whatever the planner thinks of reading the operations of all times at once.
    cross join lateral (select * from execution.order_operation own where own.order_id = open.id offset 0) p
    join reference.equipment c on c.id = p.work_centre_id
    left join reference.equipment u on u.id = p.work_unit_id
    left join reference.equipment r on r.id = u.parent_id
    -- Only while it is set up: the time counts no more afterwards. Along the index of the unit that it is set up on.
    left join lateral (
      select sum(extract(epoch from coalesce(a.to_at, ${now.toISOString()}::timestamptz) - a.from_at)) as seconds from execution.operation_activity a
      where a.work_unit_id = p.work_unit_id and a.from_at >= p.actual_start_at and a.operation_id = p.id and a.activity = 'SETUP'
        and (p.state = 'SETUP' or p.paused_from = 'SETUP')
    ) done on true
    order by p.order_id, p.op_no`;
}
