import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import { type ChannelScope, connectionIds } from "./channel-scope";

const Row = z.object({
  connectionId: z.string(),
  type: z.string(),
  /** When something of this type last came; null: never. */
  receivedAt: InstantColumn.nullable(),
  /** Object that came then. */
  subject: z.string().nullable(),
  /** Waiting for what they refer to, and broken on our side. */
  parked: z.number(),
  failed: z.number(),
});

/** How new what Millrace knows of one type of the ERP's objects is. All of it is as of the connection's last read to the end; nothing newer was there then. */
export type FreshnessRow = z.infer<typeof Row>;

/** Master data and orders by connection and type, as the policies of the actor's sites name them. */
export async function masterDataFreshness(reader: Reader, scope: ChannelScope): Promise<FreshnessRow[]> {
  return readRows(reader.db, Row, freshnessStatement(scope));
}

/**
 * One look into the index for each type and each site of the actor, and one for what is of no site, whatever was said before and of others. A type is asked
 * for as a range of one and sorted by: by equality the planner takes the index of what came last, and for a type that never came reads all of it.
 */
export function freshnessStatement(scope: ChannelScope): SQL {
  const { all, whole } = connectionIds(scope);
  const seen = sql`(m.site_id = any (${ids(scope.sites)}) or (m.site_id is null and m.connection_id = any (${ids(whole)})))`;
  const latest = (where: SQL): SQL =>
    sql`select m.received_at, m.subject from integration.inbox_message m where m.connection_id = k.connection_id and ${where} and m.type between k.type and k.type order by m.type desc, m.received_at desc limit 1`;
  return sql`
    with kinds as (
      select distinct p.connection_id, p.message_type as type from integration.policy p
      where p.direction = 'IN' and p.enabled and p.connection_id = any (${ids(all)}) and p.site_id = any (${ids(scope.sites)})
    ), held as (
      select m.connection_id, m.type, count(*) filter (where m.state = 'PARKED')::int as parked, count(*) filter (where m.state = 'FAILED')::int as failed
      from integration.inbox_message m
      where m.state in ('RECEIVED','PARKED','FAILED') and m.connection_id = any (${ids(all)}) and ${seen}
      group by m.connection_id, m.type
    )
    select k.connection_id as "connectionId", k.type, last.received_at as "receivedAt", last.subject, coalesce(h.parked, 0) as parked, coalesce(h.failed, 0) as failed
    from kinds k
    left join lateral (
      select one.received_at, one.subject from (
        (select came.* from unnest(${ids(scope.sites)}) as s (id), lateral (${latest(sql`m.site_id = s.id`)}) came)
        union all
        (${latest(sql`m.site_id is null and k.connection_id = any (${ids(whole)})`)})
      ) one order by one.received_at desc limit 1
    ) last on true
    left join held h on h.connection_id = k.connection_id and h.type = k.type
    order by k.connection_id, k.type`;
}
