import { sql } from "drizzle-orm";
import { bigint, check, uuid } from "drizzle-orm/pg-core";
import { instant } from "./columns";
import { equipment } from "./reference";
import { telemetry } from "./telemetry-source";

/** Work units whose clock said times that had not been yet; forgotten some days after it last did. */
export const fastClock = telemetry.table(
  "fast_clock",
  {
    workUnitId: uuid("work_unit_id")
      .primaryKey()
      .references(() => equipment.id),
    /** By how much it is ahead; null: it was put right since. */
    aheadMs: bigint("ahead_ms", { mode: "number" }),
    /** What it said last, and when that was. */
    lastDeviceAt: instant("last_device_at").notNull(),
    lastAt: instant("last_at").notNull(),
    /** The latest that it said. */
    untilDeviceAt: instant("until_device_at").notNull(),
    /** The earliest instant that anything it said was given: nothing of it is looked for before. */
    firstAt: instant("first_at").notNull(),
    seenAt: instant("seen_at").notNull(),
  },
  (t) => [check("fast_clock_ahead_ck", sql`${t.aheadMs} > 0`)],
);
