import { sql } from "drizzle-orm";
import { bigint, boolean, check, date, index, integer, jsonb, pgSchema, primaryKey, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { instant, money, primaryId, quantity } from "./columns";
import { site } from "./reference";

/** Everything said between Millrace and an ERP. */
export const integration = pgSchema("integration");

export const outboxStates = ["NEW", "SENDING", "DELIVERED", "RETRY_WAIT", "ACCEPTED", "REJECTED", "DEAD", "REPLAYED", "RESOLVED"] as const;
export const inboxStates = ["RECEIVED", "APPLIED", "STALE", "PARKED", "REFUSED", "FAILED"] as const;

export const connection = integration.table("connection", {
  id: primaryId(),
  code: text("code").notNull().unique(),
  name: text("name").notNull(),
  adapter: text("adapter").notNull(),
  settings: jsonb("settings").notNull(),
  /** AES-256-GCM under MILLRACE_SECRET; never shown again. */
  secrets: text("secrets"),
  enabled: boolean("enabled").notNull().default(true),
  pollSeconds: integer("poll_seconds").notNull().default(15),
  /** Circuit breaker of the connection, shared by all workers (IN-05). */
  failures: integer("failures").notNull().default(0),
  openUntil: instant("open_until"),
  lastAcceptedAt: instant("last_accepted_at"),
  lastPolledAt: instant("last_polled_at"),
  lastError: text("last_error"),
  /** When its mapping table last changed: what was stored before may read differently now, and is no other message for that (IN-03). */
  wordsChangedAt: instant("words_changed_at"),
});

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
  (t) => [primaryKey({ columns: [t.connectionId, t.key] })],
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
    /** Waits for others to travel with, until it is tried for the first time: its policy says so. */
    bundled: boolean("bundled").notNull().default(false),
    state: text("state", { enum: outboxStates }).notNull(),
    attempts: integer("attempts").notNull().default(0),
    nextAt: instant("next_at").notNull(),
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
    index("outbox_message_recent_ix").on(t.recordTime),
    // A word anywhere in a message finds it: a lot, a reason, a document of the ERP.
    index("outbox_message_words_ix").using("gin", sql`to_tsvector('simple', ${t.payload})`),
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
  (t) => [index("message_attempt_message_ix").on(t.messageId, t.startedAt)],
);

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
  },
  (t) => [
    // IN-03: a second delivery must collide here, inside the transaction that applies it.
    unique("inbox_message_id_uq").on(t.connectionId, t.messageId),
    // What is still to be applied or waits for references, among all that ever came.
    index("inbox_message_open_ix")
      .on(t.connectionId, t.receivedAt)
      .where(sql`state in ('RECEIVED','PARKED','FAILED')`),
    // IN-07: the newest version that was settled of an object.
    index("inbox_message_version_ix").on(t.connectionId, t.type, t.subject, t.version),
    index("inbox_message_subject_ix").on(t.subject, t.receivedAt),
    index("inbox_message_recent_ix").on(t.receivedAt),
    // When something of a type last came.
    index("inbox_message_type_ix").on(t.connectionId, t.type, t.receivedAt),
    index("inbox_message_words_ix").using("gin", sql`to_tsvector('simple', ${t.payload})`),
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
  (t) => [uniqueIndex("mapping_theirs_uq").on(t.connectionId, t.kind, t.theirs)],
);

const reconciliationStates = ["QUEUED", "RUNNING", "DONE", "FAILED", "UNSUPPORTED"] as const;

