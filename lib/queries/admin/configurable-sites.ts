import "server-only";
import { asc, inArray } from "drizzle-orm";
import { site } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import type { Reader } from "@/lib/queries/reader";

export type ConfigurableSite = { readonly id: string; readonly code: string; readonly name: string };

/** Sites whose integration the actor may configure, by code. */
export async function configurableSites({ db }: Pick<Reader, "db">, actor: Actor): Promise<ConfigurableSite[]> {
  const ids = sitesWith(actor, "integration.configure");
  if (ids.length === 0) return [];
  return db
    .select({ id: site.id, code: site.code, name: site.name })
    .from(site)
    .where(inArray(site.id, [...ids]))
    .orderBy(asc(site.code));
}
