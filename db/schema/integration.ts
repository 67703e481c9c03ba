import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, jsonb, pgSchema, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { searchedWords } from "@/db/searched-words";
import type { KeptErpUnit } from "@/lib/domain/shared/erp-unit";
import { instant, knownValues, primaryId } from "./columns";
import { site } from "./reference";

/** Everything said between Millrace and an ERP. */
export const integration = pgSchema("integration");

export const outboxStates = ["NEW", "SENDING", "DELIVERED", "RETRY_WAIT", "ACCEPTED", "REJECTED", "DEAD", "REPLAYED", "RESOLVED"] as const;
export const inboxStates = ["RECEIVED", "APPLIED", "STALE", "PARKED", "REFUSED", "FAILED", "RESOLVED"] as const;

export const connection = integration.table(
  "connection",
  {
    id: primaryId(),
    code: text("code").notNull().unique(),
    name: text("name").notNull(),
    adapter: text("adapter").notNull(),
    settings: jsonb("settings").notNull(),
    /** AES-256-GCM under MILLRACE_SECRET; never shown again. */
    secrets: text("secrets"),
    enabled: boolean("enabled").notNull().default(true),
    /** Who paused it, and when; null while it is on. */
    pausedBy: uuid("paused_by"),
    pausedAt: instant("paused_at"),
    pollSeconds: integer("poll_seconds").notNull().default(15),
    /** Circuit breaker of the connection, shared by all workers (IN-05). */
    failures: integer("failures").notNull().default(0),
    openUntil: instant("open_until"),
    lastAcceptedAt: instant("last_accepted_at"),
    lastError: text("last_error"),
    /** What is wrong with how it is set up (key, rights, address), by its adapter's word; null where the last error may pass by itself. */
    lastErrorCode: text("last_error_code"),
    /** When a worker last took its turn to read; null: a read was asked for. */
    lastPolledAt: instant("last_polled_at"),
    /** Reads of changes have a state of their own, which sending does not touch: only a read to the end clears it. */
    lastReadAt: instant("last_read_at"),
    readFailures: integer("read_failures").notNull().default(0),
    readFailedSince: instant("read_failed_since"),
    readError: text("read_error"),
    readErrorCode: text("read_error_code"),
    /** Nothing is read before this: the ERP asked for it, or reads fail. */
    readWaitUntil: instant("read_wait_until"),
    /** The worker that is reading; it renews its lease while it does. */
    readLeasedBy: text("read_leased_by"),
    readLeasedUntil: instant("read_leased_until"),
    /** When its mapping table last changed: what was stored before may read differently now, and is no other message for that (IN-03). */
    wordsChangedAt: instant("words_changed_at"),
  },
  (t) => [
    check("connection_counts_ck", sql`${t.pollSeconds} > 0 and ${t.failures} >= 0 and ${t.readFailures} >= 0`),
    check("connection_paused_ck", sql`not ${t.enabled} or (${t.pausedBy} is null and ${t.pausedAt} is null)`),
  ],
);

/** Sites that a connection's ERP governs. */
export const connectionSite = integration.table(
  "connection_site",
  {
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    /** What the ERP calls the site. */
    erpCode: text("erp_code").notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.siteId] }), unique("connection_site_erp_code_uq").on(t.connectionId, t.erpCode)],
);

/** Per message type: event or batch, to whom, how fast, or not at all (domain §8). */
export const policy = integration.table(
  "policy",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id),
    messageType: text("message_type").notNull(),
    direction: text("direction", { enum: ["IN", "OUT"] }).notNull(),
    mode: text("mode", { enum: ["EVENT", "BATCH"] }).notNull(),
    schedule: text("schedule"),
    /** Of a batch: as many as wait go before their time; null: they always wait for it. */
    bundle: integer("bundle"),
    enabled: boolean("enabled").notNull().default(true),
    priority: integer("priority").notNull(),
    targetSeconds: integer("target_seconds").notNull(),
  },
  (t) => [
    ...knownValues(t),
    check("policy_target_ck", sql`${t.targetSeconds} > 0`),
    unique("policy_uq").on(t.siteId, t.connectionId, t.messageType, t.direction),
    check("policy_priority_ck", sql`${t.priority} between 0 and 3`),
    check("policy_bundle_ck", sql`${t.bundle} > 1`),
  ],
);

