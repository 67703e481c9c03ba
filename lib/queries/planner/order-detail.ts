import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { netMoved } from "@/db/net-moved";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";
import { type OpenExceptions, openExceptions } from "./exceptions";
import { ORDER_STATES } from "./order-list";
import { type OrderEvent, orderEvents } from "./order-events";
import { type OrderMessage, orderMessages } from "./order-messages";

const HeadRow = z.object({
  id: z.string(),
  siteId: z.string(),
  siteCode: z.string(),
  site: z.string(),
  timeZone: z.string(),
  number: z.string(),
  type: z.string(),
  state: z.enum(ORDER_STATES),
  item: z.string(),
  itemText: z.string(),
  quantity: DecimalColumn,
  uom: z.string(),
  decimals: z.number(),
  good: DecimalColumn,
  scrap: DecimalColumn,
  received: DecimalColumn,
  plannedStartAt: InstantColumn,
  dueAt: InstantColumn,
  releasedAt: InstantColumn.nullable(),
  startedAt: InstantColumn.nullable(),
  completedAt: InstantColumn.nullable(),
  bomVersion: z.string().nullable(),
  routingVersion: z.string().nullable(),
  erpVersion: z.coerce.number(),
  connectionId: z.string(),
  connection: z.string(),
  /** Sales order line that it was made for, when the ERP named one. */
  commitment: z.string().nullable(),
});

const OperationRow = z.object({
  id: z.string(),
  opNo: z.number(),
  name: z.string(),
  state: z.string(),
  line: z.string(),
  unit: z.string().nullable(),
  required: DecimalColumn,
  processed: DecimalColumn,
  good: DecimalColumn,
  scrap: DecimalColumn,
  openRework: DecimalColumn,
  setupHours: DecimalColumn,
  runHours: DecimalColumn,
  /** The routing gives it no time, neither of the machine nor of people, and it is not over: how long it takes nobody can say. */
  withoutTimes: z.boolean(),
  actualStartAt: InstantColumn.nullable(),
  actualEndAt: InstantColumn.nullable(),
  /** Machine time really used, in seconds. */
  setupSeconds: z.number(),
  runSeconds: z.number(),
  delaySeconds: z.number(),
});

const ComponentRow = z.object({
  id: z.string(),
  position: z.number(),
  opNo: z.number(),
  item: z.string(),
  itemText: z.string(),
  uom: z.string(),
  decimals: z.number(),
  required: DecimalColumn,
  issued: DecimalColumn,
  returned: DecimalColumn,
  state: z.enum(["OPEN", "PARTIAL", "ISSUED", "CLOSED"]),
  lots: z.array(z.object({ id: z.string(), number: z.string(), quantity: DecimalColumn })),
});

const LotRow = z.object({
  id: z.string(),
  number: z.string(),
  quantity: DecimalColumn,
  uom: z.string(),
  status: z.string(),
  madeAt: InstantColumn.nullable(),
  expiresAt: InstantColumn.nullable(),
});

export type OrderDetail = {
  readonly asOf: string;
  readonly order: z.infer<typeof HeadRow>;
  readonly operations: readonly z.infer<typeof OperationRow>[];
  readonly components: readonly z.infer<typeof ComponentRow>[];
  readonly produced: readonly z.infer<typeof LotRow>[];
  readonly messages: readonly OrderMessage[];
  readonly exceptions: OpenExceptions;
  readonly events: { readonly rows: readonly OrderEvent[]; readonly cut: boolean };
  readonly maySeeCost: boolean;
  readonly mayTrace: boolean;
};

/** An order with everything that was done on it. Null when the actor's sites have none of that number (S26). */
export async function orderDetail(reader: Reader, actor: Actor, number: string, siteCode: string | null): Promise<OrderDetail | null> {
  const { db, now } = reader;
  const [order] = await readRows(
    db,
    HeadRow,
    sql`select o.id, o.site_id as "siteId", s.code as "siteCode", s.name as site, s.time_zone as "timeZone", o.number, o.type, o.state, i.code as item, coalesce(v.description, i.code) as "itemText",
        o.quantity::text, o.uom, o.decimals, o.good::text, o.scrap::text, o.received::text, o.planned_start_at as "plannedStartAt", o.due_at as "dueAt", o.released_at as "releasedAt",
        o.started_at as "startedAt", o.completed_at as "completedAt", o.bom_version as "bomVersion", o.routing_version as "routingVersion", o.erp_version as "erpVersion", o.connection_id as "connectionId", n.name as connection,
        o.customer ->> 'commitment' as commitment
      from execution.production_order o
      join reference.site s on s.id = o.site_id
      join reference.item i on i.id = o.item_id
      left join reference.item_version v on v.item_id = o.item_id and v.valid_to is null
      join integration.connection n on n.id = o.connection_id
      where o.site_id = any (${ids(sitesWith(actor, "plan.read"))}) and o.number = ${number} and (${siteCode}::text is null or s.code = ${siteCode})
      order by s.code limit 1`,
  );
  if (order === undefined) return null;
  const [operations, components, produced, messages, exceptions, events] = await Promise.all([
    operationsOf(reader, order.id),
    componentsOf(reader, order.id),
    producedLots(reader, order.id),
    orderMessages(reader, order, authorise(actor, "cost.read", order.siteId)),
    openExceptions(reader, [order.siteId], { orderId: order.id }),
    orderEvents(reader, order.id),
  ]);
  return {
    asOf: now.toISOString(),
    order,
    operations,
    components,
    produced,
    messages,
    exceptions,
    events,
    maySeeCost: authorise(actor, "cost.read", order.siteId),
    mayTrace: authorise(actor, "trace.read", order.siteId),
  };
}

