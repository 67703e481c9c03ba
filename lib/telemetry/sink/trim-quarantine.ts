import type { PendingQuery, Row, TransactionSql } from "postgres";
import type { Database } from "@/db/client";
import { asArray } from "./as-array";
import { rawSql } from "./raw-sql";

type Bound = { readonly rows: number; readonly bytes: number };
type Bounds = { readonly alike: Bound; readonly site: Bound; readonly days: number };

/** What is kept of what could not be read or placed: of each topic and reason, and of each site, the newest in number and bytes; all for so many days. */
const QUARANTINE: Bounds = { alike: { rows: 1_000, bytes: 4_194_304 }, site: { rows: 50_000, bytes: 268_435_456 }, days: 90 };

/**
 * Lets go of what is too much or too old: what a site cannot read must not fill the disk (SEC-15). Of a topic and reason the newest message says how many others of it are gone; where none of it is left, nothing says so. To be called
 * by each worker every minute; one of them does it, what the others find taken is done. Each step is a transaction, so that whoever puts messages aside waits for one of them at most. Answers how many messages went.
 */
export async function trimQuarantine(db: Database, now: Date, kept: Bounds = QUARANTINE): Promise<number> {
  const alone = <Done>(otherwise: Done, step: (sql: TransactionSql) => Promise<Done>): Promise<Done> =>
    db.transaction(async (tx) => {
      const sql = rawSql(tx);
      const [lock] = await sql<{ held: boolean }[]>`select pg_try_advisory_xact_lock(hashtextextended('trim-quarantine', 0)) as held`;
      return lock?.held === true ? step(sql) : otherwise;
    });
  let gone = await alone(0, (sql) => letGo(sql, sql`q.received_at < ${new Date(now.getTime() - kept.days * 86_400_000).toISOString()}::timestamptz`));
  // Counting needs no order; only what is too much is put into one.
  const full = await alone<readonly { key: string }[]>(
    [],
    (sql) => sql<{ key: string }[]>`
      select md5(topic || reason) as key from telemetry.quarantine where replayed_at is null
      group by 1 having count(*) > ${kept.alike.rows} or (sum(octet_length(bytes)) > ${kept.alike.bytes} and count(*) > 1) order by 1`,
  );
  for (const { key } of full) gone += await alone(0, (sql) => trimAlike(sql, key, kept.alike));
  const sites = await alone<readonly { siteId: string | null }[]>(
    [],
    (sql) => sql<{ siteId: string | null }[]>`
      select site_id as "siteId" from telemetry.quarantine group by 1 having count(*) > ${kept.site.rows} or sum(octet_length(bytes)) > ${kept.site.bytes} order by 1`,
  );
  for (const { siteId } of sites) gone += await alone(0, (sql) => trimSite(sql, siteId, kept.site));
  return gone;
}

function trimAlike(sql: TransactionSql, key: string, { rows, bytes }: Bound): Promise<number> {
  return letGo(
    sql,
    sql`q.id in (
      select id from (
        select id, row_number() over newest as place, sum(octet_length(bytes)) over newest as size from telemetry.quarantine
        where replayed_at is null and md5(topic || reason) = ${key} window newest as (order by received_at desc, id desc)
      ) ranked where place > 1 and (place > ${rows} or size > ${bytes}))`,
  );
}

function trimSite(sql: TransactionSql, siteId: string | null, { rows, bytes }: Bound): Promise<number> {
  return letGo(
    sql,
    sql`q.id in (
      select id from (
        select id, row_number() over newest as place, sum(octet_length(bytes)) over newest as size from telemetry.quarantine
        where site_id is not distinct from ${siteId} window newest as (order by received_at desc, id desc)
      ) ranked where place > ${rows} or size > ${bytes})`,
  );
}

/**
 * Deletes those messages `q`, and counts those that nobody has replayed on the newest that is left of their topic and reason. All of these are held first, in the one order in which
 * everybody holds rows of the quarantine (`countBeyond`, `replayQuarantined`): by topic and reason, then by age. Answers how many went.
 */
async function letGo(sql: TransactionSql, those: PendingQuery<Row[]>): Promise<number> {
  const held = await sql<{ id: string; goes: boolean }[]>`
    with going as materialized (select q.id, md5(q.topic || q.reason) as key from telemetry.quarantine q where ${those}),
    staying as materialized (
      select n.id from (select distinct key from going) g cross join lateral (
        select k.id from telemetry.quarantine k where k.replayed_at is null and md5(k.topic || k.reason) = g.key and k.id not in (select id from going) order by k.received_at desc, k.id desc limit 1) n)
    select q.id, q.id in (select id from going) as goes from telemetry.quarantine q where q.id in (select id from going union all select id from staying)
    order by md5(q.topic || q.reason), q.received_at, q.id for update of q`;
  const going = held.filter(({ goes }) => goes).map(({ id }) => id);
  if (going.length === 0) return 0;
  const gone = await sql<{ key: string; count: number; lost: number }[]>`
    with gone as (
      delete from telemetry.quarantine q where q.id = any(${asArray(going)}::uuid[]) returning md5(q.topic || q.reason) as key, case when q.replayed_at is null then q.dropped + 1 else 0 end as lost)
    select key, count(*)::int as count, sum(lost)::int as lost from gone group by 1 order by 1`;
  const lost = gone.filter((one) => one.lost > 0);
  if (lost.length > 0)
    await sql`
      update telemetry.quarantine q set dropped = q.dropped + said.n
      from unnest(${asArray(lost.map(({ key }) => key))}::text[], ${asArray(lost.map((one) => one.lost))}::int[]) as said(key, n)
      where q.id = (select k.id from telemetry.quarantine k where k.replayed_at is null and md5(k.topic || k.reason) = said.key order by k.received_at desc, k.id desc limit 1)`;
  return gone.reduce((sum, { count }) => sum + count, 0);
}