/** One order key of one connection: its gapless sequence is taken here, under the row's lock (IN-04). */
export const lane = integration.table(
  "lane",
  {
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id),
    key: text("key").notNull(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    lastSequence: integer("last_sequence").notNull(),
  },
  (t) => [check("lane_sequence_ck", sql`${t.lastSequence} >= 0`), primaryKey({ columns: [t.connectionId, t.key] })],
);

export const outboxMessage = integration.table(
  "outbox_message",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id),
    laneKey: text("lane_key").notNull(),
    sequence: integer("sequence").notNull(),
    priority: integer("priority").notNull(),
    type: text("type").notNull(),
    subject: text("subject").notNull(),
    /** Refers to `execution.production_order`. */
    orderId: uuid("order_id"),
    /** Fact that caused it: an event, or what became of an inbound message, which is no event. */
    eventId: uuid("event_id").notNull(),
    payload: jsonb("payload").notNull(),
    /** The unit in which the ERP keeps the order: what the message says in the unit of its item is told in this one. Null: in the same. */
    erpUnit: jsonb("erp_unit").$type<KeptErpUnit>(),
    /** Waits for others to travel with, until it is tried for the first time: its policy says so. */
    bundled: boolean("bundled").notNull().default(false),
    state: text("state", { enum: outboxStates }).notNull(),
    attempts: integer("attempts").notNull().default(0),
    nextAt: instant("next_at").notNull(),
    /** When it was to go: at once, or with its batch. Tries that failed and replays leave it, so that lateness counts from it (§8.1). Null: as it was recorded. */
    dueAt: instant("due_at"),
    leasedBy: text("leased_by"),
    leasedUntil: instant("leased_until"),
    /** What the adapter asked to be remembered between attempts. */
    memory: jsonb("memory"),
    document: text("document"),
    documentParts: jsonb("document_parts"),
    reason: text("reason"),
    reasonCode: text("reason_code"),
    eventTime: instant("event_time").notNull(),
    recordTime: instant("record_time").notNull(),
    acceptedAt: instant("accepted_at"),
    settledBy: uuid("settled_by"),
    settledSecond: uuid("settled_second"),
  },
  (t) => [
    ...knownValues(t),
    check("outbox_message_counts_ck", sql`${t.priority} between 0 and 3 and ${t.attempts} >= 0 and ${t.sequence} > 0`),
    check("outbox_message_lease_ck", sql`${t.state} <> 'SENDING' or ${t.leasedUntil} is not null`),
    unique("outbox_message_sequence_uq").on(t.connectionId, t.laneKey, t.sequence),
    // IN-02: one fact leaves once per connection and type.
    unique("outbox_message_event_uq").on(t.eventId, t.connectionId, t.type),
    // The dispatcher looks for heads of lanes among what is not finished.
    index("outbox_message_open_ix")
      .on(t.connectionId, t.laneKey, t.sequence)
      .where(sql`state not in ('ACCEPTED','RESOLVED')`),
    index("outbox_message_due_ix")
      .on(t.connectionId, t.priority, t.nextAt)
      .where(sql`state in ('NEW','RETRY_WAIT','REPLAYED','SENDING','DELIVERED')`),
    // What waits for a bundle, by lane: for whatever must not wait behind it. And by type and time: for a bundle that is full, or due.
    index("outbox_message_bundle_lane_ix")
      .on(t.connectionId, t.laneKey, t.sequence)
      .where(sql`bundled and state = 'NEW'`),
    index("outbox_message_bundle_ix")
      .on(t.connectionId, t.type, t.nextAt)
      .where(sql`bundled and state = 'NEW'`),
    index("outbox_message_order_ix").on(t.orderId, t.recordTime),
    // The list of messages, latest first: one walk for each connection and site that somebody sees, and one for a kind of message.
    index("outbox_message_list_ix").on(t.connectionId, t.siteId, t.recordTime, t.id),
    index("outbox_message_type_ix").on(t.connectionId, t.siteId, t.type, t.recordTime, t.id),
    // What a person has in hand: the beginning of an order or lot, a document of the ERP or one of its parts, a word of why it was refused.
    index("outbox_message_subject_ix").on(t.subject.op("text_pattern_ops")),
    index("outbox_message_document_ix")
      .on(t.document.op("text_pattern_ops"))
      .where(sql`length(document) <= 200`),
    index("outbox_message_parts_ix")
      .using("gin", t.documentParts.op("jsonb_path_ops"))
      .where(sql`document_parts is not null`),
    index("outbox_message_reason_ix")
      .using("gin", sql`to_tsvector('simple', reason)`)
      .where(sql`reason is not null`),
    // A word anywhere in a message finds it: a lot, a reason, a document of the ERP.
    index("outbox_message_words_ix").using("gin", sql`(${searchedWords(t.payload)})`),
    // The end of an exception is told where its beginning was.
    index("outbox_message_exception_ix")
      .on(sql`(payload -> 'data' ->> 'exception')`)
      .where(sql`type in ('mes.exception.raised.v1', 'mes.exception.resolved.v1')`),
    // IN-11 explains differences by what the ERP has not taken of an order, among the thousands that it has.
    index("outbox_message_untaken_ix")
      .on(t.orderId)
      .where(sql`state <> 'ACCEPTED'`),
    // And by what it took while its books were read.
    index("outbox_message_accepted_ix")
      .on(t.connectionId, t.acceptedAt)
      .where(sql`accepted_at is not null`),
    check("outbox_message_accepted_ck", sql`${t.state} <> 'ACCEPTED' or ${t.acceptedAt} is not null`),
  ],
);

