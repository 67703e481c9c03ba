import { sql } from "drizzle-orm";
import { bigint, check, index, integer, text, unique, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, primaryId, quantity, unitCost } from "./columns";
import { item, reference, site, uom } from "./reference";

/** One line of a customer's order; the ERP decides on it (ownership matrix). */
export const commitment = reference.table(
  "commitment",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    number: text("number").notNull(),
    line: integer("line").notNull(),
    customer: text("customer").notNull(),
    customerName: text("customer_name").notNull(),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    /** Still to deliver. */
    quantity: quantity("quantity").notNull(),
    uom: text("uom")
      .notNull()
      .references(() => uom.code),
    dueAt: instant("due_at").notNull(),
    /** A is served before B (§6.1.7). */
    priorityClass: text("priority_class").notNull(),
    /** Penalty for one unit that is one day late (§6.1.7). */
    penaltyPerUnitDay: unitCost("penalty_per_unit_day").notNull(),
    currency: text("currency").notNull(),
    state: text("state", { enum: ["OPEN", "DELIVERED", "CANCELLED"] }).notNull(),
    erpVersion: bigint("erp_version", { mode: "number" }).notNull(),
  },
  (t) => [
    ...knownValues(t),
    check("commitment_quantity_ck", sql`${t.quantity} > 0`),
    check("commitment_penalty_ck", sql`${t.penaltyPerUnitDay} >= 0`),
    check("commitment_priority_class_ck", sql`${t.priorityClass} ~ '^[A-Z]$'`),
    unique("commitment_number_uq").on(t.siteId, t.number, t.line),
    // At-risk projection reads the open lines of an item in priority order.
    index("commitment_open_ix")
      .on(t.siteId, t.itemId, t.priorityClass, t.dueAt)
      .where(sql`state = 'OPEN'`),
  ],
);

export const inboundDelivery = reference.table(
  "inbound_delivery",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    number: text("number").notNull(),
    line: integer("line").notNull(),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    quantity: quantity("quantity").notNull(),
    uom: text("uom")
      .notNull()
      .references(() => uom.code),
    expectedAt: instant("expected_at").notNull(),
    state: text("state", { enum: ["OPEN", "RECEIVED", "CANCELLED"] }).notNull(),
    erpVersion: bigint("erp_version", { mode: "number" }).notNull(),
    supplier: text("supplier"),
    supplierName: text("supplier_name"),
  },
  (t) => [
    ...knownValues(t),
    check("inbound_delivery_quantity_ck", sql`${t.quantity} >= 0`),
    unique("inbound_delivery_number_uq").on(t.siteId, t.number, t.line),
    // The material projection reads what is still to come of an item, by day (§6.1.5).
    index("inbound_delivery_open_ix")
      .on(t.siteId, t.itemId, t.expectedAt)
      .where(sql`state = 'OPEN'`),
  ],
);
