import { sql } from "drizzle-orm";
import { bigint, boolean, check, doublePrecision, index, integer, jsonb, pgSchema, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { StateWord } from "@/lib/domain/equipment/state-words";
import { bytea, factor, instant, knownValues, primaryId } from "./columns";
import { equipment, site, uom } from "./reference";

/** What machines say: raw samples, counters and states, and what follows from them. */
export const telemetry = pgSchema("telemetry");

/** A topic filter or a Sparkplug group that workers share out by lease. */
export const source = telemetry.table(
  "source",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    code: text("code").notNull(),
    kind: text("kind", { enum: ["PLAIN_JSON", "SPARKPLUG", "HTTP", "OPC_UA"] }).notNull(),
    topicFilter: text("topic_filter").notNull(),
    active: boolean("active").notNull().default(true),
    /** Filters to which its session at the broker may be subscribed: what it no longer listens to is given up by whoever holds the lease next. Sparkplug and HTTP keep no session. */
    subscribed: text("subscribed").array().notNull().default([]),
  },
  (t) => [...knownValues(t), unique("source_code_uq").on(t.siteId, t.code)],
);

/** The server behind a source of the kind OPC_UA. Its password is sealed (SEC-16). */
export const opcuaSource = telemetry.table("opcua_source", {
  sourceId: uuid("source_id")
    .primaryKey()
    .references(() => source.id),
  settings: jsonb("settings").notNull(),
  secrets: text("secrets"),
  /** Another one with each change: whoever edits says which state was seen, and whoever listens begins anew. */
  version: uuid("version").notNull(),
});

/** How whoever listens to such a source stands with its server, written every few seconds; one that is older than 20 seconds is of nobody. */
export const opcuaSession = telemetry.table(
  "opcua_session",
  {
    sourceId: uuid("source_id")
      .primaryKey()
      .references(() => source.id),
    state: text("state", { enum: ["CONNECTING", "CONNECTED", "FAILED"] }).notNull(),
    since: instant("since").notNull(),
    problem: jsonb("problem"),
    nodes: integer("nodes").notNull(),
    /** Nodes that the server does not have, or does not let us hear; the first hundred. */
    unknown: text("unknown").array().notNull(),
    /** Nodes whose values are too long to be told; the first hundred. */
    tooLong: text("too_long").array().notNull().default([]),
    lostAtServer: bigint("lost_at_server", { mode: "number" }).notNull(),
    lostAtBroker: bigint("lost_at_broker", { mode: "number" }).notNull(),
    lostAt: instant("lost_at"),
    broker: boolean("broker").notNull(),
    seenAt: instant("seen_at").notNull(),
  },
  (t) => [...knownValues(t)],
);

/** The one certificate by which OPC UA servers know this installation; its private key is sealed (SEC-16). */
export const opcuaIdentity = telemetry.table(
  "opcua_identity",
  {
    id: integer("id").primaryKey(),
    applicationUri: text("application_uri").notNull(),
    certificate: bytea("certificate").notNull(),
    privateKey: text("private_key").notNull(),
  },
  (t) => [check("opcua_identity_one_ck", sql`${t.id} = 1`)],
);

/** What the broker keeps while nobody listens: found out once for each, and again when IT asks. */
export const queueTest = telemetry.table(
  "queue_test",
  {
    /** Its address as the workers have it, without user and password. */
    broker: text("broker").primaryKey(),
    /** Names the session and the topic of the test, always the same. */
    id: uuid("id").notNull(),
    /** Since then a worker is at it; null: none is. */
    startedAt: instant("started_at"),
    /** Somebody wants it tested anew. */
    askedAt: instant("asked_at"),
    testedAt: instant("tested_at"),
    said: integer("said"),
    kept: integer("kept"),
    /** Why it could not be found out. */
    problem: jsonb("problem"),
  },
  (t) => [check("queue_test_kept_ck", sql`${t.kept} between 0 and ${t.said}`)],
);

/** What a signal means, whether a tag says it or the mapping that makes its tags. */
const meaning = () => ({
  kind: text("kind", { enum: ["STATE", "COUNTER", "PARAMETER"] }).notNull(),
  counter: text("counter", { enum: ["GOOD", "TOTAL", "SCRAP"] }),
  /** Largest value of the counter before it wraps to 0 (KP-02). */
  counterModulus: bigint("counter_modulus", { mode: "number" }),
  uom: text("uom").references(() => uom.code),
  scale: factor("scale")
    .notNull()
    .default(sql`1`),
  /** What the machine calls its states; null: as we or PackML do. */
  states: jsonb("states").$type<readonly StateWord[]>(),
});

