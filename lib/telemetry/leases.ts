import { randomInt } from "node:crypto";
import postgres from "postgres";
import type { Logger } from "pino";
import { TOKEN_LOCK, WRITER_LOCK } from "./lease";

/** Holds some of the sources, as one of several workers. */
export type Leases = {
  /**
   * Takes and gives back leases until this worker has its share of `keys`; answers those that it holds now, each with its token. Before one is given back `letGo` is
   * waited for, which ends what is done under it.
   */
  balance(keys: readonly string[], letGo: (key: string) => Promise<void>): Promise<ReadonlyMap<string, number>>;
  /** False when the connection was lost or replaced: what was held may be somebody else's by now. */
  stand(): Promise<boolean>;
  /** False while the database has not answered for so long that somebody else may hold what we hold: a connection to the broker that is lost meanwhile must not be made again. */
  readonly sure: boolean;
  /** Gives everything back. */
  close(): Promise<void>;
};

/** A worker that says nothing for so long holds nothing any more: it stands still, whatever its connection looks like. */
export const LEASE_MS = 6_000;
const SIGN_OF_LIFE_MS = 1_000;
/** How long a former holder's transaction may take to end after it was told to. */
const FORMER_MS = 5_000;

// Advisory lock classes of ours: one says "a worker lives", the other "this source is taken".
const WORKERS = { member: 1_297_238_001, source: 1_297_238_002, application: "millrace-leases" };
/** Who listens to OPC UA servers shares them out apart from the workers. */
export const OPCUA_LEASES = { member: 1_297_238_004, source: 1_297_238_005, application: "millrace-opcua-leases" };

/**
 * Leases by Postgres advisory lock on a connection of their own: a worker that dies loses them with its connection, one that stands still when the database ends
 * a connection that was silent for `LEASE_MS`, and the others take them over at their next `balance`; what a former holder was about to write is ended first. Each
 * worker takes at most its share, sources ÷ workers rounded up, so a newcomer finds some free. `balance` rejects when the database cannot be reached or something cannot be let go; this worker
 * holds nothing then, and what is left of its locks ends with its connection or its next `balance`. A connection that answers nothing while another one to the same database is answered is
 * given up (a firewall or a server that is gone without a word would keep it for a quarter of an hour).
 */
