import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgSchema, primaryKey, text, unique, uuid } from "drizzle-orm/pg-core";
import { instant, knownValues, primaryId } from "./columns";
import { site } from "./reference";

/** The source of truth: every fact once, in order, never changed. */
export const eventlog = pgSchema("eventlog");

const among = (types: readonly string[]) => sql.raw(`type in (${types.map((type) => `'${type}'`).join(",")})`);

/** Facts that give an order another state. A query that names exactly these, as literals, is answered from `event_order_state_ix`. */
export const orderStateTypes = [
  "order.received",
  "order.released",
  "order.release_revoked",
  "order.started",
  "order.held",
  "order.resumed",
  "order.completed",
  "order.reopened",
  "order.closed",
  "order.cancelled",
  "order.aborted",
] as const;

/** Those after which nothing of the order is in process; the same goes for `event_ended_ix`. */
export const orderEndTypes = ["order.completed", "order.aborted", "order.cancelled"] as const;

/** A fact. `position` is the order of writing, which a replay follows. Append-only. */
export const event = eventlog.table(
  "event",
  {
    id: primaryId(),
    position: bigint("position", { mode: "number" }).generatedAlwaysAsIdentity().unique(),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    type: text("type").notNull(),
    /** Kind and id of what it happened to: `order`, `operation`, `lot`, `equipment`, … */
    aggregate: text("aggregate").notNull(),
    aggregateId: uuid("aggregate_id").notNull(),
    /** No foreign key: the log comes first, and current state follows from it. */
    orderId: uuid("order_id"),
    payload: jsonb("payload").notNull(),
    accountId: uuid("account_id"),
    personId: uuid("person_id"),
    deviceId: uuid("device_id"),
    /** Who acted when no person did: worker, ERP connection, gateway. */
    actor: text("actor").notNull(),
    commandId: uuid("command_id").notNull(),
    eventTime: instant("event_time").notNull(),
    recordTime: instant("record_time").notNull(),
  },
  (t) => [
    index("event_aggregate_ix").on(t.aggregateId, t.position),
    index("event_order_ix")
      .on(t.orderId, t.position)
      .where(sql`order_id is not null`),
    index("event_site_time_ix").on(t.siteId, t.recordTime),
    // WIP(T, K) takes each order's state as of both times (C-11): few facts among the thousands of an order.
    index("event_order_state_ix").on(t.orderId, t.eventTime).where(among(orderStateTypes)),
    // Ends that were recorded after K, whatever they are of.
    index("event_ended_ix").on(t.siteId, t.recordTime).where(among(orderEndTypes)),
  ],
);

/** Events that wait for their place in the chain; the sealing worker empties it. */
export const unsealed = eventlog.table(
  "unsealed",
  {
    eventId: uuid("event_id")
      .primaryKey()
      .references(() => event.id),
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    position: bigint("position", { mode: "number" }).notNull(),
  },
  (t) => [index("unsealed_site_ix").on(t.siteId, t.position)],
);

/** `hash = SHA-256(prev_hash ‖ canonical JSON of the event)` per site (SEC-10). Append-only. */
export const seal = eventlog.table(
  "seal",
  {
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    seq: bigint("seq", { mode: "number" }).notNull(),
    eventId: uuid("event_id")
      .notNull()
      .unique()
      .references(() => event.id),
    prevHash: text("prev_hash").notNull(),
    hash: text("hash").notNull(),
    sealedAt: instant("sealed_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.siteId, t.seq] })],
);

/** One row a command, accepted or refused: the idempotency record and the operator's action (EX-23). Append-only. */
export const command = eventlog.table(
  "command",
  {
    id: primaryId(),
    siteId: uuid("site_id").references(() => site.id),
    name: text("name").notNull(),
    digest: text("digest").notNull(),
    outcome: text("outcome", { enum: ["ACCEPTED", "REFUSED"] }).notNull(),
    answer: jsonb("answer").notNull(),
    accountId: uuid("account_id"),
    deviceId: uuid("device_id"),
    deviceSequence: integer("device_sequence"),
    // A clock that somebody set by hand may be months off: more than an integer holds.
    clockOffsetMs: bigint("clock_offset_ms", { mode: "number" }),
    actor: text("actor").notNull(),
    eventTime: instant("event_time").notNull(),
    recordTime: instant("record_time").notNull(),
  },
  (t) => [
    ...knownValues(t),
    index("command_account_ix").on(t.accountId, t.recordTime),
    index("command_device_ix")
      .on(t.deviceId, t.recordTime)
      .where(sql`device_id is not null`),
  ],
);

/** Hourly head of a site's chain as it was handed outside the database (SEC-10). Append-only. */
export const anchor = eventlog.table(
  "anchor",
  {
    siteId: uuid("site_id")
      .notNull()
      .references(() => site.id),
    seq: bigint("seq", { mode: "number" }).notNull(),
    hash: text("hash").notNull(),
    anchoredAt: instant("anchored_at").notNull(),
    receipt: text("receipt"),
  },
  (t) => [unique("anchor_uq").on(t.siteId, t.seq)],
);
