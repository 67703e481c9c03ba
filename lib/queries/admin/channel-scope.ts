import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import type { Permission } from "@/lib/auth/permissions";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

/** IN-05: this many straight failures open the circuit of a connection. */
const FAILURES_TO_OPEN = 5;
/** A worker that has not said anything for this long is gone. */
const WORKER_SECONDS = 20;

const Row = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  adapter: z.string(),
  enabled: z.boolean(),
  /** Since when it is paused, and by whom; both null of a connection that is on, or was paused before it was written down. */
  pausedAt: InstantColumn.nullable(),
  pausedBy: z.string().nullable(),
  pollSeconds: z.number(),
  failures: z.number(),
  openUntil: InstantColumn.nullable(),
  lastAcceptedAt: InstantColumn.nullable(),
  /** When a worker last took its turn to read changes; null: a read was asked for. */
  lastPolledAt: InstantColumn.nullable(),
  /** When changes were last read to their end. */
  readAt: InstantColumn.nullable(),
  /** Why and since when they cannot be read, and until when nobody tries; null while they can. The code names what a person has to mend. */
  readError: z.string().nullable(),
  readErrorCode: z.string().nullable(),
  readFailedSince: InstantColumn.nullable(),
  readWaitUntil: InstantColumn.nullable(),
  /** The same of sending. */
  lastError: z.string().nullable(),
  lastErrorCode: z.string().nullable(),
  sites: z.array(z.string()),
  timeZone: z.string(),
  /** The actor may see every site of it, so also what belongs to no site of ours. */
  whole: z.boolean(),
});

/** CLOSED sends freely, OPEN sends nothing, HALF_OPEN tries one message (IN-05). */
export type CircuitWord = "CLOSED" | "OPEN" | "HALF_OPEN";
export type ConnectionRow = z.infer<typeof Row> & { readonly circuit: CircuitWord };

/** What of the channel an actor may see: sites, the connections that serve them, whether anybody is at work. */
export type ChannelScope = {
  readonly sites: readonly string[];
  readonly connections: readonly ConnectionRow[];
  readonly timeZone: string;
  readonly workers: number;
  /** Sites whose cost the actor may see, and their codes: what messages say of money is hidden of the others. */
  readonly costSites: { readonly ids: readonly string[]; readonly codes: readonly string[] };
};

/** The connections of the sites at which the actor holds the permission; every other read of the channel starts from here. */
export async function channelScope(reader: Reader, actor: Actor, permission: Permission = "message.read"): Promise<ChannelScope> {
  const sites = sitesWith(actor, permission);
  const channel = await channelOf(reader, sites);
  const costed = actor.sites.filter(({ siteId }) => authorise(actor, "cost.read", siteId));
  const costSites = { ids: costed.map(({ siteId }) => siteId), codes: costed.map(({ code }) => code) };
  return { sites, ...channel, timeZone: channel.connections[0]?.timeZone ?? "UTC", costSites };
}

/** The connections that serve these sites, and how many workers are at work. */
export async function channelOf({ db, now }: Reader, sites: readonly string[]): Promise<Pick<ChannelScope, "connections" | "workers">> {
  const rows = await readRows(
    db,
    Row,
    sql`
    select c.id, c.code, c.name, c.adapter, c.enabled, c.paused_at as "pausedAt", a.name as "pausedBy", c.poll_seconds as "pollSeconds", c.failures, c.open_until as "openUntil", c.last_accepted_at as "lastAcceptedAt",
      c.last_polled_at as "lastPolledAt", c.last_read_at as "readAt", c.read_error as "readError", c.read_error_code as "readErrorCode",
      c.read_failed_since as "readFailedSince", c.read_wait_until as "readWaitUntil", c.last_error as "lastError", c.last_error_code as "lastErrorCode",
      array_agg(s.code order by s.code) filter (where s.id = any (${ids(sites)})) as sites, min(s.time_zone) as "timeZone", bool_and(s.id = any (${ids(sites)})) as whole
    from integration.connection c
    join integration.connection_site k on k.connection_id = c.id
    join reference.site s on s.id = k.site_id
    left join identity.account a on a.id = c.paused_by
    group by c.id, a.name
    having bool_or(s.id = any (${ids(sites)}))
    order by c.code`,
  );
  const [heard] = await readRows(
    db,
    z.object({ workers: z.number() }),
    sql`select count(*)::int as workers from integration.worker_heartbeat where seen_at > ${now.toISOString()}::timestamptz - make_interval(secs => ${WORKER_SECONDS})`,
  );
  return { connections: rows.map((row) => ({ ...row, circuit: circuitOf(row, now) })), workers: heard?.workers ?? 0 };
}

function circuitOf({ failures, openUntil }: { failures: number; openUntil: string | null }, now: Date): CircuitWord {
  if (failures < FAILURES_TO_OPEN) return "CLOSED";
  return openUntil !== null && new Date(openUntil) > now ? "OPEN" : "HALF_OPEN";
}

/** What a page is narrowed to, by code; null: not. */
export type Narrowing = { readonly connection: string | null; readonly site: string | null };

/** The part of a scope that is of one connection, of one site, or of both; nothing where a code is none of the actor's. What is of no site of ours is of no single site. */
export function narrowed(scope: ChannelScope, actor: Pick<Actor, "sites">, { connection, site }: Narrowing): ChannelScope {
  const sites = site === null ? scope.sites : actor.sites.filter(({ siteId, code }) => code === site && scope.sites.includes(siteId)).map(({ siteId }) => siteId);
  const connections = scope.connections
    .filter((one) => (connection === null || one.code === connection) && (site === null || one.sites.includes(site)))
    .map((one) => (site === null ? one : { ...one, whole: false }));
  return { ...scope, sites, connections };
}

/** Ids of the connections, and of those of which the actor may see everything. */
export function connectionIds({ connections }: ChannelScope): { readonly all: readonly string[]; readonly whole: readonly string[] } {
  return { all: connections.map(({ id }) => id), whole: connections.filter(({ whole }) => whole).map(({ id }) => id) };
}
