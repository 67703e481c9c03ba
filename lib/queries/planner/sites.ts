import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import { ids, type Reader, readRows } from "@/lib/queries/reader";

const Row = z.object({ id: z.string(), code: z.string(), name: z.string(), timeZone: z.string(), currency: z.string() });
/** A site as pages name it and read its clock. */
export type SiteName = z.infer<typeof Row>;

/** Names and zones of these sites, by code. */
export async function siteNames({ db }: Reader, sites: readonly string[]): Promise<SiteName[]> {
  return readRows(db, Row, sql`select s.id, s.code, s.name, s.time_zone as "timeZone", s.currency from reference.site s where s.id = any (${ids(sites)}) order by s.code`);
}

/** What a late promise costs is told to those who plan there, and to those who see cost. */
export function seesPenalty(actor: Actor, siteId: string): boolean {
  return authorise(actor, "plan.write", siteId) || authorise(actor, "cost.read", siteId);
}