/** One try to deliver, with the ERP's answer. Append-only. */
export const messageAttempt = integration.table(
  "message_attempt",
  {
    id: primaryId(),
    siteId: uuid("site_id").notNull(),
    messageId: uuid("message_id")
      .notNull()
      .references(() => outboxMessage.id),
    attempt: integer("attempt").notNull(),
    action: text("action", { enum: ["POST", "LOOK_UP", "REPLAY", "RESOLVE"] }).notNull(),
    outcome: text("outcome").notNull(),
    reason: text("reason"),
    answer: jsonb("answer"),
    startedAt: instant("started_at").notNull(),
    endedAt: instant("ended_at").notNull(),
    worker: text("worker"),
  },
  (t) => [...knownValues(t), index("message_attempt_message_ix").on(t.messageId, t.startedAt)],
);

/** Codes of a refusal that stands: a second look at the same message could not end otherwise. */
export const FINAL_REFUSALS = ["SCHEMA", "DIGEST_DIFFERS"] as const;

/** What of an ERP carries neither quantity nor value: one person settles it alone. What could not be read may be anything. */
export const SETTLED_ALONE = ["erp.item.v1", "erp.work-centre.v1", "erp.calendar.v1", "erp.person.v1", "erp.routing.v1", "erp.inspection-plan.v1"] as const;

