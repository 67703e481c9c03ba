import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import type { OperationProgress } from "@/lib/domain/costing/operation-progress";
import type { LedgerRow } from "@/lib/domain/costing/ledger-row";
import { decimal } from "@/lib/domain/shared/decimal";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";

const Maybe = { instant: InstantColumn.nullable(), decimal: DecimalColumn.nullable() };
const Head = z.object({
  id: z.string(),
  number: z.string(),
  siteId: z.string(),
  site: z.string(),
  timeZone: z.string(),
  currency: z.string(),
  itemId: z.string(),
  item: z.string(),
  itemText: z.string(),
  quantity: DecimalColumn,
  good: DecimalColumn,
  scrap: DecimalColumn,
  received: DecimalColumn,
  uom: z.string(),
  state: z.string(),
  customer: z.string().nullable(),
  startedAt: Maybe.instant,
  completedAt: Maybe.instant,
  closedAt: Maybe.instant,
  snapshot: z.unknown(),
});

/** The order that a cost is shown of. */
export type OrderHead = z.infer<typeof Head>;

/** An order of the actor's sites by its number, with what it was released with; null when there is none that the actor may see the cost of. */
export async function orderHead({ db }: Reader, actor: Actor, number: string, site: string | null): Promise<OrderHead | null> {
  const rows = await readRows(
    db,
    Head,
    sql`
    select o.id, o.number, o.site_id as "siteId", s.code as site, s.time_zone as "timeZone", s.currency, o.item_id as "itemId", i.code as item,
      coalesce(v.description, i.code) as "itemText", o.quantity::text, o.good::text, o.scrap::text, o.received::text, o.uom, o.state,
      o.customer->>'customer' as customer, o.started_at::text as "startedAt", o.completed_at::text as "completedAt", o.closed_at::text as "closedAt", o.snapshot
    from execution.production_order o
    join reference.site s on s.id = o.site_id
    join reference.item i on i.id = o.item_id
    left join reference.item_version v on v.item_id = i.id and v.valid_to is null
    where o.site_id = any (${ids(sitesWith(actor, "cost.read"))}) and o.number = ${number} and (${site}::text is null or s.code = ${site})
    order by s.code
    limit 1`,
  );
  return rows[0] ?? null;
}

const Line = z.object({
  opNo: z.number(),
  element: z.enum(["MATERIAL", "LABOUR", "MACHINE", "OVERHEAD", "SALVAGE", "CREDIT"]),
  activity: z.enum(["SETUP", "RUN", "REWORK", "DELAY"]),
  position: z.number().nullable(),
  itemId: z.string().nullable(),
  quantity: Maybe.decimal,
  seconds: z.number().nullable(),
  unitCost: DecimalColumn,
  standardUnitCost: DecimalColumn,
  amount: DecimalColumn,
  valuation: z.enum(["NORMAL", "ABNORMAL"]),
  sourceEventId: z.string(),
  eventTime: InstantColumn,
  recordTime: InstantColumn,
});

/** All posted lines of one order, in the columns that the cost views need; people, lots and reasons stay in the ledger until somebody opens a figure. */
export async function ledgerOf({ db }: Reader, order: Pick<OrderHead, "id" | "currency">): Promise<LedgerRow[]> {
  const rows = await readRows(
    db,
    Line,
    sql`
    select op_no as "opNo", element, activity, position, item_id as "itemId", quantity::text, seconds, unit_cost::text as "unitCost", standard_unit_cost::text as "standardUnitCost",
      amount::text, valuation, source_event_id as "sourceEventId", event_time::text as "eventTime", record_time::text as "recordTime"
    from costing.cost_line where order_id = ${order.id} order by event_time, record_time, id`,
  );
  return rows.map((row) => ({
    ...row,
    orderId: order.id,
    lotId: null,
    personId: null,
    rateClass: null,
    quantity: row.quantity === null ? null : decimal(row.quantity),
    unitCost: decimal(row.unitCost),
    standardUnitCost: decimal(row.standardUnitCost),
    amount: decimal(row.amount),
    currency: order.currency,
    reasonCode: null,
    reversesId: null,
    eventTime: new Date(row.eventTime),
    recordTime: new Date(row.recordTime),
    postingDate: row.eventTime.slice(0, 10),
  }));
}

const Operation = z.object({
  op: z.number(),
  name: z.string(),
  state: z.string(),
  yield: DecimalColumn,
  processed: DecimalColumn,
  goodFirst: DecimalColumn,
  scrapFirst: DecimalColumn,
  reworkIn: DecimalColumn,
  reworkedGood: DecimalColumn,
  reworkScrap: DecimalColumn,
});

/** An operation's quantities in the terms of the cost views, with its name. */
export type CostedOperation = OperationProgress & { readonly name: string; readonly state: string; readonly plannedYield: ReturnType<typeof decimal> };

/** Operations of an order with what they made so far. */
export async function operationsOf({ db }: Reader, orderId: string): Promise<CostedOperation[]> {
  const rows = await readRows(
    db,
    Operation,
    sql`
    select op_no as op, name, state, yield::text, processed::text, good_first::text as "goodFirst", scrap_first::text as "scrapFirst", rework_in::text as "reworkIn",
      reworked_good::text as "reworkedGood", rework_scrap::text as "reworkScrap"
    from execution.order_operation where order_id = ${orderId} order by op_no`,
  );
  return rows.map((row) => ({
    op: row.op,
    name: row.name,
    state: row.state,
    skipped: row.state === "SKIPPED",
    plannedYield: decimal(row.yield),
    processed: decimal(row.processed),
    goodFirst: decimal(row.goodFirst),
    scrapFirst: decimal(row.scrapFirst),
    reworkIn: decimal(row.reworkIn),
    reworkedGood: decimal(row.reworkedGood),
    reworkScrap: decimal(row.reworkScrap),
  }));
}

const Price = z.object({ price: DecimalColumn, currency: z.string(), customer: z.string() });

/** The price of one unit in force at an instant: the customer's own before the list price; null without one in the site's currency. */
export async function priceAt({ db }: Reader, order: Pick<OrderHead, "itemId" | "customer" | "currency">, at: Date): Promise<z.infer<typeof Price> | null> {
  const rows = await readRows(
    db,
    Price,
    sql`
    select price::text, currency, customer from reference.price
    where item_id = ${order.itemId} and currency = ${order.currency} and customer = any (array['', ${order.customer ?? ""}::text]) and valid_from <= ${at.toISOString()}::timestamptz and (valid_to is null or valid_to > ${at.toISOString()}::timestamptz)
    order by customer desc limit 1`,
  );
  return rows[0] ?? null;
}
