import { sql } from "drizzle-orm";
import { type AnyPgColumn, check, index, integer, jsonb, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, primaryId, quantity } from "./columns";
import { orderOperation, productionOrder } from "./execution";
import { equipment, site, uom } from "./reference";

import { handlingUnit, lot, materialMove, materials } from "./materials";

/** One uninterrupted stay of an operation on a work unit under the same conditions. */
export const productionRun = materials.table(
  "production_run",
  {
    id: primaryId(),
    number: integer("number").generatedAlwaysAsIdentity().unique(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    orderId: uuid("order_id")
      .notNull()
      .references(() => productionOrder.id),
    operationId: uuid("operation_id")
      .notNull()
      .references(() => orderOperation.id),
    workUnitId: uuid("work_unit_id")
      .notNull()
      .references(() => equipment.id),
    tool: text("tool"),
    recipeVersion: text("recipe_version"),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at"),
  },
  (t) => [
    check("production_run_span_ck", sql`${t.toAt} is null or ${t.toAt} >= ${t.fromAt}`),
    index("production_run_unit_ix").on(t.workUnitId, t.fromAt),
    // Each batch of telemetry asks for what has not ended since: along the beginnings it would read all that the unit ever ran.
    index("production_run_end_ix").on(t.workUnitId, sql`coalesce(to_at, 'infinity'::timestamptz)`),
    index("production_run_operation_ix").on(t.operationId),
  ],
);

/** Piece of a run's output with its own span: the finest recall unit without serials. */
export const outputSegment = materials.table(
  "output_segment",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    runId: uuid("run_id")
      .notNull()
      .references(() => productionRun.id),
    lotId: uuid("lot_id").references(() => lot.id),
    handlingUnitId: uuid("handling_unit_id").references(() => handlingUnit.id),
    lane: integer("lane").notNull().default(0),
    quantity: quantity("quantity").notNull(),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at").notNull(),
  },
  (t) => [
    // Zero: its entry was taken back.
    check("output_segment_quantity_ck", sql`${t.quantity} >= 0`),
    check("output_segment_span_ck", sql`${t.toAt} >= ${t.fromAt}`),
    index("output_segment_lot_ix").on(t.lotId),
    index("output_segment_run_ix").on(t.runId),
  ],
);

export const edgeKinds = ["CONSUME", "PRODUCE", "SPLIT", "MERGE", "PACK", "SHIP"] as const;

/**
 * Genealogy: CONSUME says that a lot went into an operation of an order, PRODUCE that a lot came out of one; the order joins both.
 * SPLIT, MERGE and PACK lead from one lot to another. Written with its move in one transaction; append-only.
 */
export const genealogyEdge = materials.table(
  "genealogy_edge",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    kind: text("kind", { enum: edgeKinds }).notNull(),
    lotId: uuid("lot_id")
      .notNull()
      .references(() => lot.id),
    /** SPLIT, MERGE, PACK: the other lot. */
    otherLotId: uuid("other_lot_id").references(() => lot.id),
    orderId: uuid("order_id").references(() => productionOrder.id),
    operationId: uuid("operation_id").references(() => orderOperation.id),
    runId: uuid("run_id").references(() => productionRun.id),
    quantity: quantity("quantity").notNull(),
    uom: text("uom")
      .notNull()
      .references(() => uom.code),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at").notNull(),
    workUnitId: uuid("work_unit_id").references(() => equipment.id),
    operators: text("operators").array().notNull(),
    tool: text("tool"),
    detail: jsonb("detail").notNull().default({}),
    moveId: uuid("move_id")
      .notNull()
      .references(() => materialMove.id),
    /** A reversal repeats the edge with a negative quantity (EX-19). */
    reversesId: uuid("reverses_id").references((): AnyPgColumn => genealogyEdge.id),
  },
  (t) => [
    ...knownValues(t),
    check("genealogy_edge_reversal_ck", sql`case when ${t.reversesId} is null then ${t.quantity} > 0 else ${t.quantity} < 0 end`),
    // EX-19: an edge is reversed at most once.
    uniqueIndex("genealogy_edge_reverses_uq")
      .on(t.reversesId)
      .where(sql`reverses_id is not null`),
    check("genealogy_edge_span_ck", sql`${t.toAt} >= ${t.fromAt}`),
    // The recursive walk alternates between "edges of this lot" and "edges of this order".
    index("genealogy_edge_lot_ix").on(t.lotId, t.kind),
    index("genealogy_edge_other_lot_ix")
      .on(t.otherLotId)
      .where(sql`other_lot_id is not null`),
    index("genealogy_edge_order_ix").on(t.orderId, t.kind),
    // A lot that was scanned in stays until the next one of its item on that unit (TR-01).
    index("genealogy_edge_unit_ix")
      .on(t.workUnitId, t.fromAt)
      .where(sql`kind = 'CONSUME'`),
  ],
);
