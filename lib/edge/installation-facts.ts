import "server-only";
import { z } from "zod";
import type { Composition } from "@/lib/composition";

type Sql = Composition["connection"]["sql"];

/** No statement counts further than this: a flood must not slow down who looks at it. */
const COUNTED = 10_000;

const Totals = z.object({
  samples: z.number(),
  counts: z.number(),
  states: z.number(),
  quarantined: z.number(),
  dropped: z.number().default(0),
  passedOver: z.number().default(0),
});
const Detail = z.object({
  sources: z.array(z.object({ key: z.string(), connected: z.boolean(), waiting: z.number() })).default([]),
  fault: z.string().nullable().default(null),
  broker: z.object({ code: z.string() }).nullable().default(null),
  ingested: Totals.optional(),
  commands: z.array(z.object({ command: z.string(), outcome: z.string(), count: z.number(), seconds: z.number() })).default([]),
});
/** What a worker says of itself with its heartbeat. */
export type WorkerDetail = z.infer<typeof Detail>;

export type SourceFacts = { readonly workers: readonly WorkerDetail[]; readonly sources: number; readonly connected: number };

/** Workers heard of in the last 20 seconds, at most 100, and how many active sources there are and are connected. Sparkplug groups share one connection. */
export async function sourceFacts(sql: Sql): Promise<SourceFacts> {
  const beats = await sql<{ detail: unknown }[]>`select detail from integration.worker_heartbeat where seen_at > now() - interval '20 seconds' order by seen_at desc limit 100`;
  const wanted = await sql<
    { key: string }[]
  >`select distinct case kind when 'SPARKPLUG' then 'sparkplug' else id::text end as key from telemetry.source where active and kind <> 'HTTP'`;
  const workers = beats.map(({ detail }) => Detail.parse(detail));
  const heard = new Set(workers.flatMap(({ sources }) => sources.flatMap(({ key, connected }) => (connected ? [key] : []))));
  return { workers, sources: wanted.length, connected: wanted.filter(({ key }) => heard.has(key)).length };
}

/** Whether the database takes writes: a standby does not, nor one that is set to read only. */
export async function takesWrites(sql: Sql): Promise<boolean> {
  const [row] = await sql<{ readOnly: boolean }[]>`select current_setting('transaction_read_only')::bool as "readOnly"`;
  return row?.readOnly === false;
}

/** Rows of each telemetry table that lie in its default partition, counted up to a bound; none where TimescaleDB makes the days. */
export async function defaultRows(sql: Sql): Promise<readonly { readonly table: string; readonly rows: number }[]> {
  return sql<{ table: string; rows: number }[]>`select "table", rows from telemetry.rows_without_day(${COUNTED})`;
}

/** Messages on their way by priority, with the age of the oldest, and those that wait for a person. */
export async function outboxFacts(sql: Sql): Promise<{ readonly lanes: readonly { priority: number; depth: number; oldestSeconds: number }[]; readonly parked: number }> {
  const lanes = await sql<{ priority: number; depth: number; oldestSeconds: number }[]>`
    select priority, count(*)::int as depth, coalesce(extract(epoch from now() - min(record_time)), 0)::float8 as "oldestSeconds"
    from (select priority, record_time from integration.outbox_message where state in ('NEW','RETRY_WAIT','REPLAYED','SENDING','DELIVERED') limit ${COUNTED}) m group by 1 order by 1`;
  // The second condition says nothing new, but lets the index of open messages be used.
  const [parked] = await sql<{ count: number }[]>`
    select count(*)::int as count from (select 1 from integration.outbox_message where state in ('REJECTED','DEAD') and state not in ('ACCEPTED','RESOLVED') limit ${COUNTED}) m`;
  return { lanes, parked: parked?.count ?? 0 };
}

/** Enabled ERP connections: all, those whose breaker is open, and those that could not be read for longer than one waits for what they say (60 s). */
export async function breakerFacts(sql: Sql): Promise<{ readonly connections: number; readonly open: number; readonly unread: number }> {
  const [row] = await sql<{ connections: number; open: number; unread: number }[]>`
    select count(*)::int as connections, count(*) filter (where open_until > now())::int as open,
      count(*) filter (where read_failed_since < now() - interval '60 seconds')::int as unread
    from integration.connection where enabled`;
  return row ?? { connections: 0, open: 0, unread: 0 };
}
