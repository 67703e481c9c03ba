import "server-only";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";

/**
 * Locks what is mounted on a work unit, also what is to come on: rows that are there already say nothing of a lot that another order puts on or brings back at the same
 * moment. After the order and before stock, as whoever mounts locks them.
 */
export async function lockMounts(tx: Tx, workUnitId: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`mounts:${workUnitId}`}, 0))`);
}
