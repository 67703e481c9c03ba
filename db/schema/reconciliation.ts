import { sql } from "drizzle-orm";
import { boolean, check, date, index, integer, jsonb, primaryKey, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, money, primaryId, quantity } from "./columns";
import { site } from "./reference";
import { connection, integration } from "./integration";

const reconciliationStates = ["QUEUED", "RUNNING", "DONE", "FAILED", "UNSUPPORTED"] as const;

/** A comparison of a site with an ERP that governs it (IN-11). */
export const reconciliationRun = integration.table(
  "reconciliation_run",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id),
    onDate: date("on_date").notNull(),
    cause: text("cause", { enum: ["DAILY", "ON_DEMAND"] })
      .notNull()
      .default("ON_DEMAND"),
    /** UNSUPPORTED: this ERP cannot say what it holds. */
    state: text("state", { enum: reconciliationStates }).notNull().default("QUEUED"),
    requestedBy: text("requested_by"),
    /** When it was due or asked for. */
    startedAt: instant("started_at").notNull(),
    endedAt: instant("ended_at"),
    /** Why it failed or cannot be done. */
    reason: text("reason"),
    attempts: integer("attempts").notNull().default(0),
    /** When a worker may take it up; null: never again. */
    nextAt: instant("next_at"),
    leasedBy: text("leased_by"),
    leasedUntil: instant("leased_until"),
    /** The run whose open differences it carries on. */
    previousId: uuid("previous_id"),
    readsOrders: boolean("reads_orders"),
    readsStock: boolean("reads_stock"),
    /** Whether the ERP said which of its orders are open or were changed lately. */
    listsOrders: boolean("lists_orders"),
    /** Null until its orders are listed. */
    ordersTotal: integer("orders_total"),
    ordersDone: integer("orders_done").notNull().default(0),
    leftOut: integer("left_out").notNull().default(0),
    openOurs: integer("open_ours").notNull().default(0),
    openTheirs: integer("open_theirs").notNull().default(0),
    openCounted: boolean("open_counted").notNull().default(false),
    stockCompared: boolean("stock_compared").notNull().default(false),
    /** Orders whose cost the ERP told in the currency of the site. */
    costsCompared: integer("costs_compared").notNull().default(0),
    /** Why the cost of an order could not be compared: the first reason met. */
    costsRefused: text("costs_refused"),
    matched: integer("matched").notNull().default(0),
    explained: integer("explained").notNull().default(0),
    unexplained: integer("unexplained").notNull().default(0),
    accepted: integer("accepted").notNull().default(0),
    /** In the currency of the site. */
    value: money("value")
      .notNull()
      .default(sql`0`),
    unexplainedValue: money("unexplained_value")
      .notNull()
      .default(sql`0`),
  },
  (t) => [
    ...knownValues(t),
    check(
      "reconciliation_run_counts_ck",
      sql`${t.attempts} >= 0 and ${t.ordersTotal} >= 0 and ${t.ordersDone} >= 0 and ${t.leftOut} >= 0 and ${t.openOurs} >= 0 and ${t.openTheirs} >= 0 and ${t.costsCompared} >= 0 and ${t.matched} >= 0 and ${t.explained} >= 0 and ${t.unexplained} >= 0 and ${t.accepted} >= 0`,
    ),
    check("reconciliation_run_value_ck", sql`${t.value} >= 0 and ${t.unexplainedValue} >= 0`),
    // §8.1: one daily run per site and day, whichever workers put it there.
    uniqueIndex("reconciliation_run_daily_uq")
      .on(t.siteId, t.connectionId, t.onDate)
      .where(sql`cause = 'DAILY'`),
    // One at a time: two would compare the same.
    uniqueIndex("reconciliation_run_open_uq")
      .on(t.siteId, t.connectionId)
      .where(sql`state in ('QUEUED','RUNNING')`),
    // Workers look for what is due many times a minute.
    index("reconciliation_run_due_ix")
      .on(t.nextAt)
      .where(sql`next_at is not null`),
    index("reconciliation_run_recent_ix").on(t.siteId, t.connectionId, t.startedAt),
    check("reconciliation_run_ended_ck", sql`(${t.state} in ('QUEUED','RUNNING')) = (${t.endedAt} is null)`),
  ],
);

/** Orders that a run has still to compare; what is left of a run that another worker goes on with. */
export const reconciliationOrder = integration.table(
  "reconciliation_order",
  {
    runId: uuid("run_id")
      .notNull()
      .references(() => reconciliationRun.id),
    /** Refers to `execution.production_order`. */
    orderId: uuid("order_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.orderId] })],
);

/** The ERP's stock of a run by lot, page by page, until it is compared. */
export const reconciliationStock = integration.table(
  "reconciliation_stock",
  {
    runId: uuid("run_id")
      .notNull()
      .references(() => reconciliationRun.id),
    item: text("item").notNull(),
    lot: text("lot").notNull(),
    uom: text("uom").notNull(),
    qty: quantity("qty").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.item, t.lot, t.uom] })],
);

