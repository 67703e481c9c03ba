import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { Tx } from "@/db/client";

const Next = z.array(z.object({ next: z.string().nullable() }));

/**
 * Versions are never changed in place: makes room for one that is valid in `[from, to)`. An earlier one ends where it begins, one of the same
 * beginning is superseded and valid never, and a later one is kept: the answer is the instant up to which the new one may be valid.
 * @param same condition that the versions of one object share
 */
export async function makeRoom(tx: Tx, table: PgTable, same: SQL, from: Date, to: Date | null): Promise<Date | null> {
  const at = sql`${from.toISOString()}::timestamptz`;
  await tx.execute(sql`update ${table} set valid_to = valid_from where ${same} and valid_from = ${at}`);
  await tx.execute(sql`update ${table} set valid_to = ${at} where ${same} and valid_from < ${at} and (valid_to is null or valid_to > ${at})`);
  const rows: unknown = await tx.execute(sql`select min(valid_from) as next from ${table} where ${same} and valid_from > ${at} and valid_to is distinct from valid_from`);
  const [row] = Next.parse(rows);
  const next = row?.next == null ? null : new Date(row.next);
  return next !== null && (to === null || next < to) ? next : to;
}
