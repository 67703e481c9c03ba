import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, text, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, primaryId, quantity } from "./columns";
import { execution, productionOrder } from "./execution";
import { equipment, site } from "./reference";

/** A part of an order that is to be made elsewhere (domain §6.4). What it reserves of the order follows from its state (PL-02). */
export const shiftProposal = execution.table(
  "shift_proposal",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    targetSiteId: uuid("target_site_id")
      .notNull()
      .references(() => site.id),
    orderId: uuid("order_id")
      .notNull()
      .references(() => productionOrder.id),
    /** Line that it is taken from; null where all steps of the part move to another site. */
    fromWorkCentreId: uuid("from_work_centre_id").references(() => equipment.id),
    targetWorkCentreId: uuid("target_work_centre_id")
      .notNull()
      .references(() => equipment.id),
    quantity: quantity("quantity").notNull(),
    /** Quantity of the order when it was proposed, then when it was sent: what both orders have together afterwards (PL-01). */
    orderQuantity: quantity("order_quantity").notNull(),
    revision: integer("revision").notNull(),
    state: text("state", { enum: ["PROPOSED", "APPROVED", "SENT", "ERP_ACCEPTED", "ERP_REJECTED", "EXECUTED", "CANCELLED"] }).notNull(),
    /** What it is judged by: as it was proposed, then as it was approved (PL-04). */
    projection: jsonb("projection").notNull(),
    proposedBy: uuid("proposed_by").notNull(),
    proposedName: text("proposed_name").notNull(),
    approvedBy: uuid("approved_by"),
    approvedName: text("approved_name"),
    proposedAt: instant("proposed_at").notNull(),
    approvedAt: instant("approved_at"),
    sentAt: instant("sent_at"),
    answeredAt: instant("answered_at"),
    /** Executed or cancelled. */
    endedAt: instant("ended_at"),
    /** Why it was refused, must be approved again, or was taken back. */
    reasonCode: text("reason_code"),
    reason: text("reason"),
    /** S14: the line with whose stop it reckons that was back early, since when it runs again, and when it had been expected; null: it says how things stand. */
    staleLine: text("stale_line"),
    staleSince: instant("stale_since"),
    staleExpectedAt: instant("stale_expected_at"),
    /** The ERP's document, and the number of the order that it made. */
    document: text("document"),
    newOrder: text("new_order"),
    originalArrivedAt: instant("original_arrived_at"),
    targetArrivedAt: instant("target_arrived_at"),
  },
  (t) => [
    ...knownValues(t),
    check("shift_proposal_revision_ck", sql`${t.revision} > 0`),
    check(
      "shift_proposal_approved_ck",
      sql`num_nulls(${t.approvedBy}, ${t.approvedName}, ${t.approvedAt}) in (0, 3) and (${t.state} in ('PROPOSED', 'CANCELLED') or ${t.approvedAt} is not null)`,
    ),
    check("shift_proposal_sent_ck", sql`${t.state} not in ('SENT', 'ERP_ACCEPTED', 'ERP_REJECTED', 'EXECUTED') or ${t.sentAt} is not null`),
    check("shift_proposal_answered_ck", sql`${t.state} not in ('ERP_ACCEPTED', 'ERP_REJECTED', 'EXECUTED') or ${t.answeredAt} is not null`),
    check("shift_proposal_ended_ck", sql`(${t.state} in ('EXECUTED', 'CANCELLED')) = (${t.endedAt} is not null)`),
    check("shift_proposal_quantity_ck", sql`${t.quantity} > 0`),
    check("shift_proposal_order_quantity_ck", sql`${t.orderQuantity} >= ${t.quantity}`),
    check("shift_proposal_stale_ck", sql`num_nulls(${t.staleLine}, ${t.staleSince}, ${t.staleExpectedAt}) in (0, 3)`),
    check("shift_proposal_two_people_ck", sql`${t.approvedBy} is null or ${t.approvedBy} <> ${t.proposedBy}`),
    // Each start and each confirmation asks what is reserved of its order (PL-02); its page lists them.
    index("shift_proposal_order_ix").on(t.orderId),
    // The worker brings on what is not over.
    index("shift_proposal_open_ix")
      .on(t.proposedAt)
      .where(sql`ended_at is null`),
    // The new order finds the proposal that waits for it.
    index("shift_proposal_new_order_ix")
      .on(t.targetSiteId, t.newOrder)
      .where(sql`new_order is not null`),
  ],
);
