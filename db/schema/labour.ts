import { sql } from "drizzle-orm";
import { check, date, index, text, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, primaryId } from "./columns";
import { activities, execution, orderOperation } from "./execution";
import { equipment, person, site } from "./reference";

/** Time of one person on one operation or indirect code (EX-17). */
export const labourBooking = execution.table(
  "labour_booking",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    personId: uuid("person_id")
      .notNull()
      .references(() => person.id),
    operationId: uuid("operation_id").references(() => orderOperation.id),
    indirectCode: text("indirect_code"),
    /** Where an indirect activity was said; the unit of an operation is the operation's. */
    workUnitId: uuid("work_unit_id").references(() => equipment.id),
    activity: text("activity", { enum: activities }).notNull(),
    rateClass: text("rate_class").notNull(),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at"),
    /** Up to here its time was handed to cost, never beyond its end; null: nothing of it yet. */
    bookedTo: instant("booked_to"),
  },
  (t) => [
    ...knownValues(t),
    check("labour_booking_span_ck", sql`${t.toAt} is null or ${t.toAt} >= ${t.fromAt}`),
    check("labour_booking_target_ck", sql`(${t.operationId} is null) <> (${t.indirectCode} is null)`),
    uniqueIndex("labour_booking_open_uq")
      .on(t.personId, t.operationId)
      .where(sql`to_at is null`),
    // One indirect activity at a time.
    uniqueIndex("labour_booking_open_indirect_uq")
      .on(t.personId)
      .where(sql`operation_id is null and to_at is null`),
    // Totals of a shift ask for what touches it.
    index("labour_booking_indirect_ix")
      .on(t.siteId, t.toAt)
      .where(sql`operation_id is null`),
    // Who is on what now, over a site.
    index("labour_booking_now_ix")
      .on(t.siteId)
      .where(sql`to_at is null`),
    index("labour_booking_operation_ix").on(t.operationId, t.fromAt),
    index("labour_booking_person_ix").on(t.personId, t.fromAt),
  ],
);

export const shiftCrew = execution.table(
  "shift_crew",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    personId: uuid("person_id")
      .notNull()
      .references(() => person.id),
    workCentreId: uuid("work_centre_id").references(() => equipment.id),
    productionDay: date("production_day").notNull(),
    shiftName: text("shift_name").notNull(),
    inAt: instant("in_at").notNull(),
    outAt: instant("out_at"),
  },
  (t) => [
    check("shift_crew_span_ck", sql`${t.outAt} is null or ${t.outAt} >= ${t.inAt}`),
    index("shift_crew_person_ix").on(t.personId, t.inAt),
    // The report of a shift and what finance asks of a week (C-15).
    index("shift_crew_day_ix").on(t.siteId, t.productionDay),
    // Who is there now, and whose shift is over.
    index("shift_crew_open_ix")
      .on(t.siteId)
      .where(sql`${t.outAt} is null`),
  ],
);