/** A comparison of a site with an ERP that governs it (IN-11). */
export const reconciliationRun = integration.table(
  "reconciliation_run",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    connectionId: uuid("connection_id")
      .notNull()
      .references(() => connection.id),
    onDate: date("on_date").notNull(),
    cause: text("cause", { enum: ["DAILY", "ON_DEMAND"] })
      .notNull()
      .default("ON_DEMAND"),
    /** UNSUPPORTED: this ERP cannot say what it holds. */
    state: text("state", { enum: reconciliationStates }).notNull().default("QUEUED"),
    requestedBy: text("requested_by"),
    /** When it was due or asked for. */
    startedAt: instant("started_at").notNull(),
    endedAt: instant("ended_at"),
    /** Why it failed or cannot be done. */
    reason: text("reason"),
    attempts: integer("attempts").notNull().default(0),
    /** When a worker may take it up; null: never again. */
    nextAt: instant("next_at"),
    leasedBy: text("leased_by"),
    leasedUntil: instant("leased_until"),
    /** The run whose open differences it carries on. */
    previousId: uuid("previous_id"),
    readsOrders: boolean("reads_orders"),
    readsStock: boolean("reads_stock"),
    /** Null until its orders are listed. */
    ordersTotal: integer("orders_total"),
    ordersDone: integer("orders_done").notNull().default(0),
    leftOut: integer("left_out").notNull().default(0),
    openOurs: integer("open_ours").notNull().default(0),
    openTheirs: integer("open_theirs").notNull().default(0),
    openCounted: boolean("open_counted").notNull().default(false),
    stockCompared: boolean("stock_compared").notNull().default(false),
    matched: integer("matched").notNull().default(0),
    explained: integer("explained").notNull().default(0),
    unexplained: integer("unexplained").notNull().default(0),
    accepted: integer("accepted").notNull().default(0),
    /** In the currency of the site. */
    value: money("value")
      .notNull()
      .default(sql`0`),
    unexplainedValue: money("unexplained_value")
      .notNull()
      .default(sql`0`),
  },
  (t) => [
    // §8.1: one daily run per site and day, whichever workers put it there.
    uniqueIndex("reconciliation_run_daily_uq")
      .on(t.siteId, t.connectionId, t.onDate)
      .where(sql`cause = 'DAILY'`),
    // One at a time: two would compare the same.
    uniqueIndex("reconciliation_run_open_uq")
      .on(t.siteId, t.connectionId)
      .where(sql`state in ('QUEUED','RUNNING')`),
    // Workers look for what is due many times a minute.
    index("reconciliation_run_due_ix")
      .on(t.nextAt)
      .where(sql`next_at is not null`),
    index("reconciliation_run_recent_ix").on(t.siteId, t.connectionId, t.startedAt),
    check("reconciliation_run_ended_ck", sql`(${t.state} in ('QUEUED','RUNNING')) = (${t.endedAt} is null)`),
  ],
);

/** Orders that a run has still to compare; what is left of a run that another worker goes on with. */
export const reconciliationOrder = integration.table(
  "reconciliation_order",
  {
    runId: uuid("run_id")
      .notNull()
      .references(() => reconciliationRun.id),
    /** Refers to `execution.production_order`. */
    orderId: uuid("order_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.orderId] })],
);

/** The ERP's stock of a run by lot, page by page, until it is compared. */
export const reconciliationStock = integration.table(
  "reconciliation_stock",
  {
    runId: uuid("run_id")
      .notNull()
      .references(() => reconciliationRun.id),
    item: text("item").notNull(),
    lot: text("lot").notNull(),
    uom: text("uom").notNull(),
    qty: quantity("qty").notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.item, t.lot, t.uom] })],
);

/** A figure that differs (IN-11). What both sides hold alike is only counted. */
export const reconciliationLine = integration.table(
  "reconciliation_line",
  {
    id: primaryId(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    runId: uuid("run_id")
      .notNull()
      .references(() => reconciliationRun.id),
    /** Order number; the site for what is compared per site. */
    subject: text("subject").notNull(),
    /** Refers to `execution.production_order`. */
    orderId: uuid("order_id"),
    measure: text("measure").notNull(),
    item: text("item"),
    lot: text("lot"),
    uom: text("uom").notNull(),
    ours: quantity("ours").notNull(),
    theirs: quantity("theirs").notNull(),
    /** What each side says, where it is no quantity: a status. */
    oursText: text("ours_text"),
    theirsText: text("theirs_text"),
    inTransit: quantity("in_transit").notNull(),
    rejected: quantity("rejected").notNull(),
    timing: quantity("timing").notNull(),
    unexplained: quantity("unexplained").notNull(),
    /** In the currency of the site; null where no cost of the thing is known. */
    unexplainedValue: money("unexplained_value"),
    /** Outbound messages behind it. */
    messages: uuid("messages")
      .array()
      .notNull()
      .default(sql`'{}'::uuid[]`),
    /** Since which run it is there. */
    firstSeenAt: instant("first_seen_at").notNull(),
    owner: text("owner", { enum: ["IT", "PLANNER", "LEAD", "FINANCE", "QUALITY"] }),
    action: text("action", { enum: ["ACCEPTED"] }),
    note: text("note"),
    actedBy: text("acted_by"),
    actedAt: instant("acted_at"),
  },
  (t) => [
    check("reconciliation_line_sum_ck", sql`${t.ours} - ${t.theirs} = ${t.inTransit} + ${t.rejected} + ${t.timing} + ${t.unexplained}`),
    check("reconciliation_line_action_ck", sql`(${t.action} is null) = (${t.actedBy} is null) and (${t.action} is null or ${t.note} is not null)`),
    // The next run asks what it said of the same subjects, the page lists it whole.
    index("reconciliation_line_run_ix").on(t.runId, t.subject),
  ],
);

/** A worker process and what it last said of itself; health reads how old that is. */
export const workerHeartbeat = integration.table("worker_heartbeat", {
  worker: text("worker").primaryKey(),
  startedAt: instant("started_at").notNull(),
  seenAt: instant("seen_at").notNull(),
  /** Broker connection, held sources, jobs: as this worker sees them. */
  detail: jsonb("detail").notNull(),
});
