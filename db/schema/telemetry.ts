import { sql } from "drizzle-orm";
import { bigint, boolean, check, doublePrecision, index, integer, jsonb, numeric, primaryKey, smallint, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { bytea, instant, knownValues, primaryId, quantity } from "./columns";
import { equipment, site } from "./reference";
import { tag, telemetry } from "./telemetry-source";

export const equipmentStates = [
  "PRODUCING",
  "MICRO_STOP",
  "SETUP",
  "STARVED",
  "BLOCKED",
  "HELD",
  "DOWN",
  "STANDBY",
  "PLANNED_DOWN",
  "ENGINEERING",
  "NOT_SCHEDULED",
  "UNKNOWN",
] as const;

/**
 * Append-only, range-partitioned by time (the migration makes it so; see also `telemetry.ensure_partitions`). The key starts with what
 * TimescaleDB and Citus distribute on, absorbs redelivery, and is the index that trends read.
 */
export const sample = telemetry.table(
  "sample",
  {
    equipmentNumber: integer("equipment_number").notNull(),
    tagId: integer("tag_id").notNull(),
    at: instant("at").notNull(),
    seq: integer("seq").notNull(),
    value: doublePrecision("value").notNull(),
    quality: smallint("quality").notNull(),
    /** Production run that was on the unit at that time, if one was. */
    runNumber: integer("run_number"),
  },
  (t) => [primaryKey({ columns: [t.equipmentNumber, t.tagId, t.at, t.seq] })],
);

/** Raw counter value as read; never changed (§2.1). */
export const counterReading = telemetry.table(
  "counter_reading",
  {
    equipmentNumber: integer("equipment_number").notNull(),
    tagId: integer("tag_id").notNull(),
    at: instant("at").notNull(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    siteId: uuid("site_id").notNull(),
    value: bigint("value", { mode: "number" }).notNull(),
    /** Units since the reading before it. */
    delta: bigint("delta", { mode: "number" }).notNull(),
    verdict: text("verdict", { enum: ["FIRST", "NORMAL", "ROLLOVER", "RESET", "SUSPECT", "OUT_OF_ORDER"] }).notNull(),
    operationId: uuid("operation_id"),
    recordedAt: instant("recorded_at").notNull(),
  },
  (t) => [
    ...knownValues(t),
    primaryKey({ columns: [t.equipmentNumber, t.tagId, t.at, t.seq] }),
    index("counter_reading_operation_ix")
      .on(t.operationId, t.at)
      .where(sql`operation_id is not null`),
  ],
);

/** Where each counter stands: the row that serialises its readings. */
export const counterState = telemetry.table("counter_state", {
  tagId: integer("tag_id")
    .primaryKey()
    .references(() => tag.id),
  siteId: uuid("site_id")
    .notNull()
    .references(() => site.id),
  lastAt: instant("last_at").notNull(),
  lastSeq: bigint("last_seq", { mode: "number" }).notNull(),
  lastValue: bigint("last_value", { mode: "number" }).notNull(),
});

/** State message as it came; intervals are derived from these and can be derived again. */
export const stateSample = telemetry.table(
  "state_sample",
  {
    equipmentNumber: integer("equipment_number").notNull(),
    at: instant("at").notNull(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    siteId: uuid("site_id").notNull(),
    workUnitId: uuid("work_unit_id").notNull(),
    state: text("state", { enum: equipmentStates }).notNull(),
    reasonCode: text("reason_code"),
    recordedAt: instant("recorded_at").notNull(),
  },
  (t) => [...knownValues(t), primaryKey({ columns: [t.equipmentNumber, t.at, t.seq] })],
);

/** Contiguous, non-overlapping states of a work unit; a reclassification supersedes a row with a newer one (ST-05). */
export const stateInterval = telemetry.table(
  "state_interval",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workUnitId: uuid("work_unit_id")
      .notNull()
      .references(() => equipment.id),
    state: text("state", { enum: equipmentStates }).notNull(),
    rawState: text("raw_state").notNull(),
    reasonCode: text("reason_code"),
    source: text("source", { enum: ["PLC", "OPERATOR", "CALENDAR", "DERIVED"] }).notNull(),
    fromAt: instant("from_at").notNull(),
    toAt: instant("to_at"),
    orderId: uuid("order_id"),
    operationId: uuid("operation_id"),
    supersededAt: instant("superseded_at"),
    /** Person who gave the reason; null where an account that is nobody of the plant did. */
    classifiedBy: uuid("classified_by"),
    classifiedAt: instant("classified_at"),
    comment: text("comment"),
  },
  (t) => [
    ...knownValues(t),
    check("state_interval_span_ck", sql`${t.toAt} is null or ${t.toAt} > ${t.fromAt}`),
    uniqueIndex("state_interval_open_uq")
      .on(t.workUnitId)
      .where(sql`to_at is null and superseded_at is null`),
    index("state_interval_unit_ix").on(t.workUnitId, t.fromAt),
    // What a machine stops for most is read from its last stops with a reason, far apart among all that it ever did.
    index("state_interval_reason_ix")
      .on(t.workUnitId, t.fromAt)
      .where(sql`reason_code is not null and superseded_at is null`),
  ],
);

/** What is kept of the samples of a span: fed only by those that were new, it can be rebuilt from them and is the same then. */
const rolled = () => ({
  count: integer("count").notNull(),
  /** Exact, of the values as the decimals that they are written as: in whatever order they came it is the same. */
  sum: numeric("sum").notNull(),
  min: doublePrecision("min").notNull(),
  max: doublePrecision("max").notNull(),
  /** Value, instant and sequence of the latest. */
  last: doublePrecision("last").notNull(),
  lastAt: instant("last_at").notNull(),
  lastSeq: integer("last_seq").notNull().default(0),
});

/** One minute of one tag. */
export const rollupMinute = telemetry.table(
  "rollup_minute",
  { equipmentNumber: integer("equipment_number").notNull(), tagId: integer("tag_id").notNull(), minute: instant("minute").notNull(), ...rolled() },
  (t) => [primaryKey({ columns: [t.equipmentNumber, t.tagId, t.minute] })],
);

/** One hour of one tag: what a trend of months is read from. */
export const rollupHour = telemetry.table(
  "rollup_hour",
  { equipmentNumber: integer("equipment_number").notNull(), tagId: integer("tag_id").notNull(), hour: instant("hour").notNull(), ...rolled() },
  (t) => [primaryKey({ columns: [t.equipmentNumber, t.tagId, t.hour] })],
);

/** Last value of each tag, for live screens. */
export const latestValue = telemetry.table("latest_value", {
  tagId: integer("tag_id")
    .primaryKey()
    .references(() => tag.id),
  siteId: uuid("site_id")
    .notNull()
    .references(() => site.id),
  at: instant("at").notNull(),
  value: doublePrecision("value").notNull(),
  quality: smallint("quality").notNull(),
  stale: boolean("stale").notNull().default(false),
});

/** Payloads that could not be read or placed, with their bytes and the reason; never dropped, replayable. */
export const quarantine = telemetry.table(
  "quarantine",
  {
    id: primaryId(),
    siteId: uuid("site_id").references(() => site.id),
    topic: text("topic").notNull(),
    bytes: bytea("bytes").notNull(),
    reason: text("reason").notNull(),
    receivedAt: instant("received_at").notNull(),
    replayedAt: instant("replayed_at"),
  },
  (t) => [
    index("quarantine_open_ix")
      .on(t.receivedAt)
      .where(sql`replayed_at is null`),
  ],
);

/** Sums per unit, shift and item from which every KPI is computed (§5): numerators and denominators, never percentages. */
export const performanceRollup = telemetry.table(
  "performance_rollup",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workUnitId: uuid("work_unit_id")
      .notNull()
      .references(() => equipment.id),
    productionDay: text("production_day").notNull(),
    shiftName: text("shift_name").notNull(),
    orderId: uuid("order_id"),
    seconds: jsonb("seconds").notNull(),
    processed: quantity("processed").notNull(),
    good: quantity("good").notNull(),
    restated: boolean("restated").notNull().default(false),
  },
  (t) => [
    check("performance_rollup_totals_ck", sql`${t.processed} >= 0 and ${t.good} >= 0`),
    unique("performance_rollup_uq").on(t.workUnitId, t.productionDay, t.shiftName, t.orderId).nullsNotDistinct(),
  ],
);