/** What a parameter has to keep to (TR-04). */
const watch = () => ({
  /** Inclusive, in the parameter's unit; null: no limit on that side. */
  lowerLimit: factor("lower_limit"),
  upperLimit: factor("upper_limit"),
  /** How often it is told at least (KP-04); null: as often as its work unit is heard, or on change only where the protocol tells changes. */
  sampleIntervalSeconds: integer("sample_interval_seconds"),
});

/**
 * What plain JSON messages of other shapes than ours say: IT has mapped a value of them to a signal of a work unit. Its tags are made when
 * the first value comes, one for each work unit that the pattern names.
 */
export const signalMapping = telemetry.table(
  "signal_mapping",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    sourceId: uuid("source_id")
      .notNull()
      .references(() => source.id),
    /** Topics as MQTT knows them, with named levels: `press/{unit}/+/values`. */
    topicPattern: text("topic_pattern").notNull(),
    /** Where the value stands in the message: `data.values[0].v`; '' for the message itself. */
    valuePath: text("value_path").notNull(),
    /** Where the message's time stands; null: where messages usually have it. */
    timePath: text("time_path"),
    /** When a value was: as its message says, or when it came. */
    timeFrom: text("time_from", { enum: ["MESSAGE", "ARRIVAL"] })
      .notNull()
      .default("MESSAGE"),
    /** A time that names no zone is in the site's; false: it is refused. */
    localTime: boolean("local_time").notNull().default(false),
    /** Where the mode of the machine stands beside its state, and what it calls its modes; null: it tells none, or calls them as PackML does. */
    modePath: text("mode_path"),
    modes: jsonb("modes").$type<readonly StateWord[]>(),
    /** Code of the work unit, with named parts of the pattern: `{line}.{unit}`. */
    workUnit: text("work_unit").notNull(),
    name: text("name").notNull(),
    ...meaning(),
    ...watch(),
    active: boolean("active").notNull().default(true),
  },
  (t) => [
    ...knownValues(t),
    check("signal_mapping_limits_ck", sql`${t.lowerLimit} < ${t.upperLimit} and ${t.sampleIntervalSeconds} > 0`),
    check("signal_mapping_scale_ck", sql`${t.scale} <> 0 and ${t.counterModulus} > 0`),
    check("signal_mapping_state_ck", sql`${t.kind} = 'STATE' or (${t.states} is null and ${t.modePath} is null and ${t.modes} is null)`),
    check("signal_mapping_counter_ck", sql`(${t.kind} = 'COUNTER') = (${t.counter} is not null)`),
    // What is no longer mapped stays, because samples hang on its tags; the place may be mapped anew.
    uniqueIndex("signal_mapping_place_uq")
      .on(t.siteId, t.topicPattern, t.valuePath)
      .where(sql`active`),
  ],
);

