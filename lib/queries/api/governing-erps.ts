import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

/** Names of the ERPs that govern the actor's sites, for telling where a field that they own is changed; empty when none is connected. */
export async function governingErps(reader: Reader, actor: Actor): Promise<string[]> {
  const rows = await readRows(
    reader.db,
    z.object({ name: z.string() }),
    sql`
      select distinct c.name from integration.connection c join integration.connection_site s on s.connection_id = c.id
      where s.site_id = any (${ids(actor.sites.map(({ siteId }) => siteId))}) order by c.name`,
  );
  return rows.map(({ name }) => name);
}
