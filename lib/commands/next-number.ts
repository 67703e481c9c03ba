import "server-only";
import { type AnyColumn, eq, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";

/**
 * The next of the numbers that the site gives things of a kind: `NC-00042`. Two that are made at once queue here until the first has committed, so that each
 * has a number of its own.
 */
export async function nextNumber(tx: Tx, siteId: string, prefix: string, things: PgTable & { readonly siteId: AnyColumn; readonly number: AnyColumn }): Promise<string> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${prefix}:${siteId}`}, 0))`);
  const [last] = await tx
    .select({ number: sql<number | null>`max(substring(${things.number} from ${`^${prefix}-([0-9]{1,9})$`}::text)::int)` })
    .from(things)
    .where(eq(things.siteId, siteId));
  return `${prefix}-${String((last?.number ?? 0) + 1).padStart(5, "0")}`;
}
