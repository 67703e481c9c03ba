import postgres from "postgres";
import type { Logger } from "pino";

/** Holds some of the sources, as one of several workers. */
export type Leases = {
  /** Takes and gives back leases until this worker has its share of `keys`; answers those that it holds now. */
  balance(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** False when the connection was lost or replaced: what was held may be somebody else's by now. */
  stand(): Promise<boolean>;
  /** Gives everything back. */
  close(): Promise<void>;
};

// Advisory lock classes of ours: one says "a worker lives", the other "this source is taken".
const WORKERS = { member: 1_297_238_001, source: 1_297_238_002, application: "millrace-leases" };
/** Who listens to OPC UA servers shares them out apart from the workers. */
export const OPCUA_LEASES = { member: 1_297_238_004, source: 1_297_238_005, application: "millrace-opcua-leases" };

/**
 * Leases by Postgres advisory lock on a connection of their own: a worker that dies loses them with its connection, and the others take them
 * over at their next `balance`. Each worker takes at most its share, sources ÷ workers rounded up, so a newcomer finds some free.
 * `balance` rejects when the database cannot be reached; nothing is held then.
 */
export function openLeases(databaseUrl: string, log: Logger, { member, source, application } = WORKERS): Leases {
  // A connection that is closed for its age would drop every lease.
  const sql = postgres(databaseUrl, {
    max: 1,
    idle_timeout: 0,
    max_lifetime: null,
    connect_timeout: 5,
    // The driver's own pause between two tries would grow to 20 s.
    backoff: () => 1,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: application },
  });
  let held = new Set<string>();
  let backend: number | null = null;

  async function tryTake(key: string): Promise<boolean> {
    const [row] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${source}::int, hashtext(${key})) as taken`;
    return row?.taken === true;
  }

  async function giveBack(key: string): Promise<void> {
    await sql`select pg_advisory_unlock(${source}::int, hashtext(${key}))`;
    held.delete(key);
  }

  /** A new connection is a new session: what the old one held is gone. */
  async function meet(): Promise<number> {
    const [row] = await sql<{ pid: number; workers: number }[]>`
      select pg_backend_pid() as pid, count(distinct pid)::int as workers from pg_locks
      where locktype = 'advisory' and classid = ${member} and objsubid = 2 and granted and database = (select oid from pg_database where datname = current_database())`;
    if (row === undefined) throw new Error("The lease connection answered nothing");
    if (row.pid === backend) return row.workers;
    if (backend !== null && held.size > 0) log.warn({ lost: [...held] }, "the lease connection was replaced; its sources are free");
    held = new Set();
    backend = row.pid;
    await sql`select pg_advisory_lock_shared(${member}::int, 0)`;
    return row.workers + 1;
  }

  return {
    async balance(keys) {
      try {
        const workers = await meet();
        const share = Math.ceil(keys.length / Math.max(1, workers));
        const wanted = new Set(keys);
        for (const key of held) if (!wanted.has(key) || held.size > share) await giveBack(key);
        for (const key of keys) if (held.size < share && !held.has(key) && (await tryTake(key))) held.add(key);
        return new Set(held);
      } catch (error) {
        held = new Set();
        backend = null;
        throw error;
      }
    },
    async stand() {
      if (backend === null) return false;
      try {
        const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
        return row?.pid === backend;
      } catch (error) {
        log.debug({ err: error }, "leases cannot be confirmed");
        return false;
      }
    },
    async close() {
      held = new Set();
      await sql.end({ timeout: 2 });
    },
  };
}
