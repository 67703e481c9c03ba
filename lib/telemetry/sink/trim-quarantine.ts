import type { TransactionSql } from "postgres";

type Bound = { readonly rows: number; readonly bytes: number };
type Bounds = { readonly alike: Bound; readonly site: Bound; readonly days: number };

/** What is kept of what could not be read or placed: of each topic and reason, and of each site, the newest in number and bytes; all for so many days. */
const QUARANTINE: Bounds = { alike: { rows: 1_000, bytes: 4_194_304 }, site: { rows: 50_000, bytes: 268_435_456 }, days: 90 };

/**
 * Lets go of what is too much or too old: what a site cannot read must not fill the disk (SEC-15). Of a topic and reason the newest message says how many others of it are gone. To be called
 * by each worker every minute; one of them does it, what the others find taken is done. Answers how many messages went.
 */
export async function trimQuarantine(sql: TransactionSql, now: Date, kept: Bounds = QUARANTINE): Promise<number> {
  const [lock] = await sql<{ held: boolean }[]>`select pg_try_advisory_xact_lock(hashtextextended('trim-quarantine', 0)) as held`;
  if (lock?.held !== true) return 0;
  const { count: old } = await sql`delete from telemetry.quarantine where received_at < ${new Date(now.getTime() - kept.days * 86_400_000).toISOString()}::timestamptz`;
  // Counting needs no order; only what is too much is put into one.
  const full = await sql<{ key: string }[]>`
    select md5(topic || reason) as key from telemetry.quarantine where replayed_at is null
    group by 1 having count(*) > ${kept.alike.rows} or (sum(octet_length(bytes)) > ${kept.alike.bytes} and count(*) > 1)`;
  let gone = old;
  for (const { key } of full) gone += await trimAlike(sql, key, kept.alike);
  const sites = await sql<{ siteId: string | null }[]>`
    select site_id as "siteId" from telemetry.quarantine group by 1 having count(*) > ${kept.site.rows} or sum(octet_length(bytes)) > ${kept.site.bytes}`;
  for (const { siteId } of sites) gone += await trimSite(sql, siteId, kept.site);
  return gone;
}

async function trimAlike(sql: TransactionSql, key: string, { rows, bytes }: Bound): Promise<number> {
  const [gone] = await sql<{ count: number }[]>`
    with ranked as (
      select id, row_number() over newest as place, sum(octet_length(bytes)) over newest as size from telemetry.quarantine
      where replayed_at is null and md5(topic || reason) = ${key} window newest as (order by received_at desc, id desc)
    ), gone as (
      delete from telemetry.quarantine q using ranked r where r.id = q.id and r.place > 1 and (r.place > ${rows} or r.size > ${bytes}) returning q.dropped + 1 as dropped
    ), counted as (
      update telemetry.quarantine q set dropped = q.dropped + (select coalesce(sum(dropped), 0) from gone) from ranked r where r.id = q.id and r.place = 1
    )
    select count(*)::int as count from gone`;
  return gone?.count ?? 0;
}

async function trimSite(sql: TransactionSql, siteId: string | null, { rows, bytes }: Bound): Promise<number> {
  const { count } = await sql`
    with ranked as (
      select id, row_number() over newest as place, sum(octet_length(bytes)) over newest as size from telemetry.quarantine
      where site_id is not distinct from ${siteId} window newest as (order by received_at desc, id desc)
    )
    delete from telemetry.quarantine q using ranked r where r.id = q.id and (r.place > ${rows} or r.size > ${bytes})`;
  return count;
}
