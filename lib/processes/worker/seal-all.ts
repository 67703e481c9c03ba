import type { Database } from "@/db/client";
import { site } from "@/db/schema/reference";
import { sealChain } from "@/lib/eventlog/seal-chain";

/** Seals what waits at every site (SEC-10); true while a site has more than one batch. */
export async function sealAll(db: Database, now: Date): Promise<boolean> {
  const sites = await db.select({ id: site.id }).from(site);
  let sealed = 0;
  for (const { id } of sites) sealed += await sealChain(db, id, now);
  return sealed >= 2_000;
}
