import { sql } from "drizzle-orm";
import { boolean, check, index, primaryKey, uuid } from "drizzle-orm/pg-core";
import { instant, quantity } from "./columns";
import { equipment, item, reference, site } from "./reference";

// What was so at its time: figures of a shift that is over do not change with the machine.

export const equipmentIdealRate = reference.table(
  "equipment_ideal_rate",
  {
    workUnitId: uuid("work_unit_id")
      .notNull()
      .references(() => equipment.id),
    itemId: uuid("item_id")
      .notNull()
      .references(() => item.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    /** It holds from here until the next one of that unit and item does: what was made before keeps the rate of its time. */
    validFrom: instant("valid_from")
      .notNull()
      .default(sql`'epoch'`),
    /** Null: from then on there is none, and the planned run time counts. */
    unitsPerHour: quantity("units_per_hour"),
  },
  (t) => [primaryKey({ columns: [t.workUnitId, t.itemId, t.validFrom] }), check("equipment_ideal_rate_ck", sql`${t.unitsPerHour} > 0`)],
);

/**
 * Where a work unit was before, and whether it decided over that line (ST-06): what was made and stood then counts there, wherever it is now. Null: nowhere, it was not in use. Where it is now stands in
 * `equipment`, since the end of the last of these.
 */
export const formerPlace = reference.table(
  "former_place",
  {
    workUnitId: uuid("work_unit_id")
      .notNull()
      .references(() => equipment.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workCentreId: uuid("work_centre_id").references(() => equipment.id),
    fromAt: instant("from_at").notNull(),
    untilAt: instant("until_at").notNull(),
    leads: boolean("leads").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.workUnitId, t.untilAt] }),
    check("former_place_span_ck", sql`${t.untilAt} > ${t.fromAt}`),
    index("former_place_centre_ix").on(t.workCentreId, t.untilAt),
  ],
);
