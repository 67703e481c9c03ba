import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import { type ChannelScope, connectionIds } from "./channel-scope";
import { isMissed } from "./refused-inbound";

export const OUTBOX_STATES = ["NEW", "SENDING", "DELIVERED", "RETRY_WAIT", "ACCEPTED", "REJECTED", "DEAD", "REPLAYED", "RESOLVED"] as const;
export const INBOX_STATES = ["RECEIVED", "APPLIED", "STALE", "PARKED", "REFUSED", "FAILED", "RESOLVED"] as const;

/** Lanes that a page shows before somebody asks for all, and then; what is held up stands first. Of what came, groups by type and state. */
const LANES = 8;
const ALL_LANES = 500;
const QUIET_LANES = 3;
/** Lanes that fell silent are looked for among this many of the latest messages. */
const RECENT = 200;

const Row = z.object({
  connectionId: z.string(),
  laneKey: z.string(),
  priority: z.number(),
  depth: z.number(),
  oldestAt: InstantColumn,
  /** The message that the others wait for. */
  headId: z.string(),
  headSequence: z.number(),
  state: z.enum(OUTBOX_STATES),
  attempts: z.number(),
  nextAt: InstantColumn,
  leasedUntil: InstantColumn.nullable(),
  /** Somebody proposed to settle it without sending; a second person is waited for. */
  proposed: z.boolean(),
  targetSeconds: z.number().nullable(),
  late: z.boolean(),
  lanes: z.number(),
  messages: z.number(),
  stuck: z.number(),
  lateLanes: z.number(),
});
const QuietRow = z.object({ connectionId: z.string(), laneKey: z.string(), lastAt: InstantColumn });
const InboundRow = z.object({ connectionId: z.string(), type: z.string(), state: z.enum(INBOX_STATES), depth: z.number(), oldestAt: InstantColumn });

export type Lane = Omit<z.infer<typeof Row>, "lanes" | "messages" | "stuck" | "lateLanes">;
export type QuietLane = z.infer<typeof QuietRow>;
export type InboundWaiting = z.infer<typeof InboundRow>;

/** How the channel stands: what waits to be sent, lane by lane, and what came and could not be applied. */
export type Lanes = {
  readonly lanes: readonly Lane[];
  readonly quiet: readonly QuietLane[];
  readonly inbound: readonly InboundWaiting[];
  /** Over all lanes with something in them, shown or not. */
  readonly total: { readonly lanes: number; readonly messages: number; readonly stuck: number; readonly late: number };
};

/** Lanes with something in them, held-up ones first, then a few that fell silent; and what of the ERP's word is not applied yet. `all`: not the first few lanes alone. */
export async function channelLanes(reader: Reader, scope: ChannelScope, { all = false }: { readonly all?: boolean } = {}): Promise<Lanes> {
  const { db } = reader;
  const [rows, quiet, inbound] = await Promise.all([
    readRows(db, Row, lanesStatement(reader, scope, all ? ALL_LANES : LANES)),
    readRows(db, QuietRow, quietStatement(reader, scope)),
    readRows(db, InboundRow, inboundStatement(reader, scope)),
  ]);
  const [first] = rows;
  const total = { lanes: first?.lanes ?? 0, messages: first?.messages ?? 0, stuck: first?.stuck ?? 0, late: first?.lateLanes ?? 0 };
  return { lanes: rows, quiet: quiet.slice(0, Math.max(QUIET_LANES, LANES - rows.length)), inbound, total };
}

/** Reads what is not finished, through the index that holds nothing else. */
export function lanesStatement({ now }: Pick<Reader, "now">, scope: ChannelScope, most = LANES): SQL {
  const at = sql`${now.toISOString()}::timestamptz`;
  return sql`
    with open as (
      select m.connection_id, m.lane_key, count(*)::int as depth, min(m.record_time) as oldest_at, min(coalesce(m.due_at, m.record_time)) as due_at, min(m.sequence) as head_sequence
      from integration.outbox_message m
      where m.connection_id = any (${ids(connectionIds(scope).all)}) and m.state not in ('ACCEPTED','RESOLVED') and m.site_id = any (${ids(scope.sites)})
      group by m.connection_id, m.lane_key
    ), lane as (
      select o.*, h.id, h.state, h.priority, h.attempts, h.next_at, h.leased_until, h.settled_by, p.target_seconds, p.target_seconds is not null and ${at} - o.due_at > make_interval(secs => p.target_seconds) as late
      from open o
      join integration.outbox_message h on h.connection_id = o.connection_id and h.lane_key = o.lane_key and h.sequence = o.head_sequence
      left join integration.policy p on p.site_id = h.site_id and p.connection_id = h.connection_id and p.message_type = h.type and p.direction = 'OUT'
    )
    select l.connection_id as "connectionId", l.lane_key as "laneKey", l.priority, l.depth, l.oldest_at as "oldestAt", l.id as "headId", l.head_sequence as "headSequence", l.state, l.attempts,
      l.next_at as "nextAt", l.leased_until as "leasedUntil", l.settled_by is not null as proposed, l.target_seconds as "targetSeconds", l.late,
      count(*) over ()::int as lanes, sum(l.depth) over ()::int as messages, count(*) filter (where l.state in ('REJECTED','DEAD')) over ()::int as stuck,
      count(*) filter (where l.late and l.state not in ('REJECTED','DEAD')) over ()::int as "lateLanes"
    from lane l
    order by l.state in ('REJECTED','DEAD') desc, l.priority = 0 desc, l.oldest_at
    limit ${most}`;
}

/** Lanes of the latest messages of each connection and site that have nothing in them any more. */
function quietStatement({ now }: Pick<Reader, "now">, scope: ChannelScope): SQL {
  return sql`
    select r.connection_id as "connectionId", r.lane_key as "laneKey", max(r.accepted_at) as "lastAt"
    from (
      select w.* from unnest(${ids(connectionIds(scope).all)}) as c (id), unnest(${ids(scope.sites)}) as s (id), lateral (
        select m.connection_id, m.lane_key, m.accepted_at, m.record_time from integration.outbox_message m
        where m.connection_id = c.id and m.site_id = s.id and m.record_time > ${now.toISOString()}::timestamptz - interval '1 day' order by m.record_time desc limit ${RECENT}
      ) w order by w.record_time desc limit ${RECENT}
    ) r
    where r.accepted_at is not null and not exists (
      select 1 from integration.outbox_message o where o.connection_id = r.connection_id and o.lane_key = r.lane_key and o.state not in ('ACCEPTED','RESOLVED')
    )
    group by r.connection_id, r.lane_key order by max(r.accepted_at) desc limit ${LANES}`;
}

/** What came and is not applied, through the index that holds nothing else; and what of the last days was refused and is missed. */
function inboundStatement(reader: Pick<Reader, "now">, scope: ChannelScope): SQL {
  const { all, whole } = connectionIds(scope);
  const seen = sql`m.connection_id = any (${ids(all)}) and (m.site_id = any (${ids(scope.sites)}) or (m.site_id is null and m.connection_id = any (${ids(whole)})))`;
  return sql`
    select w.connection_id as "connectionId", w.type, w.state, count(*)::int as depth, min(w.received_at) as "oldestAt"
    from (
      select m.connection_id, m.type, m.state, m.received_at from integration.inbox_message m where m.state in ('RECEIVED','PARKED','FAILED') and ${seen}
      union all
      select m.connection_id, m.type, m.state, m.received_at from integration.inbox_message m where ${isMissed(reader)} and ${seen}
    ) w
    group by w.connection_id, w.type, w.state order by min(w.received_at)`;
}
