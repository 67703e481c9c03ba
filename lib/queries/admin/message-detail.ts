import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { answerWithoutAmounts, wordsWithoutAmounts } from "@/lib/messages/amounts-in-words";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import { type ChannelScope, connectionIds } from "./channel-scope";
import { asReadBy, IN_ROW, MessageRow, OUT_ROW, payloadAsRead, seesCost } from "./message-row";
import { IS_REPLAYABLE, IS_SETTLEABLE, TAKES_TWO } from "./refused-inbound";

const Attempt = z.object({
  id: z.string(),
  attempt: z.number(),
  action: z.enum(["POST", "LOOK_UP", "REPLAY", "RESOLVE"]),
  outcome: z.string(),
  reason: z.string().nullable(),
  answer: z.unknown(),
  startedAt: InstantColumn,
  endedAt: InstantColumn,
  worker: z.string().nullable(),
});
/** One try to deliver, or what a person decided, with the ERP's answer. */
export type MessageAttempt = z.infer<typeof Attempt>;

const Detail = z.object({
  row: MessageRow,
  payload: z.unknown(),
  /** The order that it is about, whatever lane it stands in. */
  order: z.object({ id: z.string(), number: z.string(), site: z.string() }).nullable(),
  parts: z
    .array(z.object({ kind: z.string(), number: z.string() }))
    .nullable()
    .catch(null),
  targetSeconds: z.number().nullable(),
  /** Who proposed to settle it without sending, and who approved. */
  proposedBy: z.object({ accountId: z.string(), name: z.string() }).nullable(),
  approvedBy: z.string().nullable(),
  /** First unfinished message before it in its lane. */
  waitsFor: z.number().nullable(),
  /** Unfinished messages behind it. */
  behind: z.number(),
  parkedUntil: InstantColumn.nullable(),
  /** An inbound message that a person may have applied once more. */
  replayable: z.boolean(),
  /** An inbound message that people may settle without applying it; whether that takes two of them, and why the first one wants it. */
  settleable: z.boolean(),
  takesTwo: z.boolean(),
  settledReason: z.string().nullable(),
});
export type MessageDetail = z.infer<typeof Detail> & { readonly attempts: readonly MessageAttempt[] };

// An acknowledgement is written before the order that it brings is there, so it has its number only.
const ORDER = sql`case when o.id is null then null else jsonb_build_object('id', o.id, 'number', o.number, 'site', (select code from reference.site where id = o.site_id)) end as "order"`;

/** The latest tries that are shown. */
const ATTEMPTS = 50;

/** One message with all that is known of it; null when there is none at the actor's sites. */
export async function messageDetail(reader: Reader, scope: ChannelScope, id: string): Promise<MessageDetail | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const { db } = reader;
  const sites = ids(scope.sites);
  const { all, whole } = connectionIds(scope);
  const [detail] = await readRows(
    db,
    Detail,
    sql`
    select ${OUT_ROW}, m.payload, ${ORDER}, m.document_parts as parts, p.target_seconds as "targetSeconds", case when a.id is null then null else jsonb_build_object('accountId', a.id, 'name', a.name) end as "proposedBy", b.name as "approvedBy",
      (select min(e.sequence) from integration.outbox_message e where e.connection_id = m.connection_id and e.lane_key = m.lane_key and e.sequence < m.sequence and e.state not in ('ACCEPTED','RESOLVED')) as "waitsFor",
      (select count(*)::int from integration.outbox_message e where e.connection_id = m.connection_id and e.lane_key = m.lane_key and e.sequence > m.sequence and e.state not in ('ACCEPTED','RESOLVED')) as behind,
      null as "parkedUntil", false as replayable, false as settleable, false as "takesTwo", null as "settledReason"
    from integration.outbox_message m
    left join integration.policy p on p.site_id = m.site_id and p.connection_id = m.connection_id and p.message_type = m.type and p.direction = 'OUT'
    left join identity.account a on a.id = m.settled_by
    left join identity.account b on b.id = m.settled_second
    left join lateral (select o.id, o.number, o.site_id from execution.production_order o where o.id = m.order_id
      union all select o.id, o.number, o.site_id from execution.production_order o where m.type = 'mes.order.acknowledged.v1' and o.site_id = m.site_id and o.number = m.subject) o on true
    where m.id = ${id}::uuid and m.site_id = any (${sites})
    union all
    select ${IN_ROW}, m.payload, ${ORDER}, null, p.target_seconds, case when a.id is null then null else jsonb_build_object('accountId', a.id, 'name', a.name) end, b.name, null, 0, m.parked_until,
      m.state = 'FAILED' or (m.state = 'REFUSED' and ${IS_REPLAYABLE}), ${IS_SETTLEABLE}, ${TAKES_TWO}, m.settled_reason
    from integration.inbox_message m
    left join integration.policy p on p.site_id = m.site_id and p.connection_id = m.connection_id and p.message_type = m.type and p.direction = 'IN'
    left join identity.account a on a.id = m.settled_by
    left join identity.account b on b.id = m.settled_second
    left join execution.production_order o on m.type in ('erp.order.v1', 'erp.salvage.v1') and o.site_id = m.site_id and o.number = m.payload -> 'data' ->> 'order'
    where m.id = ${id}::uuid and m.connection_id = any (${ids(all)}) and (m.site_id = any (${sites}) or (m.site_id is null and m.connection_id = any (${ids(whole)})))`,
  );
  if (detail === undefined) return null;
  const attempts =
    detail.row.direction === "IN"
      ? []
      : await readRows(
          db,
          Attempt,
          sql`select t.id, t.attempt, t.action, t.outcome, t.reason, t.answer, t.started_at as "startedAt", t.ended_at as "endedAt", t.worker
            from integration.message_attempt t where t.message_id = ${id}::uuid order by t.started_at desc, t.id desc limit ${ATTEMPTS}`,
        );
  const row = asReadBy(scope, detail.row);
  return { ...detail, row, payload: payloadAsRead(row, detail.payload), attempts: seesCost(scope, row) ? attempts : attempts.map(withoutAmounts) };
}

/** What the ERP answered, for who may not see cost; what people decided stays as they said it. */
function withoutAmounts(attempt: MessageAttempt): MessageAttempt {
  if (attempt.action !== "POST" && attempt.action !== "LOOK_UP") return attempt;
  return { ...attempt, reason: attempt.reason === null ? null : wordsWithoutAmounts(attempt.reason), answer: answerWithoutAmounts(attempt.answer) };
}

const Pick = z.object({ connectionId: z.string(), laneKey: z.string(), sequence: z.number(), id: z.string(), at: InstantColumn });

/** The message that a lane waits for, or its latest one. */
export async function headOfLane(reader: Reader, scope: ChannelScope, connectionId: string, laneKey: string): Promise<z.infer<typeof Pick> | null> {
  const [head] = await readRows(
    reader.db,
    Pick,
    sql`
    (select m.connection_id as "connectionId", m.lane_key as "laneKey", m.sequence, m.id, m.record_time as at from integration.outbox_message m
      where m.connection_id = ${connectionId}::uuid and m.lane_key = ${laneKey} and m.site_id = any (${ids(scope.sites)}) and m.state not in ('ACCEPTED','RESOLVED') order by m.sequence limit 1)
    union all
    (select m.connection_id, m.lane_key, m.sequence, m.id, m.record_time from integration.outbox_message m
      where m.connection_id = ${connectionId}::uuid and m.lane_key = ${laneKey} and m.site_id = any (${ids(scope.sites)}) order by m.sequence desc limit 1)
    limit 1`,
  );
  return head ?? null;
}