function operationsOf({ db, now }: Reader, orderId: string) {
  const at = sql`${now.toISOString()}::timestamptz`;
  const seconds = (activity: string) => sql`coalesce(sum(extract(epoch from coalesce(a.to_at, ${at}) - a.from_at)) filter (where a.activity = ${activity}), 0)::float8`;
  return readRows(
    db,
    OperationRow,
    sql`select p.id, p.op_no as "opNo", p.name, p.state, c.code as line, u.code as unit, p.required::text, p.processed::text, (p.good_first + p.reworked_good)::text as good,
        (p.scrap_first + p.rework_scrap)::text as scrap, (p.rework_in - p.reworked_good - p.rework_scrap)::text as "openRework", p.setup_machine_h::text as "setupHours", p.run_machine_h::text as "runHours",
        p.state not in ('COMPLETED','SKIPPED','ABORTED') and p.setup_machine_h + p.run_machine_h + p.setup_labour_h + p.run_labour_h = 0 as "withoutTimes",
        p.actual_start_at as "actualStartAt", p.actual_end_at as "actualEndAt", time.setup as "setupSeconds", time.run as "runSeconds", time.delay as "delaySeconds"
      from execution.order_operation p
      join reference.equipment c on c.id = p.work_centre_id
      left join reference.equipment u on u.id = p.work_unit_id
      left join lateral (
        select ${seconds("SETUP")} as setup, ${seconds("RUN")} + ${seconds("REWORK")} as run, ${seconds("DELAY")} as delay from execution.operation_activity a where a.operation_id = p.id
      ) time on true
      where p.order_id = ${orderId}::uuid order by p.op_no`,
  );
}

function componentsOf({ db }: Reader, orderId: string) {
  return readRows(
    db,
    ComponentRow,
    sql`select k.id, k.position, p.op_no as "opNo", i.code as item, coalesce(v.description, i.code) as "itemText", k.uom, k.decimals, k.required::text, k.issued::text, k.returned::text, k.state,
        coalesce(taken.lots, '[]'::json) as lots
      from execution.order_component k
      join execution.order_operation p on p.id = k.operation_id
      join reference.item i on i.id = k.item_id
      left join reference.item_version v on v.item_id = k.item_id and v.valid_to is null
      left join (
        select component_id, json_agg(json_build_object('id', lot_id, 'number', number, 'quantity', quantity::text) order by first_at) as lots from (
          select m.component_id, m.lot_id, l.number, min(m.event_time) as first_at, sum(${netMoved(sql`m`)}) as quantity
          from materials.material_move m join materials.lot l on l.id = m.lot_id
          where m.order_id = ${orderId}::uuid and m.component_id is not null and m.type in ('ISSUE','BACKFLUSH','RETURN')
          group by 1, 2, 3 having sum(${netMoved(sql`m`)}) <> 0
        ) net group by component_id
      ) taken on taken.component_id = k.id
      where k.order_id = ${orderId}::uuid order by p.op_no, k.position`,
  );
}

function producedLots({ db }: Reader, orderId: string) {
  return readRows(
    db,
    LotRow,
    sql`select l.id, l.number, made.quantity::text, l.uom, case when l.erp_status = 'RELEASED' then l.mes_status else l.erp_status end as status, l.made_at as "madeAt", l.expires_at as "expiresAt"
      from (select e.lot_id, sum(e.quantity) as quantity from materials.genealogy_edge e where e.order_id = ${orderId}::uuid and e.kind = 'PRODUCE' group by e.lot_id having sum(e.quantity) <> 0) made
      join materials.lot l on l.id = made.lot_id order by l.made_at, l.number`,
  );
}
