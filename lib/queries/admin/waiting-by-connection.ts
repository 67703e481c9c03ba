import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

/** How many messages of these sites each connection still has to bring to its ERP; one without any is missing. Reads only what is not finished. */
export async function waitingByConnection({ db }: Reader, connections: readonly string[], sites: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await readRows(
    db,
    z.object({ connectionId: z.string(), waiting: z.number() }),
    sql`
    select m.connection_id as "connectionId", count(*)::int as waiting from integration.outbox_message m
    where m.connection_id = any (${ids(connections)}) and m.state not in ('ACCEPTED','RESOLVED') and m.site_id = any (${ids(sites)})
    group by m.connection_id`,
  );
  return new Map(rows.map(({ connectionId, waiting }) => [connectionId, waiting]));
}
