import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { BROKER_PROBLEMS } from "@/lib/domain/equipment/broker-problem";
import { QUEUE_TEST_PROBLEMS } from "@/lib/domain/equipment/broker-queue";
import { FLAPPING, KEPT_BIRTHS } from "@/lib/domain/equipment/flapping";
import { OPCUA_PROBLEMS } from "@/lib/domain/equipment/opcua-problem";
import { REFUSED_A_MINUTE } from "@/lib/domain/equipment/refused-limit";
import { filterMatches } from "@/lib/domain/equipment/topic-pattern";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const Opcua = z.object({
  endpointUrl: z.string(),
  /** Null: nobody listens to it at the moment. */
  state: z.enum(["CONNECTING", "CONNECTED", "FAILED"]).nullable(),
  since: InstantColumn.nullable(),
  problem: z.object({ code: z.enum(OPCUA_PROBLEMS).catch("SERVER_SAYS"), detail: z.string() }).nullable(),
  nodes: z.number().nullable(),
  unknown: z.array(z.string()).nullable(),
  tooLong: z.array(z.string()).nullable(),
  lostAtServer: z.number().nullable(),
  lostAtBroker: z.number().nullable(),
  lostAt: InstantColumn.nullable(),
  broker: z.boolean().nullable(),
});
/** How a source of the kind OPC_UA stands with its server. */
export type OpcuaState = z.infer<typeof Opcua>;

const SourceRow = z.object({
  id: z.string(),
  siteId: z.string(),
  site: z.string(),
  code: z.string(),
  kind: z.enum(["PLAIN_JSON", "SPARKPLUG", "HTTP", "OPC_UA"]),
  topicFilter: z.string(),
  active: z.boolean(),
  /** A worker is subscribed to it; HTTP needs none. */
  connected: z.boolean(),
  /** Values a minute, over the last five. */
  perMinute: z.number(),
  /** From the time in a value until it came, over ten minutes; null where no value has a time. */
  delayMs: z.number().nullable(),
  longestDelayMs: z.number().nullable(),
  /** The shortest of them: what is left of it is the clock of the source. Negative: it is ahead of ours. */
  clockMs: z.number().nullable(),
  /** Null: nothing for two days. */
  lastSeenAt: InstantColumn.nullable(),
  nodes: z.number(),
  offline: z.number(),
  unmapped: z.number(),
  /** Values that had no place on the list any more, with one of them. */
  unlisted: z.number(),
  unlistedExample: z.string().nullable(),
  /** The most messages of one of the last ten minutes that could not be read or placed. */
  refused: z.number(),
  opcua: Opcua.nullable(),
});
/** A source and how it is doing. `quarantined` counts messages of its topics, as far as counting goes; `refusedLimit`: how many of `refused` a minute are kept
 * where it is more than that; null where it is not. */
export type TelemetrySource = z.infer<typeof SourceRow> & { readonly quarantined: number; readonly refusedLimit: number | null };

const NodeRow = z.object({
  id: z.string(),
  site: z.string(),
  address: z.string(),
  online: z.boolean(),
  /** Not online because its birth is too large to be read. */
  birthRefused: z.boolean(),
  changedAt: InstantColumn,
  /** It comes and goes: so often it began anew in so many minutes, or, with `orMore`, at least so often. Null: it does not. */
  flaps: z.object({ births: z.number(), orMore: z.boolean(), minutes: z.number() }).nullable(),
  /** It is born more often than is stored: so many births were only counted since then. Null: it is not, or not of late. */
  passedOver: z.object({ births: z.number(), since: InstantColumn }).nullable(),
  metrics: z.number(),
  /** Mapped values of it that are stale. */
  stale: z.number(),
});
/** A Sparkplug edge node or device. */
export type TelemetryNode = z.infer<typeof NodeRow>;

export type TelemetryHealth = {
  readonly sources: readonly TelemetrySource[];
  /** Those that are gone first, then those that are born too often, then those that come and go. */
  readonly nodes: readonly TelemetryNode[];
  readonly moreNodes: boolean;
  readonly workers: number;
  /** Why a worker does not hear the broker. */
  readonly broker: BrokerState | null;
  /** What the broker of the workers keeps while none of them listens; null while no worker has begun to find out. */
  readonly queue: QueueState | null;
  readonly timeZone: string;
};

