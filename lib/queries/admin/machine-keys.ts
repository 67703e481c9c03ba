import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";

const Row = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  sites: z.array(z.string()),
  createdAt: InstantColumn,
  expiresAt: InstantColumn.nullable(),
  revokedAt: InstantColumn.nullable(),
  lastUsedAt: InstantColumn.nullable(),
  /** It works at no site but the actor's, so the actor may end it. */
  mine: z.boolean(),
});
/** A key of a machine client, without its secret. */
export type MachineKeyRow = z.infer<typeof Row>;

const SiteRow = z.object({ id: z.string(), code: z.string(), name: z.string(), timeZone: z.string() });

/** Keys that work at a site where the actor manages devices, those in use first; and the sites for which new ones may be issued. */
export async function machineKeys({ db }: Reader, actor: Actor): Promise<{ keys: MachineKeyRow[]; sites: z.infer<typeof SiteRow>[] }> {
  const mine = ids(sitesWith(actor, "device.manage"));
  const [keys, sites] = await Promise.all([
    readRows(
      db,
      Row,
      sql`
      select k.id, k.name, k.prefix, k.scopes, k.created_at as "createdAt", k.expires_at as "expiresAt", k.revoked_at as "revokedAt", k.last_used_at as "lastUsedAt", k.site_ids <@ ${mine} as mine,
        array(select s.code from reference.site s where s.id = any (k.site_ids) and s.id = any (${mine}) order by s.code) as sites
      from identity.machine_key k where k.site_ids && ${mine}
      order by k.revoked_at is not null, k.created_at desc limit 200`,
    ),
    readRows(db, SiteRow, sql`select s.id, s.code, s.name, s.time_zone as "timeZone" from reference.site s where s.id = any (${mine}) order by s.code`),
  ]);
  return { keys, sites };
}
