import { sql } from "drizzle-orm";
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  numeric,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
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

/** What the source's clock said, where that lies after it came: `at` is no later than that then, and what is delivered again is known by this. Null: `at` is what was said. */
const deviceAt = () => instant("device_at");

/** What a clock that is ahead said is looked up when it comes again. */
function ofFastClocks(name: string, first: AnyPgColumn, ...others: AnyPgColumn[]) {
  return index(name)
    .on(first, ...others)
    .where(sql`device_at is not null`);
}

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
    deviceAt: deviceAt(),
  },
  (t) => [primaryKey({ columns: [t.equipmentNumber, t.tagId, t.at, t.seq] }), ofFastClocks("sample_device_ix", t.equipmentNumber, t.tagId, t.deviceAt)],
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
    /** What was on the unit as far as was known when it came; what became known later stands in `late_count`. */
    operationId: uuid("operation_id"),
    recordedAt: instant("recorded_at").notNull(),
    deviceAt: deviceAt(),
  },
  (t) => [
    ...knownValues(t),
    primaryKey({ columns: [t.equipmentNumber, t.tagId, t.at, t.seq] }),
    ofFastClocks("counter_reading_device_ix", t.equipmentNumber, t.tagId, t.deviceAt),
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
  lastDeviceAt: instant("last_device_at"),
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
    /** Of those of one instant the place in which it came, where that is their order (Sparkplug, mapped messages). Null: `seq` tells the order. */
    arrival: integer("arrival"),
    siteId: uuid("site_id").notNull(),
    workUnitId: uuid("work_unit_id").notNull(),
    state: text("state", { enum: equipmentStates }).notNull(),
    reasonCode: text("reason_code"),
    recordedAt: instant("recorded_at").notNull(),
    deviceAt: deviceAt(),
  },
  (t) => [...knownValues(t), primaryKey({ columns: [t.equipmentNumber, t.at, t.seq] }), ofFastClocks("state_sample_device_ix", t.equipmentNumber, t.deviceAt)],
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
    /** When this was last written, so that what changes a time long past is found by when it came; null where it was written before that was kept. */
    recordedAt: instant("recorded_at"),
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
    // Each batch asks for silences that reach into it.
    index("state_interval_silence_ix")
      .on(t.workUnitId, sql`coalesce(to_at, 'infinity'::timestamptz)`)
      .where(sql`superseded_at is null and source = 'DERIVED' and state = 'UNKNOWN'`),
    // Rollups of shifts look every minute for what was written since the last time.
    index("state_interval_recorded_ix").on(t.siteId, t.recordedAt),
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

/**
 * TR-04: when a parameter was outside its limits, could not be trusted or was not told: from the last good sample before to the first good one after. Restated when samples come
 * late, and kept when the samples are gone. Judged by the limits that were in force when the samples came.
 */
export const breachWindow = telemetry.table(
  "breach_window",
  {
    equipmentNumber: integer("equipment_number").notNull(),
    tagId: integer("tag_id")
      .notNull()
      .references(() => tag.id),
    fromAt: instant("from_at").notNull(),
    /** Null while no good sample has followed. */
    toAt: instant("to_at"),
  },
  (t) => [
    primaryKey({ columns: [t.equipmentNumber, t.tagId, t.fromAt] }),
    check("breach_window_span_ck", sql`${t.toAt} > ${t.fromAt}`),
    uniqueIndex("breach_window_open_uq")
      .on(t.tagId)
      .where(sql`to_at is null`),
  ],
);

/** The last breach of a parameter that quality was called for: it is called once until the parameter has kept its limits for a while. */
export const parameterAlarm = telemetry.table(
  "parameter_alarm",
  {
    tagId: integer("tag_id")
      .primaryKey()
      .references(() => tag.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    /** The window, or the first of several, as it was told last. */
    fromAt: instant("from_at").notNull(),
    /** End of the last window; null while the call lasts. */
    toAt: instant("to_at"),
  },
  (t) => [check("parameter_alarm_span_ck", sql`${t.toAt} > ${t.fromAt}`)],
);

/** Payloads that could not be read or placed, with their bytes and the reason, replayable: the newest of each topic and reason, the others counted (`store-quarantine.ts`). */
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
    /** Sparkplug: the metric that the bytes are the value of, as it is kept; null: they are the message's. */
    metric: text("metric"),
    /** The edge node was asked to say everything anew because of it. */
    rebirthAsked: boolean("rebirth_asked").notNull().default(false),
    /** Others of its topic and reason that came before it and are not kept. */
    dropped: bigint("dropped", { mode: "number" }).notNull().default(0),
  },
  (t) => [
    // The newest of a topic and reason are kept. A topic may be longer than an index holds.
    index("quarantine_alike_ix")
      .on(sql`md5(topic || reason)`, t.receivedAt)
      .where(sql`replayed_at is null`),
    index("quarantine_open_ix")
      .on(t.receivedAt)
      .where(sql`replayed_at is null`),
  ],
);

/**
 * Sums of a work unit in a shift, by the order that was on it, from which every KPI is computed (§5): numerators and denominators, never percentages. `seconds` holds the
 * times, the ideal times and the numbers of failures and micro-stops, by the names of `PerformanceSums`. Without an order: the time in which none was loaded.
 */
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
    /** When the shift began: names of shifts have no order in time. */
    startedAt: instant("started_at").notNull(),
    orderId: uuid("order_id"),
    seconds: jsonb("seconds").notNull(),
    processed: quantity("processed").notNull(),
    good: quantity("good").notNull(),
    scrap: quantity("scrap").notNull(),
    rework: quantity("rework").notNull(),
    /** A fact that came later has changed it since the shift was first written. */
    restated: boolean("restated").notNull().default(false),
  },
  (t) => [
    check("performance_rollup_totals_ck", sql`least(${t.processed}, ${t.good}, ${t.scrap}, ${t.rework}) >= 0`),
    unique("performance_rollup_uq").on(t.workUnitId, t.productionDay, t.shiftName, t.orderId).nullsNotDistinct(),
    // The rates that a projection takes come from a machine's last shifts with an order.
    index("performance_rollup_unit_ix")
      .on(t.workUnitId, t.startedAt)
      .where(sql`order_id is not null`),
  ],
);

/** Shifts of work centres of which the rollup has to be written, or written anew. */
export const performanceDue = telemetry.table(
  "performance_due",
  {
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    workCentreId: uuid("work_centre_id")
      .notNull()
      .references(() => equipment.id),
    productionDay: text("production_day").notNull(),
    shiftName: text("shift_name").notNull(),
  },
  (t) => [primaryKey({ columns: [t.productionDay, t.shiftName, t.workCentreId] })],
);

/** How far the rollups of a site have come: shifts that ended until then, and facts that were recorded until then, have led to what is due. */
export const performanceMark = telemetry.table("performance_mark", {
  siteId: uuid("site_id")
    .primaryKey()
    .references(() => site.id),
  endedUntil: instant("ended_until").notNull(),
  heardUntil: instant("heard_until").notNull(),
});

/** How far the cost of a site has followed what is told late: what was recorded until then has been restated (C-01). */
export const restatedMark = telemetry.table("restated_mark", {
  siteId: uuid("site_id")
    .primaryKey()
    .references(() => site.id),
  heardUntil: instant("heard_until").notNull(),
});
