import type { TransactionSql } from "postgres";

/** A source that a worker holds, and since when: with each holder it has another token. */
export type Lease = { readonly key: string; readonly token: number };

// Advisory lock classes of ours. Who holds a lease holds its token alone, for as long as it holds the lease; a transaction that writes for a source shares its name.
export const TOKEN_LOCK = 1_297_238_006;
export const WRITER_LOCK = 1_297_238_007;

/** A worker writes for a source that is somebody else's by now: it stood still for too long, or lost the database. Nothing of it is stored. */
export class LeaseLost extends Error {
  /** Tells it from faults of a message: it is nothing that another try with less of them would mend. */
  readonly code = "LEASE_LOST";
  constructor(readonly key: string) {
    super(`the lease of telemetry source ${key} is lost`);
  }
}

/**
 * To be called first in a transaction that stores what a source said: whoever takes the source over waits for, or ends, the transactions that passed here, and none
 * passes any more.
 * @throws LeaseLost
 */
export async function assertLease(sql: TransactionSql, { key, token }: Lease): Promise<void> {
  // In this order: what passed here is seen by whoever takes the source over, before the token is free.
  const [row] = await sql<{ free: boolean }[]>`
    select pg_advisory_xact_lock_shared(${WRITER_LOCK}::int, hashtext(${key})), pg_try_advisory_xact_lock_shared(${TOKEN_LOCK}::int, ${token}::int) as free`;
  if (row?.free !== false) throw new LeaseLost(key);
}
