import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { ApiDecimal, ApiId, ApiInstant } from "./columns";
import { ApiOperation, operationsOfOrder } from "./operations";
import { cutPage, PageQuery } from "./page";

export const ORDER_STATES = ["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "CLOSED", "CANCELLED", "ABORTED"] as const;

/** An order as the API tells it. */
export const ApiOrder = z
  .object({
    id: ApiId,
    site: z.string(),
    number: z.string().meta({ description: "The ERP's number, unique within the site" }),
    type: z.enum(["STANDARD", "REWORK", "TRANSFER"]),
    state: z.enum(ORDER_STATES),
    item: z.string(),
    itemText: z.string(),
    quantity: ApiDecimal,
    good: ApiDecimal,
    scrap: ApiDecimal,
    received: ApiDecimal.meta({ description: "Good quantity that went into stock" }),
    uom: z.string().meta({ description: "Unit of all quantities (UN/ECE Recommendation 20)" }),
    plannedStart: ApiInstant,
    due: ApiInstant,
    priority: z.number().int(),
    erpVersion: z.number().int(),
    releasedAt: ApiInstant.nullable(),
    startedAt: ApiInstant.nullable(),
    completedAt: ApiInstant.nullable(),
  })
  .meta({ id: "Order" });

const ApiComponent = z
  .object({
    id: ApiId.meta({ description: "What commands take as `componentId`" }),
    position: z.number().int(),
    operation: z.number().int(),
    item: z.string(),
    uom: z.string(),
    lotTracked: z.boolean(),
    issueMode: z.enum(["MANUAL_SCAN", "MANUAL_QTY", "BACKFLUSH"]).describe("How it is taken (EX-08): lot by lot, by quantity, or by confirmations themselves"),
    required: ApiDecimal,
    issued: ApiDecimal,
    returned: ApiDecimal,
    state: z.enum(["OPEN", "PARTIAL", "ISSUED", "CLOSED"]),
  })
  .meta({ id: "OrderComponent" });

/** An order with its operations and components. */
export const ApiOrderDetail = ApiOrder.extend({ operations: z.array(ApiOperation), components: z.array(ApiComponent) }).meta({ id: "OrderDetail" });

export const OrdersQuery = PageQuery.extend({
  site: z.string().optional(),
  state: z.enum(ORDER_STATES).optional(),
  item: z.string().optional(),
});

const SELECT = sql`
  select o.id, s.code as site, o.number, o.type, o.state, i.code as item, coalesce(v.description, i.code) as "itemText", o.quantity::text, o.good::text, o.scrap::text, o.received::text, o.uom,
    o.planned_start_at as "plannedStart", o.due_at as due, o.priority, o.erp_version::int as "erpVersion", o.released_at as "releasedAt", o.started_at as "startedAt", o.completed_at as "completedAt"
  from execution.production_order o
  join reference.site s on s.id = o.site_id
  join reference.item i on i.id = o.item_id
  left join reference.item_version v on v.item_id = i.id and v.valid_to is null`;

/** Orders in the order in which they came to be here, a page of them. */
export async function apiOrders({ db }: Reader, actor: Actor, query: z.infer<typeof OrdersQuery>, after: string | null) {
  const where: SQL[] = [
    sql`o.site_id = any (${ids(sitesWith(actor, "operation.read"))})`,
    ...(after === null ? [] : [sql`o.id > ${after}::uuid`]),
    ...(query.site === undefined ? [] : [sql`s.code = ${query.site}`]),
    ...(query.state === undefined ? [] : [sql`o.state = ${query.state}`]),
    ...(query.item === undefined ? [] : [sql`i.code = ${query.item}`]),
  ];
  const rows = await readRows(db, ApiOrder, sql`${SELECT} where ${sql.join(where, sql` and `)} order by o.id limit ${query.limit + 1}`);
  return cutPage(rows, query.limit, (row) => row.id);
}

/** Orders of that number, one a site, with everything in them. */
export async function apiOrder({ db }: Reader, actor: Actor, number: string, site: string | undefined): Promise<z.infer<typeof ApiOrderDetail>[]> {
  const rows = await readRows(
    db,
    ApiOrder,
    sql`${SELECT} where o.site_id = any (${ids(sitesWith(actor, "operation.read"))}) and o.number = ${number} ${site === undefined ? sql`` : sql`and s.code = ${site}`} order by s.code`,
  );
  return Promise.all(
    rows.map(async (order) => {
      const [operations, components] = await Promise.all([
        operationsOfOrder(db, order.id),
        readRows(
          db,
          ApiComponent,
          sql`select c.id, c.position, p.op_no as operation, i.code as item, c.uom, c.tracked as "lotTracked", c.issue_mode as "issueMode", c.required::text, c.issued::text, c.returned::text, c.state
            from execution.order_component c join execution.order_operation p on p.id = c.operation_id join reference.item i on i.id = c.item_id
            where c.order_id = ${order.id}::uuid order by c.position`,
        ),
      ]);
      return { ...order, operations, components };
    }),
  );
}