const Broker = z.object({ code: z.enum(BROKER_PROBLEMS).catch("BROKER_SAYS"), detail: z.string() });
const Queue = z.object({
  broker: z.string(),
  /** A worker is at it, or somebody has asked for it. */
  asked: z.boolean(),
  testedAt: InstantColumn.nullable(),
  /** Messages that were said, and kept of them, at the last test; null where it could not be done. */
  said: z.number().nullable(),
  kept: z.number().nullable(),
  problem: z.object({ code: z.enum(QUEUE_TEST_PROBLEMS).catch("BROKER_SAYS"), detail: z.string() }).nullable(),
});
export type QueueState = z.infer<typeof Queue>;
type BrokerState = z.infer<typeof Broker>;

const NODES = 100;
/** Counting stops here, as on the page of the quarantine. */
const COUNTED = 10_000;
const RATE_MINUTES = 5;
const CLOCK_MINUTES = 10;

/** The sources of the sites whose integration the actor configures, with their edge nodes and devices. */
export async function telemetryHealth(reader: Reader, actor: Actor): Promise<TelemetryHealth> {
  const { db, now } = reader;
  const sites = sitesWith(actor, "integration.configure");
  const at = sql`${now.toISOString()}::timestamptz`;
  const [sources, nodes, [facts], topics, [queue]] = await Promise.all([
    readRows(db, SourceRow, sourceStatement(sites, at)),
    readRows(
      db,
      NodeRow,
      sql`select n.id, s.code as site, concat_ws('/', n.group_id, n.node_id, nullif(n.device_id, '')) as address, n.online, n.birth_refused as "birthRefused", n.changed_at as "changedAt", f.flaps, o."passedOver", jsonb_array_length(n.metrics) as metrics,
          (select count(*)::int from telemetry.tag t join telemetry.latest_value l on l.tag_id = t.id
           where t.site_id = n.site_id and t.address = concat_ws('/', n.group_id, n.node_id, nullif(n.device_id, '')) and t.active and l.stale) as stale
        from telemetry.sparkplug_node n join reference.site s on s.id = n.site_id
        cross join lateral (
          select case when count(*) >= ${FLAPPING.births}::int then jsonb_build_object('births', count(*), 'orMore', count(*) >= ${KEPT_BIRTHS}::int, 'minutes', ${FLAPPING.minutes}::int) end as flaps
          from unnest(n.births) born where born > ${at} - ${FLAPPING.minutes} * interval '1 minute'
        ) f
        cross join lateral (
          select case when n.passed_over_at > ${at} - ${FLAPPING.minutes} * interval '1 minute' then jsonb_build_object('births', n.passed_over, 'since', n.passed_over_since) end as "passedOver"
        ) o
        where n.site_id = any (${ids(sites)})
        order by n.online, o."passedOver" is null, f.flaps is null, s.code, n.group_id, n.node_id, n.device_id limit ${NODES + 1}`,
    ),
    readRows(
      db,
      z.object({ workers: z.number(), broker: Broker.nullable(), timeZone: z.string().nullable() }),
      sql`select (select count(*)::int from integration.worker_heartbeat w where w.seen_at > ${at} - interval '20 seconds') as workers,
        (select w.detail -> 'broker' from integration.worker_heartbeat w where w.seen_at > ${at} - interval '20 seconds' and jsonb_typeof(w.detail -> 'broker') = 'object' order by w.worker limit 1) as broker,
        (select time_zone from reference.site where id = any (${ids(sites)}) order by code limit 1) as "timeZone"`,
    ),
    readRows(
      db,
      z.object({ topic: z.string(), count: z.number() }),
      sql`select topic, count(*)::int as count from (select q.topic from telemetry.quarantine q where q.replayed_at is null and (q.site_id is null or q.site_id = any (${ids(sites)})) order by q.received_at desc limit ${COUNTED}) q group by topic`,
    ),
    readRows(
      db,
      Queue,
      sql`select q.broker, q.asked_at is not null or q.started_at is not null as asked, q.tested_at as "testedAt", q.said, q.kept, q.problem from telemetry.queue_test q
        where q.broker = (select w.detail ->> 'address' from integration.worker_heartbeat w where w.seen_at > ${at} - interval '20 seconds' and w.detail ->> 'address' is not null order by w.worker limit 1)`,
    ),
  ]);
  return {
    sources: sources.map((source) => ({
      ...source,
      refusedLimit: source.refused > REFUSED_A_MINUTE ? REFUSED_A_MINUTE : null,
      quarantined: topics.filter(({ topic }) => filterMatches(source.topicFilter, topic)).reduce((sum, { count }) => sum + count, 0),
    })),
    nodes: nodes.slice(0, NODES),
    moreNodes: nodes.length > NODES,
    workers: facts?.workers ?? 0,
    broker: facts?.broker ?? null,
    queue: queue ?? null,
    timeZone: facts?.timeZone ?? "UTC",
  };
}

