import { sql } from "drizzle-orm";
import { type AnyPgColumn, bigint, boolean, check, index, integer, jsonb, pgSchema, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { FrozenSubstitute } from "@/lib/domain/materials/substitutes";
import type { KeptErpUnit } from "@/lib/domain/shared/erp-unit";
import { factor, instant, knownValues, primaryId, quantity, unitCost } from "./columns";
import { connection } from "./integration";
import { equipment, item, person, site, uom } from "./reference";

/** Orders as the ERP gave them and what the floor did with them. */
export const execution = pgSchema("execution");

export const orderStates = ["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "CLOSED", "CANCELLED", "ABORTED"] as const;
export const operationStates = ["PENDING", "READY", "SETUP", "RUNNING", "PAUSED", "COMPLETED", "SKIPPED", "ABORTED"] as const;
export const activities = ["SETUP", "RUN", "REWORK", "DELAY", "INDIRECT"] as const;

export const productionOrder = execution.table(
  "production_order",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    /** Connection whose ERP governs this order; its outbound messages go there. */
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id),
    number: text("number").notNull(),
    type: text("type", { enum: ["STANDARD", "REWORK", "TRANSFER"] }).notNull(),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    quantity: quantity("quantity").notNull(),
    uom: text("uom")
      .notNull()
      .references(() => uom.code),
    decimals: integer("decimals").notNull(),
    /** The unit in which the ERP keeps it, and how that stands to `uom`: as it was when the order came. Null: it is `uom`. */
    erpUnit: jsonb("erp_unit").$type<KeptErpUnit>(),
    plannedStartAt: instant("planned_start_at").notNull(),
    dueAt: instant("due_at").notNull(),
    priority: integer("priority").notNull(),
    overPct: factor("over_pct").notNull(),
    underPct: factor("under_pct").notNull(),
    bomVersion: text("bom_version"),
    routingVersion: text("routing_version"),
    /** Sales order line that it was made for, as the ERP names it. */
    customer: jsonb("customer"),
    /** Lot number that the ERP gave for what the order makes; null: taken from the site's range at the first receipt. */
    outputLotNumber: text("output_lot_number"),
    /** ERP's strictly increasing revision of the order (IN-07). */
    erpVersion: bigint("erp_version", { mode: "number" }).notNull(),
    state: text("state", { enum: orderStates }).notNull(),
    /** State to resume to when a hold is lifted. */
    heldFrom: text("held_from", { enum: ["RELEASED", "IN_PROGRESS"] }),
    holdClass: text("hold_class", { enum: ["LEAD", "QUALITY", "PLANNER"] }),
    good: quantity("good").notNull(),
    scrap: quantity("scrap").notNull(),
    received: quantity("received").notNull(),
    releasedAt: instant("released_at"),
    startedAt: instant("started_at"),
    completedAt: instant("completed_at"),
    closedAt: instant("closed_at"),
    /** Since when the ERP has it closed; it closes here as soon as nothing of it is open (§2.2). */
    erpClosedAt: instant("erp_closed_at"),
    /** BOM, routing, rates and standard cost as they were at release (OWN-03). */
    snapshot: jsonb("snapshot"),
  },
  (t) => [
    ...knownValues(t),
    check("production_order_decimals_ck", sql`${t.decimals} between 0 and 6`),
    check("production_order_priority_ck", sql`${t.priority} between 1 and 999`),
    check("production_order_hold_ck", sql`(${t.state} = 'ON_HOLD') = (${t.heldFrom} is not null) and (${t.state} = 'ON_HOLD') = (${t.holdClass} is not null)`),
    check("production_order_released_ck", sql`${t.state} not in ('RELEASED', 'IN_PROGRESS', 'ON_HOLD', 'COMPLETED', 'CLOSED') or ${t.releasedAt} is not null`),
    check("production_order_started_ck", sql`(${t.state} <> 'IN_PROGRESS' and ${t.heldFrom} is distinct from 'IN_PROGRESS') or ${t.startedAt} is not null`),
    check("production_order_completed_ck", sql`(${t.state} in ('COMPLETED', 'CLOSED', 'ABORTED')) = (${t.completedAt} is not null)`),
    check("production_order_closed_ck", sql`(${t.state} = 'CLOSED') = (${t.closedAt} is not null)`),
    unique("production_order_number_uq").on(t.siteId, t.number),
    check("production_order_quantity_ck", sql`${t.quantity} > 0`),
    check("production_order_tolerance_ck", sql`${t.overPct} >= 0 and ${t.underPct} >= 0 and ${t.underPct} <= 1`),
    check("production_order_totals_ck", sql`${t.good} >= 0 and ${t.scrap} >= 0 and ${t.received} >= 0`),
    // The boards show open orders of a site by due date.
    index("production_order_open_ix")
      .on(t.siteId, t.dueAt)
      .where(sql`state in ('CREATED','RELEASED','IN_PROGRESS','ON_HOLD')`),
    // WIP at a past instant takes orders that were completed since.
    index("production_order_completed_ix")
      .on(t.siteId, t.completedAt)
      .where(sql`completed_at is not null`),
    // Completed orders that wait for their close: looked for twice a minute.
    index("production_order_to_close_ix")
      .on(t.completedAt)
      .where(sql`state = 'COMPLETED'`),
  ],
);

