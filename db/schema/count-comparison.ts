import { date, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns";
import { orderOperation } from "./execution";
import { telemetry } from "./telemetry-source";

/** KP-03: operations whose count and entry in a shift that ended were held against each other; kept for as long as ended shifts are looked for. */
export const countComparison = telemetry.table(
  "count_comparison",
  {
    operationId: uuid("operation_id")
      .notNull()
      .references(() => orderOperation.id),
    productionDay: date("production_day", { mode: "string" }).notNull(),
    shiftName: text("shift_name").notNull(),
    comparedAt: instant("compared_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.operationId, t.productionDay, t.shiftName] })],
);
