import { sql } from "drizzle-orm";
import { type AnyPgColumn, check, date, index, integer, jsonb, pgSchema, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, money, primaryId, quantity, unitCost } from "./columns";
import { event } from "./eventlog";
import { orderOperation, productionOrder } from "./execution";
import { lot } from "./materials";
import { equipment, item, person, site, uom } from "./reference";

/** The append-only cost ledger: order cost, WIP at any instant and variances are sums over it. */
export const costing = pgSchema("costing");

export const costElements = ["MATERIAL", "LABOUR", "MACHINE", "OVERHEAD", "SALVAGE", "CREDIT"] as const;

/** One posted amount (C-01). CREDIT lines carry the standard value of receipts, SALVAGE the proceeds of scrap; both are negative. */
export const costLine = costing.table(
  "cost_line",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    orderId: uuid("order_id")
      .notNull()
      .references(() => productionOrder.id),
    operationId: uuid("operation_id").references(() => orderOperation.id),
    opNo: integer("op_no").notNull(),
    element: text("element", { enum: costElements }).notNull(),
    activity: text("activity", { enum: ["SETUP", "RUN", "REWORK", "DELAY"] }).notNull(),
    /** Component position for MATERIAL, null otherwise. */
    position: integer("position"),
    itemId: uuid("item_id").references(() => item.id),
    lotId: uuid("lot_id").references(() => lot.id),
    personId: uuid("person_id").references(() => person.id),
    rateClass: text("rate_class"),
    workUnitId: uuid("work_unit_id").references(() => equipment.id),
    /** Quantity of the item, or null when the line is time. */
    quantity: quantity("quantity"),
    uom: text("uom").references(() => uom.code),
    /** Time of the line in whole seconds, or null when it is material. */
    seconds: integer("seconds"),
    unitCost: unitCost("unit_cost").notNull(),
    /** Standard price or rate beside it, for variances. */
    standardUnitCost: unitCost("standard_unit_cost").notNull(),
    amount: money("amount").notNull(),
    currency: text("currency").notNull(),
    valuation: text("valuation", { enum: ["NORMAL", "ABNORMAL"] }).notNull(),
    reasonCode: text("reason_code"),
    sourceEventId: uuid("source_event_id")
      .notNull()
      .references(() => event.id),
    reversesId: uuid("reverses_id").references((): AnyPgColumn => costLine.id),
    eventTime: instant("event_time").notNull(),
    recordTime: instant("record_time").notNull(),
    postingDate: date("posting_date").notNull(),
  },
  (t) => [
    ...knownValues(t),
    // A reversal negates quantity, hours and amount; it keeps the price (EX-19). What scrap was sold for may be corrected downwards.
    check("cost_line_price_ck", sql`${t.element} = 'SALVAGE' or (${t.unitCost} >= 0 and ${t.standardUnitCost} >= 0)`),
    check("cost_line_measure_ck", sql`(${t.quantity} is null) <> (${t.seconds} is null)`),
    // Order cost and drill-down read the lines of one order; WIP(T, K) adds the two times.
    index("cost_line_order_ix").on(t.orderId, t.eventTime, t.recordTime),
    index("cost_line_site_time_ix").on(t.siteId, t.eventTime),
    // EX-19: a line is reversed at most once.
    uniqueIndex("cost_line_reverses_uq")
      .on(t.reversesId)
      .where(sql`reverses_id is not null`),
    // A plan that loses an operation asks whether anything was booked on it; that must not read the whole ledger.
    index("cost_line_operation_ix").on(t.operationId),
  ],
);

/** Running sums of an order, kept by the commands, so that WIP now costs what it shows. */
export const orderCost = costing.table("order_cost", {
  orderId: uuid("order_id")
    .primaryKey()
    .references(() => productionOrder.id),
  siteId: uuid("site_id")
    .notNull()
    .references(() => site.id),
  currency: text("currency").notNull(),
  material: money("material").notNull(),
  labour: money("labour").notNull(),
  machine: money("machine").notNull(),
  overhead: money("overhead").notNull(),
  salvage: money("salvage").notNull(),
  credit: money("credit").notNull(),
  abnormal: money("abnormal").notNull(),
  lastEventTime: instant("last_event_time").notNull(),
});

export const costPeriod = costing.table(
  "cost_period",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    name: text("name").notNull(),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at").notNull(),
    state: text("state", { enum: ["OPEN", "CLOSED"] }).notNull(),
    closedAt: instant("closed_at"),
    closedBy: uuid("closed_by"),
    snapshot: jsonb("snapshot"),
  },
  (t) => [
    ...knownValues(t),
    unique("cost_period_name_uq").on(t.siteId, t.name),
    check("cost_period_span_ck", sql`${t.toAt} > ${t.fromAt}`),
    check("cost_period_closed_ck", sql`(${t.state} = 'CLOSED') = (${t.closedAt} is not null)`),
  ],
);

export const restatement = costing.table("restatement", {
  id: primaryId(),
  siteId: uuid("site_id")
    .notNull()
    .references(() => site.id),
  orderId: uuid("order_id")
    .notNull()
    .references(() => productionOrder.id),
  closedPeriodId: uuid("closed_period_id")
    .notNull()
    .references(() => costPeriod.id),
  postedPeriodId: uuid("posted_period_id")
    .notNull()
    .references(() => costPeriod.id),
  amount: money("amount").notNull(),
  sourceEventId: uuid("source_event_id").notNull(),
  postedAt: instant("posted_at").notNull(),
});
