import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({
  id: z.string(),
  site: z.string().nullable(),
  topic: z.string(),
  reason: z.string(),
  receivedAt: InstantColumn,
  replayedAt: InstantColumn.nullable(),
  size: z.number(),
  /** The first bytes, as hexadecimal digits. */
  head: z.string(),
  /** Of a message of Sparkplug: `METRIC`: one value of it lies here and can be replayed; `ASKED`: its node was asked to say everything anew; `SOURCE`: no source listens to its node; `NODE`: only the node can mend it. */
  sparkplug: z.enum(["METRIC", "ASKED", "SOURCE", "NODE"]).nullable(),
  /** As many messages of this topic lie here for this reason. */
  alike: z.number(),
  /** So many more came and are not kept. */
  dropped: z.number(),
});
/** A machine's message that could not be read or placed. */
export type QuarantinedMessage = z.infer<typeof Row>;

export type Quarantine = { readonly rows: readonly QuarantinedMessage[]; readonly open: number; readonly cut: boolean; readonly timeZone: string };

const ROWS = 100;
/** Bytes that the list shows; a payload is at most 64 KiB. */
const HEAD_BYTES = 4_096;
/** Counting stops here: nobody reads more, and a flood must not slow the page. */
const COUNTED = 10_000;

/**
 * What lies in quarantine at the actor's sites, latest first, one row a topic and reason unless `topic` is asked for. A topic whose
 * site nobody knows is shown to those who may see every site.
 */
export async function quarantined(reader: Reader, actor: Actor, topic: string | null = null): Promise<Quarantine> {
  const { db } = reader;
  const sites = sitesWith(actor, "message.read");
  const [rows, [count], [zone]] = await Promise.all([
    readRows(db, Row, quarantineStatement(sites, topic)),
    readRows(
      db,
      z.object({ open: z.number() }),
      sql`select count(*)::int as open from (select 1 from telemetry.quarantine q where q.replayed_at is null and ${visible(sites)} limit ${COUNTED}) c`,
    ),
    readRows(db, z.object({ timeZone: z.string() }), sql`select time_zone as "timeZone" from reference.site where id = any (${ids(sites)}) order by code limit 1`),
  ]);
  return { rows: rows.slice(0, ROWS), open: count?.open ?? 0, cut: rows.length > ROWS, timeZone: zone?.timeZone ?? "UTC" };
}

export function quarantineStatement(sites: readonly string[], topic: string | null): SQL {
  const columns = sql`q.id, ${siteCode} as site, q.topic, q.reason, q.received_at as "receivedAt", q.replayed_at as "replayedAt", octet_length(q.bytes) as size, encode(substring(q.bytes from 1 for ${HEAD_BYTES}), 'hex') as head,
    case when q.topic not like 'spBv1.0/%' then null when q.metric is not null then 'METRIC' when q.rebirth_asked then 'ASKED' when q.reason like 'no machine is configured for %' then 'SOURCE' else 'NODE' end as sparkplug`;
  if (topic !== null) {
    return sql`select ${columns}, 1 as alike, q.dropped::float8 as dropped from telemetry.quarantine q where q.replayed_at is null and q.topic = ${topic} and ${visible(sites)} order by q.received_at desc limit ${ROWS + 1}`;
  }
  // The latest of a bounded part: a machine that sends rubbish every second is one row with a count.
  return sql`
    with recent as (select q.* from telemetry.quarantine q where q.replayed_at is null and ${visible(sites)} order by q.received_at desc limit ${COUNTED}),
    latest as (select distinct on (r.topic, r.reason) r.*, count(*) over (partition by r.topic, r.reason)::int as alike, sum(r.dropped) over (partition by r.topic, r.reason)::float8 as beyond from recent r order by r.topic, r.reason, r.received_at desc)
    select ${columns}, q.alike, q.beyond as dropped from latest q order by q.received_at desc limit ${ROWS + 1}`;
}

/** From the row, from the first level of a plain topic, or from the source that listens to a Sparkplug group. */
const siteCode = sql`coalesce(
  (select s.code from reference.site s where s.id = q.site_id),
  (select s.code from reference.site s where lower(s.code) = split_part(q.topic, '/', 1)),
  (select s.code from telemetry.source k join reference.site s on s.id = k.site_id where k.kind = 'SPARKPLUG' and split_part(k.topic_filter, '/', 2) = split_part(q.topic, '/', 2) limit 1))`;

function visible(sites: readonly string[]): SQL {
  return sql`case when ${siteCode} is null then not exists (select 1 from reference.site s where s.id <> all (${ids(sites)})) else ${siteCode} in (select s.code from reference.site s where s.id = any (${ids(sites)})) end`;
}