export const inboxMessage = integration.table(
  "inbox_message",
  {
    id: primaryId(),
    siteId: uuid("site_id").references(() => site.id),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id),
    /** Idempotency key of the sender: type, key and version (domain §8.1). */
    messageId: text("message_id").notNull(),
    type: text("type").notNull(),
    subject: text("subject").notNull(),
    version: bigint("version", { mode: "number" }),
    payload: jsonb("payload").notNull(),
    digest: text("digest").notNull(),
    door: text("door", { enum: ["WEBHOOK", "POLL", "MANUAL"] }).notNull(),
    state: text("state", { enum: inboxStates }).notNull(),
    /** How often applying it failed on our side since somebody last looked. */
    faults: integer("faults").notNull().default(0),
    /** References that it waits for, when parked. */
    missing: text("missing")
      .array()
      .notNull()
      .default(sql`'{}'::text[]`),
    code: text("code"),
    reason: text("reason"),
    eventTime: instant("event_time"),
    receivedAt: instant("received_at").notNull(),
    settledAt: instant("settled_at"),
    parkedUntil: instant("parked_until"),
    /** Who settled it without applying, or proposed to, and why; and the second person who approved (IN-02). */
    settledBy: uuid("settled_by"),
    settledSecond: uuid("settled_second"),
    settledReason: text("settled_reason"),
  },
  (t) => [
    ...knownValues(t),
    check("inbox_message_counts_ck", sql`${t.faults} >= 0 and ${t.version} >= 0`),
    check("inbox_message_settled_ck", sql`(${t.state} in ('APPLIED', 'STALE', 'REFUSED', 'RESOLVED')) = (${t.settledAt} is not null)`),
    check("inbox_message_parked_ck", sql`${t.state} <> 'PARKED' or ${t.parkedUntil} is not null`),
    // IN-03: a second delivery must collide here, inside the transaction that applies it.
    unique("inbox_message_id_uq").on(t.connectionId, t.messageId),
    // What is still to be applied or waits for references, among all that ever came.
    index("inbox_message_open_ix")
      .on(t.connectionId, t.receivedAt)
      .where(sql`state in ('RECEIVED','PARKED','FAILED')`),
    // What was applied within a day, however long it had waited.
    index("inbox_message_applied_ix")
      .on(t.connectionId, t.settledAt)
      .where(sql`state = 'APPLIED'`),
    // Who waits for a reference: asked after each message that is applied, while thousands behind it may still be to come.
    index("inbox_message_missing_ix")
      .using("gin", t.missing)
      .where(sql`state = 'PARKED'`),
    // What is held up, latest first: a small part of all that ever came.
    index("inbox_message_held_ix")
      .on(t.receivedAt, t.id)
      .where(sql`state in ('PARKED','FAILED','REFUSED')`),
    // IN-07: the newest version that was settled of an object.
    index("inbox_message_version_ix").on(t.connectionId, t.type, t.subject, t.version),
    // Of an object, by its whole key or by the beginning of it; and by the key that its sender gave the message.
    index("inbox_message_subject_ix").on(t.subject.op("text_pattern_ops"), t.receivedAt),
    index("inbox_message_key_ix").on(t.messageId.op("text_pattern_ops")),
    // The list of messages, latest first: one walk for each connection and site that somebody sees.
    index("inbox_message_list_ix").on(t.connectionId, t.siteId, t.receivedAt, t.id),
    index("inbox_message_reason_ix")
      .using("gin", sql`to_tsvector('simple', reason)`)
      .where(sql`reason is not null`),
    // What the scrap of an order was sold for is of the order, under a document of its own.
    index("inbox_message_salvage_ix")
      .on(sql`(payload -> 'data' ->> 'order')`)
      .where(sql`type = 'erp.salvage.v1'`),
    index("inbox_message_recent_ix").on(t.receivedAt),
    // When something of a type last came for a site.
    index("inbox_message_type_ix").on(t.connectionId, t.siteId, t.type, t.receivedAt, t.id),
    index("inbox_message_words_ix").using("gin", sql`(${searchedWords(t.payload)})`),
  ],
);

export const cursor = integration.table(
  "cursor",
  {
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id),
    stream: text("stream").notNull(),
    value: jsonb("value").notNull(),
    movedAt: instant("moved_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.connectionId, t.stream] })],
);

/** Their word ↔ our word: units, work centres, reasons, places. */
export const mapping = integration.table(
  "mapping",
  {
    id: primaryId(),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id),
    kind: text("kind", { enum: ["UOM", "WORK_CENTRE", "REASON", "LOCATION", "SITE"] }).notNull(),
    ours: text("ours").notNull(),
    theirs: text("theirs").notNull(),
  },
  (t) => [...knownValues(t), uniqueIndex("mapping_theirs_uq").on(t.connectionId, t.kind, t.theirs)],
);

/** A worker process and what it last said of itself; health reads how old that is. */
export const workerHeartbeat = integration.table("worker_heartbeat", {
  worker: text("worker").primaryKey(),
  startedAt: instant("started_at").notNull(),
  seenAt: instant("seen_at").notNull(),
  /** Broker connection, held sources, jobs: as this worker sees them. */
  detail: jsonb("detail").notNull(),
});
