import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({ at: InstantColumn.nullable() });

/** When the first fact of a site was written down; null before there was one. Of the time before it Millrace has nothing to tell. */
export async function firstFactAt({ db }: Pick<Reader, "db">, siteId: string): Promise<Date | null> {
  const [row] = await readRows(db, Row, sql`select min(e.record_time) as at from eventlog.event e where e.site_id = ${siteId}::uuid`);
  return row?.at == null ? null : new Date(row.at);
}
