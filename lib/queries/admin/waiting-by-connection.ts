import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

/**
 * How many messages of these sites each connection still has to bring to its ERP; one without any is missing. What was refused waits for a person, not for the ERP.
 * `batches`: also what is not due before the time of its batch. Reads only what is not finished.
 */
export async function waitingByConnection(
  { db, now }: Reader,
  connections: readonly string[],
  sites: readonly string[],
  { batches = true } = {},
): Promise<ReadonlyMap<string, number>> {
  const early = batches ? sql`false` : sql`(m.bundled and m.state = 'NEW' and m.next_at > ${now.toISOString()}::timestamptz)`;
  const rows = await readRows(
    db,
    z.object({ connectionId: z.string(), waiting: z.number() }),
    sql`
    select m.connection_id as "connectionId", count(*)::int as waiting from integration.outbox_message m
    where m.connection_id = any (${ids(connections)}) and m.state not in ('ACCEPTED','RESOLVED') and m.state not in ('REJECTED','DEAD') and m.site_id = any (${ids(sites)})
      and not ${early}
    group by m.connection_id`,
  );
  return new Map(rows.map(({ connectionId, waiting }) => [connectionId, waiting]));
}
