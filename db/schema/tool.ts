import { bigint, boolean, index, text, unique, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, primaryId } from "./columns";
import { equipment, reference, site } from "./reference";

/** Moulds, dies, gauges: what an operation needs besides its machine (EX-01). The ERP's, with the work centre that has them. */
export const tool = reference.table(
  "tool",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workCentreId: uuid("work_centre_id")
      .notNull()
      .references(() => equipment.id),
    code: text("code").notNull(),
    name: text("name").notNull(),
    status: text("status", { enum: ["AVAILABLE", "BLOCKED", "IN_REPAIR"] }).notNull(),
    /** Until when it is calibrated or inspected; null: it needs neither. */
    validUntil: instant("valid_until"),
    erpVersion: bigint("erp_version", { mode: "number" }).notNull(),
    active: boolean("active").notNull().default(true),
  },
  (t) => [
    ...knownValues(t),
    unique("tool_site_code_uq").on(t.siteId, t.code),
    // The record of a work centre names all that it has.
    index("tool_work_centre_ix").on(t.workCentreId),
  ],
);
