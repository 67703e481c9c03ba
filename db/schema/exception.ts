import { sql } from "drizzle-orm";
import { check, index, integer, jsonb, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, primaryId } from "./columns";
import { equipment, site } from "./reference";
import { execution, productionOrder } from "./execution";

export const exception = execution.table(
  "exception",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    class: text("class").notNull(),
    severity: integer("severity").notNull(),
    state: text("state", { enum: ["RAISED", "ACKNOWLEDGED", "IN_PROGRESS", "RESOLVED", "CLOSED"] }).notNull(),
    workUnitId: uuid("work_unit_id").references(() => equipment.id),
    orderId: uuid("order_id").references(() => productionOrder.id),
    subject: text("subject").notNull(),
    detail: jsonb("detail").notNull().default({}),
    owner: text("owner"),
    escalationLevel: integer("escalation_level").notNull().default(0),
    raisedAt: instant("raised_at").notNull(),
    /** When somebody called again after it was resolved: its clock (§2.5) runs from then. */
    recurredAt: instant("recurred_at"),
    acknowledgedAt: instant("acknowledged_at"),
    resolvedAt: instant("resolved_at"),
    closedAt: instant("closed_at"),
  },
  (t) => [
    ...knownValues(t),
    check("exception_escalation_ck", sql`${t.escalationLevel} >= 0`),
    check(
      "exception_ended_ck",
      sql`case ${t.state} when 'RESOLVED' then ${t.resolvedAt} is not null when 'CLOSED' then ${t.closedAt} is not null else ${t.resolvedAt} is null and ${t.closedAt} is null end`,
    ),
    check("exception_acknowledged_ck", sql`${t.state} <> 'ACKNOWLEDGED' or ${t.acknowledgedAt} is not null`),
    check("exception_severity_ck", sql`${t.severity} between 1 and 4`),
    index("exception_open_ix")
      .on(t.siteId, t.severity, t.raisedAt)
      .where(sql`state in ('RAISED','ACKNOWLEDGED','IN_PROGRESS')`),
    // One open exception per class and thing: a second alarm of the same fact joins the first.
    uniqueIndex("exception_open_subject_uq")
      .on(t.siteId, t.class, t.subject)
      .where(sql`state in ('RAISED','ACKNOWLEDGED','IN_PROGRESS')`),
    // What was ever told of a thing: a shift whose count and entry differ is told of once.
    index("exception_subject_ix").on(t.siteId, t.class, t.subject),
    // What of a class ended lately: the same thing is not called again at once.
    index("exception_ended_ix")
      .on(t.class, t.resolvedAt)
      .where(sql`resolved_at is not null`),
  ],
);
