import { sql } from "drizzle-orm";
import { check, index, jsonb, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { HandoverCount, OpenPoint } from "@/lib/domain/shared/handover";
import { instant, primaryId } from "./columns";
import { execution } from "./execution";
import { equipment, person, site } from "./reference";

/** What a crew left at a work unit for the next one (EX-16). */
export const handover = execution.table(
  "handover",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workUnitId: uuid("work_unit_id")
      .notNull()
      .references(() => equipment.id),
    note: text("note").notNull(),
    openPoints: jsonb("open_points").$type<readonly OpenPoint[]>().notNull().default([]),
    /** What the operations in hand had made by then. */
    counts: jsonb("counts").$type<readonly HandoverCount[]>().notNull().default([]),
    offeredBy: uuid("offered_by").notNull(),
    offeredAt: instant("offered_at").notNull(),
    acceptedBy: uuid("accepted_by"),
    acceptedAt: instant("accepted_at"),
  },
  (t) => [
    check("handover_accepted_ck", sql`(${t.acceptedBy} is null) = (${t.acceptedAt} is null)`),
    // A tablet asks what was left at its machine lately.
    index("handover_unit_ix").on(t.workUnitId, t.offeredAt),
  ],
);

/** Who has read a handover, to whom it is not shown any more. */
export const handoverReading = execution.table(
  "handover_reading",
  {
    handoverId: uuid("handover_id")
      .notNull()
      .references(() => handover.id),
    personId: uuid("person_id")
      .notNull()
      .references(() => person.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    readAt: instant("read_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.handoverId, t.personId] })],
);