function sourceStatement(sites: readonly string[], at: ReturnType<typeof sql>) {
  return sql`
    with heard as (
      select distinct w_source ->> 'key' as key from integration.worker_heartbeat w, jsonb_array_elements(w.detail -> 'sources') w_source
      where w.seen_at > ${at} - interval '20 seconds' and (w_source ->> 'connected')::bool
    )
    select k.id, k.site_id as "siteId", s.code as site, k.code, k.kind, k.topic_filter as "topicFilter", k.active,
      k.kind = 'HTTP' or exists (select from heard h where h.key = case k.kind when 'SPARKPLUG' then 'sparkplug' else k.id::text end) as connected,
      (m.readings / (${RATE_MINUTES} + extract(epoch from ${at} - date_trunc('minute', ${at})) / 60))::float8 as "perMinute", m.delay as "delayMs", m.longest as "longestDelayMs", m.clock as "clockMs", m.last as "lastSeenAt",
      n.nodes, n.offline, (select count(*)::int from telemetry.unmapped_metric u where u.source_id = k.id and u.ignored_at is null) as unmapped,
      coalesce(st.unlisted, 0)::float8 as unlisted, st.unlisted_example as "unlistedExample", m.refused,
      case when o.source_id is not null then jsonb_build_object('endpointUrl', o.settings ->> 'endpointUrl', 'state', os.state, 'since', os.since, 'problem', os.problem, 'nodes', os.nodes, 'unknown', os.unknown,
        'tooLong', os.too_long, 'lostAtServer', os.lost_at_server, 'lostAtBroker', os.lost_at_broker, 'lostAt', os.lost_at, 'broker', os.broker) end as opcua
    from telemetry.source k join reference.site s on s.id = k.site_id left join telemetry.source_state st on st.source_id = k.id
    left join telemetry.opcua_source o on o.source_id = k.id left join telemetry.opcua_session os on os.source_id = k.id and os.seen_at > ${at} - interval '20 seconds'
    cross join lateral (
      select coalesce(sum(readings) filter (where minute >= date_trunc('minute', ${at}) - ${RATE_MINUTES} * interval '1 minute'), 0) as readings, max(last_received_at) as last,
        coalesce(max(refused) filter (where minute > ${at} - ${CLOCK_MINUTES} * interval '1 minute'), 0) as refused,
        (sum(delay_sum_ms) filter (where minute > ${at} - ${CLOCK_MINUTES} * interval '1 minute') / nullif(sum(timed) filter (where minute > ${at} - ${CLOCK_MINUTES} * interval '1 minute'), 0))::float8 as delay,
        max(delay_max_ms) filter (where minute > ${at} - ${CLOCK_MINUTES} * interval '1 minute') as longest, min(delay_min_ms) filter (where minute > ${at} - ${CLOCK_MINUTES} * interval '1 minute') as clock
      from telemetry.source_minute where source_id = k.id
    ) m
    cross join lateral (
      select count(*)::int as nodes, count(*) filter (where not online)::int as offline from telemetry.sparkplug_node d
      where k.kind = 'SPARKPLUG' and d.site_id = k.site_id and split_part(k.topic_filter, '/', 2) in (d.group_id, '+', '#')
    ) n
    where k.site_id = any (${ids(sites)}) order by k.active desc, s.code, k.kind, k.code limit 200`;
}
