import { bigint, index, integer, primaryKey, uuid } from "drizzle-orm/pg-core";
import { instant, primaryId } from "./columns";
import { orderOperation } from "./execution";
import { equipment, site } from "./reference";
import { telemetry } from "./telemetry-source";

/** Units of which it became known what was on them, from an instant on: whose counts and stops that were is looked at by the worker, which takes the row away then. */
export const attributionDue = telemetry.table("attribution_due", {
  id: primaryId(),
  siteId: uuid("site_id")
    .notNull()
    .references(() => site.id),
  workUnitId: uuid("work_unit_id")
    .notNull()
    .references(() => equipment.id),
  fromAt: instant("from_at").notNull(),
  /** When it became known: what comes after that is given to what is loaded. */
  recordedAt: instant("recorded_at").notNull(),
});

/** Counter readings of which it became known later what was on the unit: the operation that they are of, null for none. A reading itself is never changed. */
export const lateCount = telemetry.table(
  "late_count",
  {
    equipmentNumber: integer("equipment_number").notNull(),
    tagId: integer("tag_id").notNull(),
    at: instant("at").notNull(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    operationId: uuid("operation_id").references(() => orderOperation.id),
  },
  (t) => [
    primaryKey({ columns: [t.equipmentNumber, t.tagId, t.at, t.seq] }),
    // What an operation counted is summed for each shift (KP-03).
    index("late_count_operation_ix").on(t.operationId, t.at),
    // It goes with its readings when they are old.
    index("late_count_at_ix").on(t.at),
  ],
);