type CostSideColumn = { readonly qty: string | null; readonly rate: string | null };

/** Where a difference of cost comes from; decimals as text, rates per unit or hour. */
export type CostBasisColumn = {
  readonly item: string | null;
  readonly lot: string | null;
  readonly operation: number | null;
  readonly activity: "SETUP" | "RUN" | "REWORK" | "DELAY" | null;
  readonly uom: string | null;
  readonly ours: CostSideColumn;
  readonly theirs: CostSideColumn;
  readonly rate: string;
  readonly quantity: string;
  readonly unexplained: string;
};

/** A figure that differs (IN-11). What both sides hold alike is only counted. */
export const reconciliationLine = integration.table(
  "reconciliation_line",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    runId: uuid("run_id")
      .notNull()
      .references(() => reconciliationRun.id),
    /** Order number; the site for what is compared per site. */
    subject: text("subject").notNull(),
    /** Refers to `execution.production_order`. */
    orderId: uuid("order_id"),
    measure: text("measure").notNull(),
    item: text("item"),
    lot: text("lot"),
    /** Of a time, where the ERP tells activities apart. */
    activity: text("activity", { enum: ["SETUP", "RUN", "REWORK", "DELAY"] }),
    /** Of a cost (C-17): which element, and of which accounting month, `YYYY-MM`, where the ERP tells it. */
    element: text("element", { enum: ["MATERIAL", "LABOUR", "MACHINE", "OVERHEAD", "CREDIT"] }),
    period: text("period"),
    /** Of a cost its currency. */
    uom: text("uom").notNull(),
    ours: quantity("ours").notNull(),
    theirs: quantity("theirs").notNull(),
    /** What each side says, where it is no quantity: a status. */
    oursText: text("ours_text"),
    theirsText: text("theirs_text"),
    inTransit: quantity("in_transit").notNull(),
    rejected: quantity("rejected").notNull(),
    timing: quantity("timing").notNull(),
    /** Of a cost: the same quantity at another rate, and another quantity. */
    rate: quantity("rate")
      .notNull()
      .default(sql`0`),
    quantity: quantity("quantity")
      .notNull()
      .default(sql`0`),
    unexplained: quantity("unexplained").notNull(),
    /** What each part is worth, in the currency of the site and never below zero; null where no cost of the thing is known. */
    inTransitValue: money("in_transit_value"),
    rejectedValue: money("rejected_value"),
    timingValue: money("timing_value"),
    unexplainedValue: money("unexplained_value"),
    /** Of a cost: the items, lots and operations of which rate, quantity or amount differ, the largest first. */
    bases: jsonb("bases")
      .$type<readonly CostBasisColumn[]>()
      .notNull()
      .default(sql`'[]'::jsonb`),
    /** Outbound messages behind it. */
    /** Of what was settled without sending, no other combination would leave less open; false: there are too many to try each. */
    triedAll: boolean("tried_all").notNull().default(true),
    messages: uuid("messages")
      .array()
      .notNull()
      .default(sql`'{}'::uuid[]`),
    /** Since which run it is there. */
    firstSeenAt: instant("first_seen_at").notNull(),
    owner: text("owner", { enum: ["IT", "PLANNER", "LEAD", "FINANCE", "QUALITY"] }),
    action: text("action", { enum: ["ACCEPTED"] }),
    note: text("note"),
    actedBy: text("acted_by"),
    actedAt: instant("acted_at"),
  },
  (t) => [
    ...knownValues(t),
    check("reconciliation_line_value_ck", sql`${t.inTransitValue} >= 0 and ${t.rejectedValue} >= 0 and ${t.timingValue} >= 0 and ${t.unexplainedValue} >= 0`),
    check("reconciliation_line_sum_ck", sql`${t.ours} - ${t.theirs} = ${t.inTransit} + ${t.rejected} + ${t.timing} + ${t.rate} + ${t.quantity} + ${t.unexplained}`),
    check(
      "reconciliation_line_cost_ck",
      sql`(${t.measure} = 'COST') = (${t.element} is not null) and (${t.element} is not null or (${t.period} is null and ${t.rate} = 0 and ${t.quantity} = 0))`,
    ),
    check("reconciliation_line_action_ck", sql`(${t.action} is null) = (${t.actedBy} is null) and (${t.action} is null or ${t.note} is not null)`),
    // The next run asks what it said of the same subjects, the page lists it whole.
    index("reconciliation_line_run_ix").on(t.runId, t.subject),
  ],
);
