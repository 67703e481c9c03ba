import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { type ChannelScope, connectionIds } from "./channel-scope";

/** The window over which lag is measured. */
export const LAG_HOURS = 24;

const Seconds = z.number().nullable();
const Row = z.object({
  /** Code of the site; null when all sites are taken together. */
  site: z.string().nullable(),
  direction: z.enum(["IN", "OUT"]),
  type: z.string(),
  priority: z.number(),
  targetSeconds: z.number(),
  /** Accepted in the window. */
  count: z.number(),
  p50: Seconds,
  p95: Seconds,
  /** §8.3 capture lag: from the event until it was written down; transfer lag: from there until it was accepted. */
  capture95: Seconds,
  transfer95: Seconds,
  /** The longest, counting also what is still on its way. */
  longest: Seconds,
  within: z.number(),
  /** Messages that did not say when they happened: missing, not zero (§8.3). */
  untimed: z.number(),
});

/** §8.3 visibility lag of one message type, in seconds: from the event to its acceptance on the other side. */
export type LagRow = z.infer<typeof Row>;

/** Visibility lag by type over the last day, as the policy orders the types; types of which nothing was said are left out. `bySite`: a row for each site. */
export async function visibilityLag(reader: Reader, scope: ChannelScope, bySite = false): Promise<LagRow[]> {
  return readRows(reader.db, Row, lagStatement(reader, scope, bySite));
}

/** Reads what was accepted within a day and what is still on its way, however long by now, and nothing else that was ever said. What stood in the ERP before the connection first read it has no lag of the channel. */
export function lagStatement({ now }: Pick<Reader, "now">, scope: ChannelScope, bySite = false): SQL {
  const at = sql`${now.toISOString()}::timestamptz`;
  const since = sql`${new Date(now.getTime() - LAG_HOURS * 3_600_000).toISOString()}::timestamptz`;
  const { all } = connectionIds(scope);
  const [site, of] = bySite ? [sql`(select code from reference.site where id = site_id)`, sql`site_id, `] : [sql`null`, sql``];
  return sql`
    with said as (
      select 'OUT' as direction, m.connection_id, m.site_id, m.type, m.state = 'ACCEPTED' as done, extract(epoch from coalesce(m.accepted_at, ${at}) - m.event_time)::float8 as lag,
        extract(epoch from m.record_time - m.event_time)::float8 as capture, extract(epoch from coalesce(m.accepted_at, ${at}) - m.record_time)::float8 as transfer
      from integration.outbox_message m
      where m.connection_id = any (${ids(all)}) and m.site_id = any (${ids(scope.sites)}) and (m.accepted_at >= ${since} or m.state not in ('ACCEPTED','RESOLVED'))
      union all
      select 'IN', m.connection_id, m.site_id, m.type, m.state = 'APPLIED', extract(epoch from coalesce(m.settled_at, ${at}) - m.event_time)::float8,
        extract(epoch from m.received_at - m.event_time)::float8, extract(epoch from coalesce(m.settled_at, ${at}) - m.received_at)::float8
      from integration.inbox_message m
      join lateral (select f.received_at from integration.inbox_message f where f.connection_id = m.connection_id order by f.received_at limit 1) first on true
      where m.site_id = any (${ids(scope.sites)}) and m.connection_id = any (${ids(all)}) and ((m.state = 'APPLIED' and m.settled_at >= ${since}) or m.state in ('RECEIVED','PARKED','FAILED'))
        and (m.event_time is null or m.event_time >= first.received_at)
    ), aimed as (
      select s.*, coalesce(p.priority, 3) as priority, coalesce(p.target_seconds, 900) as target_seconds
      from said s
      left join integration.policy p on p.site_id = s.site_id and p.connection_id = s.connection_id and p.message_type = s.type and p.direction = s.direction
    )
    select ${site} as site, direction, type, min(priority) as priority, min(target_seconds) as "targetSeconds", count(*) filter (where done and lag is not null)::int as count,
      percentile_cont(0.5) within group (order by lag) filter (where done) as p50, percentile_cont(0.95) within group (order by lag) filter (where done) as p95,
      percentile_cont(0.95) within group (order by capture) filter (where done) as "capture95", percentile_cont(0.95) within group (order by transfer) filter (where done) as "transfer95",
      max(lag) as longest, count(*) filter (where done and lag <= target_seconds)::int as within, count(*) filter (where lag is null)::int as untimed
    from aimed group by ${of}direction, type order by direction desc, min(min(priority)) over (partition by direction, type), sum(count(*)) over (partition by direction, type) desc, type, site`;
}
