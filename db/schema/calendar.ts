import { sql } from "drizzle-orm";
import { bigint, boolean, check, date, index, integer, jsonb, text, unique, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, primaryId } from "./columns";
import { equipment, reference, site } from "./reference";

/** A shift of a weekly calendar, in the site's zone. */
export type PlannedShift = { readonly shift: string; readonly weekday: number; readonly from: string; readonly to: string };

/** The ERP's weekly hours of a work centre, in the site's zone; windows are laid out from it ahead of time. */
export const calendarPattern = reference.table(
  "calendar_pattern",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workCentreId: uuid("work_centre_id")
      .notNull()
      .references(() => equipment.id),
    shiftName: text("shift_name").notNull(),
    /** ISO weekday on which it starts, 1 is Monday. */
    weekday: integer("weekday").notNull(),
    fromTime: text("from_time").notNull(),
    /** Not after `fromTime`: it runs into the next day. */
    toTime: text("to_time").notNull(),
    /** Who said so: a calendar of its own, the record of the work centre, the calendar of the site, or nobody (round the clock). */
    origin: text("origin", { enum: ["CALENDAR", "WORK_CENTRE", "SITE", "NONE"] })
      .notNull()
      .default("WORK_CENTRE"),
  },
  (t) => [...knownValues(t), unique("calendar_pattern_uq").on(t.workCentreId, t.weekday, t.fromTime), check("calendar_pattern_weekday_ck", sql`${t.weekday} between 1 and 7`)],
);

/** The calendar that the ERP gave a site (no work centre) or one of its work centres, as it last said it. */
export const calendar = reference.table(
  "calendar",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workCentreId: uuid("work_centre_id").references(() => equipment.id),
    erpVersion: bigint("erp_version", { mode: "number" }).notNull(),
    shifts: jsonb("shifts").$type<readonly PlannedShift[]>().notNull(),
  },
  (t) => [unique("calendar_uq").on(t.siteId, t.workCentreId).nullsNotDistinct()],
);

/** A day that differs from the week of a work centre, or of its site: one row for each of its shifts, or one without hours: closed. */
export const calendarException = reference.table(
  "calendar_exception",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workCentreId: uuid("work_centre_id").references(() => equipment.id),
    day: date("day").notNull(),
    text: text("text").notNull(),
    shiftName: text("shift_name"),
    fromTime: text("from_time"),
    toTime: text("to_time"),
  },
  (t) => [
    unique("calendar_exception_uq").on(t.siteId, t.day, t.workCentreId, t.fromTime).nullsNotDistinct(),
    check("calendar_exception_hours_ck", sql`(${t.fromTime} is null) = (${t.toTime} is null) and (${t.fromTime} is null) = (${t.shiftName} is null)`),
  ],
);

/** A planned window of work of one work centre. */
export const calendarWindow = reference.table(
  "calendar_window",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workCentreId: uuid("work_centre_id")
      .notNull()
      .references(() => equipment.id),
    shiftName: text("shift_name").notNull(),
    productionDay: date("production_day").notNull(),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at").notNull(),
  },
  (t) => [check("calendar_window_span_ck", sql`${t.toAt} > ${t.fromAt}`), index("calendar_window_ix").on(t.workCentreId, t.fromAt)],
);

export const plannedDowntime = reference.table(
  "planned_downtime",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workUnitId: uuid("work_unit_id")
      .notNull()
      .references(() => equipment.id),
    reasonCode: text("reason_code").notNull(),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at").notNull(),
    /** The calendar of the ERP says it: people of the plant do not change it (OWN-01). */
    byErp: boolean("by_erp").notNull().default(false),
  },
  (t) => [check("planned_downtime_span_ck", sql`${t.toAt} > ${t.fromAt}`)],
);