/** Which signal of which address belongs to which work unit, and what it means. */
export const tag = telemetry.table(
  "tag",
  {
    // Four bytes in every sample row.
    id: integer("id").primaryKey().generatedAlwaysAsIdentity(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    sourceId: uuid("source_id")
      .notNull()
      .references(() => source.id),
    /** Plain JSON: topic up to the unit; Sparkplug: group/node[/device]. */
    address: text("address").notNull(),
    /** Name of the parameter, counter or metric at that address; '' for the state. */
    name: text("name").notNull(),
    workUnitId: uuid("work_unit_id")
      .notNull()
      .references(() => equipment.id),
    equipmentNumber: integer("equipment_number").notNull(),
    ...meaning(),
    ...watch(),
    /** The mapping that made it; null for a tag of its own. Its address is the mapping's id and the code of the work unit. */
    mappingId: uuid("mapping_id").references(() => signalMapping.id),
    active: boolean("active").notNull().default(true),
  },
  (t) => [
    ...knownValues(t),
    check("tag_scale_ck", sql`${t.scale} <> 0 and ${t.counterModulus} > 0`),
    check("tag_limits_ck", sql`${t.lowerLimit} <= ${t.upperLimit}`),
    check("tag_interval_ck", sql`${t.sampleIntervalSeconds} > 0`),
    unique("tag_address_uq").on(t.sourceId, t.address, t.kind, t.name),
    check("tag_counter_ck", sql`(${t.kind} = 'COUNTER') = (${t.counter} is not null)`),
    index("tag_work_unit_ix").on(t.workUnitId),
    index("tag_mapping_ix")
      .on(t.mappingId)
      .where(sql`mapping_id is not null`),
  ],
);

/**
 * What arrives and nobody has mapped, once for each value of a topic or Sparkplug address. As many as a source may have (`MAX_UNMAPPED`); what
 * goes beyond is counted in `source_state`.
 */
export const unmappedMetric = telemetry.table(
  "unmapped_metric",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    sourceId: uuid("source_id")
      .notNull()
      .references(() => source.id),
    /** Topic of a JSON message; Sparkplug: group/node[/device]. */
    address: text("address").notNull(),
    /** Path into the JSON message; Sparkplug: name of the metric. */
    path: text("path").notNull(),
    lastValue: text("last_value"),
    /** Unit as the source calls it. */
    unit: text("unit"),
    count: bigint("count", { mode: "number" }).notNull(),
    firstSeenAt: instant("first_seen_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
    /** Somebody said that it is of no use: it is not kept any more. */
    ignoredAt: instant("ignored_at"),
    /** Its mapping refused some of what was kept, which stays: nobody tries again before the mapping is another one. */
    refusedAt: instant("refused_at"),
    /** Why, of the newest of it. */
    refusedReason: text("refused_reason"),
  },
  (t) => [unique("unmapped_metric_uq").on(t.sourceId, t.address, t.path)],
);

/** What came of it, kept for whoever maps it: whole JSON messages of a topic (metric ''), single values of a Sparkplug metric. Trimmed by the worker. */
export const unmappedMessage = telemetry.table(
  "unmapped_message",
  {
    id: primaryId(),
    sourceId: uuid("source_id")
      .notNull()
      .references(() => source.id),
    address: text("address").notNull(),
    metric: text("metric").notNull(),
    bytes: bytea("bytes").notNull(),
    receivedAt: instant("received_at").notNull(),
  },
  (t) => [index("unmapped_message_owner_ix").on(t.sourceId, t.address, t.metric, t.id)],
);

/** A source that says more names than anybody can map: how many values were not listed, and one of them. */
export const sourceState = telemetry.table(
  "source_state",
  {
    sourceId: uuid("source_id")
      .primaryKey()
      .references(() => source.id),
    unlisted: bigint("unlisted", { mode: "number" }).notNull(),
    unlistedExample: text("unlisted_example").notNull(),
    unlistedAt: instant("unlisted_at").notNull(),
    /** When a message of it last went to quarantine for that. */
    quarantinedAt: instant("quarantined_at").notNull(),
  },
  (t) => [check("source_state_unlisted_ck", sql`${t.unlisted} >= 0`)],
);

/** One minute of a source, for the page that shows how its sources are doing; kept for two days. */
export const sourceMinute = telemetry.table(
  "source_minute",
  {
    sourceId: uuid("source_id")
      .notNull()
      .references(() => source.id),
    minute: instant("minute").notNull(),
    /** Values that came, mapped or not. */
    readings: integer("readings").notNull(),
    /** Messages that could not be read or placed; what goes beyond the limit of a minute is counted here alone (SEC-15). */
    refused: integer("refused").notNull().default(0),
    /** Of those that have a time of their own and are no history: from that time until it came. Negative: the source's clock is ahead. */
    timed: integer("timed").notNull(),
    delaySumMs: doublePrecision("delay_sum_ms").notNull(),
    delayMinMs: doublePrecision("delay_min_ms"),
    delayMaxMs: doublePrecision("delay_max_ms"),
    lastReceivedAt: instant("last_received_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.sourceId, t.minute] })],
);

/** A Sparkplug edge node or device: is it alive, since when, with which aliases. */
export const sparkplugNode = telemetry.table(
  "sparkplug_node",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    groupId: text("group_id").notNull(),
    nodeId: text("node_id").notNull(),
    deviceId: text("device_id").notNull().default(""),
    online: boolean("online").notNull(),
    bdSeq: integer("bd_seq"),
    metrics: jsonb("metrics").notNull().default([]),
    changedAt: instant("changed_at").notNull(),
    /** Its last birth was larger than what is read: it may live, and nothing that it says is understood. */
    birthRefused: boolean("birth_refused").notNull().default(false),
    /** When it began anew, the newest first: after its death or as another session; a device within the session of its node. What says the same again at our request is none. Bounded (`KEPT_BIRTHS`). */
    births: instant("births")
      .array()
      .notNull()
      .default(sql`'{}'::timestamptz[]`),
    /** Births that were only counted, because it was born too often, since when, and until when; counted anew after it was calm for some minutes (`FLAPPING`). */
    passedOver: bigint("passed_over", { mode: "number" }).notNull().default(0),
    passedOverSince: instant("passed_over_since"),
    passedOverAt: instant("passed_over_at"),
  },
  (t) => [unique("sparkplug_node_uq").on(t.siteId, t.groupId, t.nodeId, t.deviceId)],
);