export const orderOperation = execution.table(
  "order_operation",
  {
    id: primaryId(),
    number: integer("number").generatedAlwaysAsIdentity().unique(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    orderId: uuid("order_id")
      .notNull()
      .references(() => productionOrder.id),
    opNo: integer("op_no").notNull(),
    name: text("name").notNull(),
    workCentreId: uuid("work_centre_id")
      .notNull()
      .references(() => equipment.id),
    /** Unit it runs or ran on; planned unit until it starts. */
    workUnitId: uuid("work_unit_id").references(() => equipment.id),
    state: text("state", { enum: operationStates }).notNull(),
    /** What a pause returns to. */
    pausedFrom: text("paused_from", { enum: ["SETUP", "RUNNING"] }),
    setupMachineHours: factor("setup_machine_h").notNull(),
    setupLabourHours: factor("setup_labour_h").notNull(),
    runMachineHours: factor("run_machine_h").notNull(),
    runLabourHours: factor("run_labour_h").notNull(),
    yield: factor("yield").notNull(),
    crew: factor("crew").notNull(),
    optional: boolean("optional").notNull(),
    overlapMinutes: integer("overlap_minutes"),
    isLast: boolean("is_last").notNull(),
    /** Codes of the tools that it needs, as the routing had them (EX-01). */
    tools: text("tools")
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
    /** Required first-pass quantity here so that the order's quantity arrives at the end: quantity ÷ cumulative yield. */
    required: quantity("required").notNull(),
    processed: quantity("processed").notNull(),
    goodFirst: quantity("good_first").notNull(),
    scrapFirst: quantity("scrap_first").notNull(),
    reworkIn: quantity("rework_in").notNull(),
    reworkedGood: quantity("reworked_good").notNull(),
    reworkScrap: quantity("rework_scrap").notNull(),
    plannedStartAt: instant("planned_start_at"),
    plannedEndAt: instant("planned_end_at"),
    actualStartAt: instant("actual_start_at"),
    actualEndAt: instant("actual_end_at"),
    /** Up to here times were handed to cost; the next confirmation books from here on. */
    timeBookedTo: instant("time_booked_to"),
    sequence: integer("sequence").notNull().default(0),
  },
  (t) => [
    ...knownValues(t),
    check("order_operation_op_no_ck", sql`${t.opNo} > 0`),
    check("order_operation_yield_ck", sql`${t.yield} > 0 and ${t.yield} <= 1`),
    check(
      "order_operation_standards_ck",
      sql`${t.setupMachineHours} >= 0 and ${t.setupLabourHours} >= 0 and ${t.runMachineHours} >= 0 and ${t.runLabourHours} >= 0 and ${t.crew} >= 0 and ${t.overlapMinutes} >= 0`,
    ),
    check("order_operation_required_ck", sql`${t.required} >= 0`),
    check("order_operation_paused_ck", sql`(${t.state} = 'PAUSED') = (${t.pausedFrom} is not null)`),
    check("order_operation_loaded_ck", sql`${t.state} not in ('SETUP', 'RUNNING', 'PAUSED') or (${t.workUnitId} is not null and ${t.actualStartAt} is not null)`),
    // What ends with an order that never began has no end of its own.
    check(
      "order_operation_ended_ck",
      sql`case when ${t.state} in ('COMPLETED', 'SKIPPED') then ${t.actualEndAt} is not null else ${t.state} = 'ABORTED' or ${t.actualEndAt} is null end`,
    ),
    unique("order_operation_no_uq").on(t.orderId, t.opNo),
    check("order_operation_processed_ck", sql`${t.processed} = ${t.goodFirst} + ${t.scrapFirst} + ${t.reworkIn}`),
    // That no more is reworked than was sent to rework is asked when a command ends (a trigger): between the two facts of a correction it need not hold.
    check("order_operation_totals_ck", sql`${t.goodFirst} >= 0 and ${t.scrapFirst} >= 0 and ${t.reworkedGood} >= 0 and ${t.reworkScrap} >= 0`),
    // Dispatch list of a line, and the operation loaded on a unit.
    index("order_operation_work_centre_ix").on(t.workCentreId, t.state),
    index("order_operation_loaded_ix")
      .on(t.workUnitId)
      .where(sql`state in ('SETUP','RUNNING','PAUSED')`),
  ],
);

export const orderComponent = execution.table(
  "order_component",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    orderId: uuid("order_id")
      .notNull()
      .references(() => productionOrder.id),
    operationId: uuid("operation_id")
      .notNull()
      .references(() => orderOperation.id),
    position: integer("position").notNull(),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    uom: text("uom")
      .notNull()
      .references(() => uom.code),
    decimals: integer("decimals").notNull(),
    /** Lot or serial tracked: an issue must name the lot (EX-08). */
    tracked: boolean("tracked").notNull(),
    quantityPer: factor("quantity_per").notNull(),
    scrapFactor: factor("scrap_factor").notNull(),
    issueMode: text("issue_mode", { enum: ["MANUAL_SCAN", "MANUAL_QTY", "BACKFLUSH"] }).notNull(),
    mixGroup: text("mix_group"),
    standardPrice: unitCost("standard_price").notNull(),
    required: quantity("required").notNull(),
    issued: quantity("issued").notNull(),
    returned: quantity("returned").notNull(),
    state: text("state", { enum: ["OPEN", "PARTIAL", "ISSUED", "CLOSED"] }).notNull(),
    /** Allowed substitutes as snapshot: item, factor, priority, validity (EX-12). */
    substitutes: jsonb("substitutes").$type<readonly FrozenSubstitute[]>().notNull().default([]),
  },
  (t) => [
    ...knownValues(t),
    check("order_component_decimals_ck", sql`${t.decimals} between 0 and 6`),
    // What an order brings by its own lines may need less for one than six decimals can say.
    check("order_component_quantities_ck", sql`${t.quantityPer} >= 0 and ${t.required} >= 0 and ${t.issued} >= 0 and ${t.returned} >= 0 and ${t.standardPrice} >= 0`),
    check("order_component_scrap_ck", sql`${t.scrapFactor} >= 0 and ${t.scrapFactor} < 1`),
    unique("order_component_position_uq").on(t.orderId, t.position),
    index("order_component_operation_ix").on(t.operationId),
    check("order_component_net_ck", sql`${t.issued} - ${t.returned} >= 0`),
  ],
);

