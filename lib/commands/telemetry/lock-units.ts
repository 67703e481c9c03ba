import "server-only";
import { sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { UNIT_LOCK } from "@/lib/telemetry/sink/sink";

/** Makes whoever stores values of these machines wait until this transaction is over. Once a transaction, for all of them: in the order of their numbers, as everybody takes them. */
export async function lockUnits(tx: Tx, numbers: readonly number[]): Promise<void> {
  for (const number of [...new Set(numbers)].toSorted((a, b) => a - b)) await tx.execute(sql`select pg_advisory_xact_lock(${UNIT_LOCK}::int, ${number}::int)`);
}
