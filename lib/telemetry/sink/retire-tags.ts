import type { TransactionSql } from "postgres";

/**
 * Ends tags for good: what they stored keeps its unit, scale and machine, and where their counters stood is compared with nothing any more. Their
 * addresses are free for tags of another meaning: `#` stands in no topic, so nobody says the address that is left to them.
 */
export async function retireTags(sql: TransactionSql, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update telemetry.tag set active = false, address = address || '#' || id where id = any(${[...ids]}::int[])`;
}