/** What a work unit was loaded with, and for what: the machine time of an operation. Never overlaps within an operation. */
export const operationActivity = execution.table(
  "operation_activity",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    operationId: uuid("operation_id")
      .notNull()
      .references(() => orderOperation.id),
    workUnitId: uuid("work_unit_id")
      .notNull()
      .references(() => equipment.id),
    activity: text("activity", { enum: activities }).notNull(),
    reasonCode: text("reason_code"),
    comment: text("comment"),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at"),
  },
  (t) => [
    ...knownValues(t),
    check("operation_activity_span_ck", sql`${t.toAt} is null or ${t.toAt} >= ${t.fromAt}`),
    uniqueIndex("operation_activity_open_uq")
      .on(t.operationId)
      .where(sql`to_at is null`),
    // Telemetry asks what was loaded on a unit at an instant.
    index("operation_activity_unit_ix").on(t.workUnitId, t.fromAt),
    // Each batch asks for what has not ended since: along the beginnings it would read all that the unit ever did.
    index("operation_activity_end_ix").on(t.workUnitId, sql`coalesce(to_at, 'infinity'::timestamptz)`),
  ],
);

/** One increment that an operation produced (EX-05), or its reversal (EX-19). Append-only. */
export const productionEntry = execution.table(
  "production_entry",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    orderId: uuid("order_id")
      .notNull()
      .references(() => productionOrder.id),
    operationId: uuid("operation_id")
      .notNull()
      .references(() => orderOperation.id),
    workUnitId: uuid("work_unit_id").references(() => equipment.id),
    personId: uuid("person_id").references(() => person.id),
    activity: text("activity", { enum: ["RUN", "REWORK"] }).notNull(),
    good: quantity("good").notNull(),
    scrap: quantity("scrap").notNull(),
    rework: quantity("rework").notNull(),
    scrapReason: text("scrap_reason"),
    reworkReason: text("rework_reason"),
    origin: text("origin", { enum: ["TYPED", "COUNTER", "SCAN"] }).notNull(),
    final: boolean("final").notNull(),
    /** Refers to `materials.lot`; checked at commit, because the entry is the fact before the lot that it makes. */
    lotId: uuid("lot_id"),
    reversesId: uuid("reverses_id").references((): AnyPgColumn => productionEntry.id),
    /** EX-19: the entry that was taken back for this one; null where it corrects none. */
    correctsId: uuid("corrects_id").references((): AnyPgColumn => productionEntry.id),
    reason: text("reason"),
    /** Why a lead let it go above the order's tolerance (EX-07); null where it did not. */
    overrideReason: text("override_reason"),
    eventTime: instant("event_time").notNull(),
    recordTime: instant("record_time").notNull(),
  },
  (t) => [
    ...knownValues(t),
    // EX-19: a reversal is what it reverses, negated.
    check(
      "production_entry_reversal_ck",
      sql`case when ${t.reversesId} is null then least(${t.good}, ${t.scrap}, ${t.rework}) >= 0 else greatest(${t.good}, ${t.scrap}, ${t.rework}) <= 0 end`,
    ),
    // EX-19: an entry is reversed at most once.
    uniqueIndex("production_entry_reverses_uq")
      .on(t.reversesId)
      .where(sql`reverses_id is not null`),
    index("production_entry_operation_ix").on(t.operationId, t.eventTime),
    // Figures of a shift read what was made in it.
    index("production_entry_site_ix").on(t.siteId, t.eventTime),
  ],
);

