import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { noDelaySockets } from "./no-delay-socket";
import { withPrepared } from "./prepared";
import * as schema from "./schema/index";

export type Database = PostgresJsDatabase<typeof schema>;
/** A transaction of `Database`; commands and stores take this. */
export type Tx = Parameters<Parameters<Database["transaction"]>[0]>[0];
/** Anything that can run a query: the database or an open transaction. */
export type Queryable = Database | Tx;
export type Sql = postgres.Sql;

export type Connection = { readonly sql: Sql; readonly db: Database; close(): Promise<void> };

/**
 * Opens a pool. Every session acts as `role` (least privilege, SEC-16): `millrace_app` can append to the logs but not change them.
 * Migrations pass `null` and act as the owner. Connections are made on first use, so a database that is down shows at the first query.
 */
export function connect(url: string, options: { max?: number; role?: "millrace_app" | "millrace_report" | null; applicationName?: string } = {}): Connection {
  const role = options.role === undefined ? "millrace_app" : options.role;
  const settings = {
    max: options.max ?? 10,
    connect_timeout: 10,
    backoff: reconnectSeconds,
    // The driver takes this; its types leave it out.
    socket: noDelaySockets(),
    onnotice: () => undefined,
    connection: { application_name: options.applicationName ?? "millrace", ...(role === null ? {} : { role }) },
  };
  const sql = postgres(url, settings);
  return { sql, db: drizzle(withPrepared(sql), { schema }), close: () => sql.end({ timeout: 5 }) };
}

/**
 * Seconds until a lost connection is made again after so many failures in a row: at most one, so that everything goes on within a second of the
 * database's return. The driver's own would grow to 20.
 */
export function reconnectSeconds(failures: number): number {
  return Math.min(0.05 * 2 ** Math.min(failures, 5), 1);
}
