import { and, asc, count, eq, gt } from "drizzle-orm";
import type { Database } from "@/db/client";
import { event, seal, unsealed } from "@/db/schema/eventlog";
import { chainHash, GENESIS } from "./chain";
import { chained } from "./chained-event";

/** What a walk along a site's chain found. `broken` is the first fact whose hash, predecessor or number does not fit. */
export type ChainReport = { readonly checked: number; readonly waiting: number; readonly broken: { readonly seq: number; readonly eventId: string; readonly why: "GAP" | "PREDECESSOR" | "CONTENT" } | null };

const BATCH = 5_000;

/** SEC-10, S27: recomputes every hash of a site's chain and names the first fact that was altered, removed or inserted. */
export async function verifyChain(db: Database, siteId: string): Promise<ChainReport> {
  const [left] = await db.select({ waiting: count() }).from(unsealed).where(eq(unsealed.siteId, siteId));
  const waiting = left?.waiting ?? 0;
  let [seq, hash] = [0, GENESIS];
  for (;;) {
    const rows = await db
      .select({ seal, event })
      .from(seal)
      .innerJoin(event, eq(event.id, seal.eventId))
      .where(and(eq(seal.siteId, siteId), gt(seal.seq, seq)))
      .orderBy(asc(seal.seq))
      .limit(BATCH);
    for (const row of rows) {
      const broken = (why: "GAP" | "PREDECESSOR" | "CONTENT"): ChainReport => ({ checked: seq, waiting, broken: { seq: row.seal.seq, eventId: row.event.id, why } });
      if (row.seal.seq !== seq + 1) return broken("GAP");
      if (row.seal.prevHash !== hash) return broken("PREDECESSOR");
      if (chainHash(hash, chained(row.event)) !== row.seal.hash) return broken("CONTENT");
      seq = row.seal.seq;
      hash = row.seal.hash;
    }
    if (rows.length < BATCH) return { checked: seq, waiting, broken: null };
  }
}