/** Quantity that the line counted on a running operation and nobody has confirmed yet. */
export const countProposal = execution.table("count_proposal", {
  operationId: uuid("operation_id")
    .primaryKey()
    .references(() => orderOperation.id),
  siteId: uuid("site_id")
    .notNull()
    .references(() => site.id),
  good: quantity("good").notNull(),
  scrap: quantity("scrap").notNull(),
  countedSince: instant("counted_since").notNull(),
  countedTo: instant("counted_to").notNull(),
});

/** Commands that could not take effect and wait for a lead, with their original data (EX-22). */
export const needsAttention = execution.table(
  "needs_attention",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    commandId: uuid("command_id").notNull().unique(),
    command: text("command").notNull(),
    input: jsonb("input").$type<Readonly<Record<string, unknown>>>().notNull(),
    code: text("code").notNull(),
    params: jsonb("params").$type<Readonly<Record<string, unknown>>>().notNull(),
    /** Who tapped, and when it happened on the floor. */
    personId: uuid("person_id").references(() => person.id),
    happenedAt: instant("happened_at").notNull(),
    raisedAt: instant("raised_at").notNull(),
    /** Until then the tablet tells it to the hand that waits for the answer; null where nobody waited any more. */
    withHandUntil: instant("with_hand_until"),
    settledAt: instant("settled_at"),
    settledBy: uuid("settled_by"),
    /** What became of it; null where who entered it has read why it was not taken. */
    settlement: text("settlement"),
  },
  (t) => [
    check("needs_attention_settled_ck", sql`${t.settledBy} is null or ${t.settledAt} is not null`),
    index("needs_attention_open_ix")
      .on(t.siteId, t.raisedAt)
      .where(sql`settled_at is null`),
  ],
);
