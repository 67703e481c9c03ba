import { asc, desc, eq, inArray, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { event, seal, unsealed } from "@/db/schema/eventlog";
import { chainHash, GENESIS } from "./chain";
import { chained } from "./chained-event";

const BATCH = 2_000;

/**
 * SEC-10: gives the facts that wait their place and hash in the chain of their site. One sealer per site at a time (advisory lock), in batches,
 * so that commands never queue behind each other for a chain head. Answers how many were sealed; call again while it answers a full batch.
 */
export async function sealChain(db: Database, siteId: string, now: Date): Promise<number> {
  return db.transaction(async (tx) => {
    const [lock] = await tx.execute<{ held: boolean }>(sql`select pg_try_advisory_xact_lock(hashtextextended(${`seal:${siteId}`}, 0)) as held`);
    if (lock?.held !== true) return 0;
    const rows = await tx
      .select({ event })
      .from(unsealed)
      .innerJoin(event, eq(event.id, unsealed.eventId))
      .where(eq(unsealed.siteId, siteId))
      .orderBy(asc(unsealed.position))
      .limit(BATCH);
    if (rows.length === 0) return 0;
    const [head] = await tx.select({ seq: seal.seq, hash: seal.hash }).from(seal).where(eq(seal.siteId, siteId)).orderBy(desc(seal.seq)).limit(1);
    let { seq, hash } = head ?? { seq: 0, hash: GENESIS };
    const links = rows.map(({ event: row }) => {
      const prevHash = hash;
      seq += 1;
      hash = chainHash(prevHash, chained(row));
      return { siteId, seq, eventId: row.id, prevHash, hash, sealedAt: now };
    });
    await tx.insert(seal).values(links);
    await tx.delete(unsealed).where(
      inArray(
        unsealed.eventId,
        links.map((link) => link.eventId),
      ),
    );
    return links.length;
  });
}