export function openLeases(databaseUrl: string, log: Logger, { member, source, application } = WORKERS): Leases {
  // A connection that is closed for its age would drop every lease.
  const open = () =>
    postgres(databaseUrl, {
      max: 1,
      idle_timeout: 0,
      max_lifetime: null,
      connect_timeout: 5,
      // The driver's own pause between two tries would grow to 20 s.
      backoff: () => 1,
      fetch_types: false,
      onnotice: () => undefined,
      connection: { application_name: application, idle_session_timeout: LEASE_MS, lock_timeout: FORMER_MS },
    });
  let sql = open();
  let held = new Map<string, number>();
  let backend: number | null = null;

  let speaking = false;
  let ended = false;
  const living = setInterval(() => void speak(), SIGN_OF_LIFE_MS);

  let answeredAt = performance.now();
  let asking = false;

  async function speak(): Promise<void> {
    if (performance.now() - answeredAt > LEASE_MS) void askAnew();
    if (speaking) return;
    speaking = true;
    try {
      await sql`select 1`;
      answeredAt = performance.now();
    } catch (error) {
      // It fails in the next `balance` as well, which tells of it.
      log.debug({ err: error }, "no sign of life reached the database");
    } finally {
      speaking = false;
    }
  }

  /** Whether the database is silent, or this connection alone: then it is replaced, and what waits for its answer is rejected. */
  async function askAnew(): Promise<void> {
    if (asking || ended) return;
    asking = true;
    const other = open();
    // It may be lost as soon as it came about, as the one before.
    const late = setTimeout(() => void other.end({ timeout: 0 }), LEASE_MS);
    try {
      await other`select 1`;
      clearTimeout(late);
      if (ended || performance.now() - answeredAt <= LEASE_MS) return await other.end({ timeout: 0 });
      log.warn({ lost: [...held.keys()] }, "the lease connection answers nothing more and is replaced; its sources are free");
      await replace(other);
    } catch (error) {
      log.debug({ err: error }, "the database does not answer on another connection either");
      await other.end({ timeout: 0 });
    } finally {
      clearTimeout(late);
      asking = false;
    }
  }

  async function replace(other: postgres.Sql): Promise<void> {
    const former = sql;
    held = new Map();
    [sql, backend, answeredAt] = [other, null, performance.now()];
    await former.end({ timeout: 0 });
  }

  async function tryTake(key: string): Promise<void> {
    const [row] = await sql<{ taken: boolean }[]>`select pg_try_advisory_lock(${source}::int, hashtext(${key})) as taken`;
    if (row?.taken !== true) return;
    await endFormer(key);
    const token = randomInt(2 ** 31);
    await sql`select pg_advisory_lock(${TOKEN_LOCK}::int, ${token}::int)`;
    held.set(key, token);
  }

  /** What a worker that stood still had begun to write neither goes on nor holds up what is written from now on. */
  async function endFormer(key: string): Promise<void> {
    const ended = await sql<{ pid: number }[]>`
      with former as materialized (
        select pid from pg_locks where locktype = 'advisory' and classid = ${WRITER_LOCK} and objid = (hashtext(${key})::bigint & 4294967295)::oid and objsubid = 2 and granted
          and database = (select oid from pg_database where datname = current_database())
      ) select pid from former where pg_terminate_backend(pid)`;
    if (ended.length > 0) log.warn({ source: key, transactions: ended.length }, "transactions of a former holder were ended");
    await sql`select pg_advisory_lock(${WRITER_LOCK}::int, hashtext(${key}))`;
    await sql`select pg_advisory_unlock(${WRITER_LOCK}::int, hashtext(${key}))`;
  }

  async function giveBack(key: string, token: number): Promise<void> {
    await sql`select pg_advisory_unlock(${TOKEN_LOCK}::int, ${token}::int), pg_advisory_unlock(${source}::int, hashtext(${key}))`;
    held.delete(key);
  }

  /** A new connection is a new session: what the old one held is gone. One that outlived a fault holds its locks still, each of which would be taken a second time: they are given back first. */
  async function meet(): Promise<number> {
    if (backend === null) await sql`select pg_advisory_unlock_all()`;
    const [row] = await sql<{ pid: number; workers: number; readOnly: boolean }[]>`
      select pg_backend_pid() as pid, current_setting('transaction_read_only')::bool as "readOnly", count(distinct pid)::int as workers from pg_locks
      where locktype = 'advisory' and classid = ${member} and objsubid = 2 and granted and database = (select oid from pg_database where datname = current_database())`;
    if (row === undefined) throw new Error("The lease connection answered nothing");
    if (row.readOnly) {
      // After a switch to another server this one may be the standby: its locks are nobody's, and who asks for the name anew may be led to the other.
      await replace(open());
      throw new Error("The database takes no writes: it is a standby, or is set to read only");
    }
    if (row.pid === backend) return row.workers;
    if (backend !== null && held.size > 0) log.warn({ lost: [...held.keys()] }, "the lease connection was replaced; its sources are free");
    held = new Map();
    backend = row.pid;
    await sql`select pg_advisory_lock_shared(${member}::int, 0)`;
    return row.workers + 1;
  }

  return {
    async balance(keys, letGo) {
      try {
        const workers = await meet();
        const share = Math.ceil(keys.length / Math.max(1, workers));
        const wanted = new Set(keys);
        for (const [key, token] of held) {
          if (wanted.has(key) && held.size <= share) continue;
          await letGo(key);
          await giveBack(key, token);
        }
        for (const key of keys) if (held.size < share && !held.has(key)) await tryTake(key);
        return new Map(held);
      } catch (error) {
        held = new Map();
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
    get sure() {
      return performance.now() - answeredAt < LEASE_MS / 2;
    },
    async close() {
      ended = true;
      clearInterval(living);
      held = new Map();
      await sql.end({ timeout: 2 });
    },
  };
}
