import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { answerWithoutAmounts, wordsWithoutAmounts } from "@/lib/messages/amounts-in-words";
import { TYPES_WITH_AMOUNTS, withoutAmounts } from "@/lib/messages/hidden-amounts";
import { type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import type { ChannelScope } from "./channel-scope";
import { INBOX_STATES, OUTBOX_STATES } from "./lanes";

const Common = {
  id: z.string(),
  connectionId: z.string(),
  site: z.string().nullable(),
  type: z.string(),
  /** Order number, work unit, lot or other key that it speaks of. */
  subject: z.string(),
  /** When it was written down or received. */
  at: InstantColumn,
  eventTime: InstantColumn.nullable(),
  settledAt: InstantColumn.nullable(),
  reasonCode: z.string().nullable(),
  reason: z.string().nullable(),
  /** The fields of the fact itself, without its lists: enough to say in words what it was. */
  data: z.record(z.string(), z.unknown()),
  /** Whether the message has amounts that are kept from whoever reads it. */
  amountsHidden: z.boolean().default(false),
};

/** A message as lists and conversations show it; `direction` tells the two kinds apart. */
export const MessageRow = z.discriminatedUnion("direction", [
  z.object({
    ...Common,
    direction: z.literal("OUT"),
    state: z.enum(OUTBOX_STATES),
    laneKey: z.string(),
    sequence: z.number(),
    attempts: z.number(),
    nextAt: InstantColumn,
    document: z.string().nullable(),
    settledByPerson: z.boolean(),
  }),
  z.object({
    ...Common,
    direction: z.literal("IN"),
    state: z.enum(INBOX_STATES),
    version: z.number().nullable(),
    door: z.enum(["WEBHOOK", "POLL", "MANUAL"]),
    missing: z.array(z.string()),
  }),
]);
export type MessageRow = z.infer<typeof MessageRow>;

const DataOf = z.record(z.string(), z.unknown());

const SLIM = sql`coalesce((select jsonb_object_agg(f.key, f.value) from jsonb_each(m.payload->'data') f where jsonb_typeof(f.value) <> 'array'), '{}'::jsonb)`;

/** Columns of an outbound message `m` as one JSON value named `row`. */
export const OUT_ROW: SQL = sql`jsonb_build_object('direction', 'OUT', 'id', m.id, 'connectionId', m.connection_id, 'site', (select code from reference.site where id = m.site_id), 'type', m.type, 'subject', m.subject,
  'at', m.record_time, 'eventTime', m.event_time, 'settledAt', m.accepted_at, 'reasonCode', m.reason_code, 'reason', m.reason, 'data', ${SLIM}, 'state', m.state, 'laneKey', m.lane_key,
  'sequence', m.sequence, 'attempts', m.attempts, 'nextAt', m.next_at, 'document', m.document, 'settledByPerson', m.settled_by is not null) as row`;

/** The same of an inbound message `m`. */
export const IN_ROW: SQL = sql`jsonb_build_object('direction', 'IN', 'id', m.id, 'connectionId', m.connection_id, 'site', (select code from reference.site where id = m.site_id), 'type', m.type, 'subject', m.subject,
  'at', m.received_at, 'eventTime', m.event_time, 'settledAt', m.settled_at, 'reasonCode', m.code, 'reason', m.reason,
  'data', case when jsonb_typeof(m.payload->'data') = 'object' then ${SLIM} else '{}'::jsonb end, 'state', m.state, 'version', m.version, 'door', m.door, 'missing', to_jsonb(m.missing)) as row`;

const RowHolder = z.object({ row: MessageRow });

/** Messages of a statement that selects `row`, as the actor of the scope may read them. */
export async function readMessages({ db }: Pick<Reader, "db">, scope: ChannelScope, statement: SQL): Promise<MessageRow[]> {
  const held = await readRows(db, RowHolder, statement);
  return held.map(({ row }) => asReadBy(scope, row));
}

/** Whether the scope may see the cost of the message's site; of no site of ours, that of each site of its connection. */
export function seesCost({ connections, costSites }: ChannelScope, { site, connectionId }: Pick<MessageRow, "site" | "connectionId">): boolean {
  const sites = site === null ? (connections.find(({ id }) => id === connectionId)?.sites ?? []) : [site];
  return sites.length > 0 && sites.every((code) => costSites.codes.includes(code));
}

/** A message without what it says of money, unless the scope may see cost there. What the ERP answered, or said in a form of its own, is searched for what may be an amount. */
export function asReadBy(scope: ChannelScope, row: MessageRow): MessageRow {
  if (seesCost(scope, row)) return row;
  const isRaw = isUnread(row);
  const amountsHidden = isRaw || TYPES_WITH_AMOUNTS.includes(row.type);
  const reason = row.reason !== null && (row.direction === "OUT" || amountsHidden) ? wordsWithoutAmounts(row.reason) : row.reason;
  if (!amountsHidden) return { ...row, reason };
  return { ...row, reason, data: DataOf.parse(isRaw ? answerWithoutAmounts(row.data) : withoutAmounts(row.type, row.data)), amountsHidden };
}

/** The whole message, in the same way as its row. */
export function payloadAsRead(row: MessageRow, payload: unknown): unknown {
  if (!row.amountsHidden) return payload;
  if (isUnread(row)) return answerWithoutAmounts(payload);
  const whole = DataOf.safeParse(payload);
  return whole.success ? { ...whole.data, data: withoutAmounts(row.type, whole.data.data) } : answerWithoutAmounts(payload);
}

/** Kept as the ERP said it, for nobody here could read it. */
function isUnread({ direction, reasonCode }: Pick<MessageRow, "direction" | "reasonCode">): boolean {
  return direction === "IN" && reasonCode === "SCHEMA";
}
