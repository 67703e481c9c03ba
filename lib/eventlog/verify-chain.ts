import { and, asc, count, eq, gt, isNull } from "drizzle-orm";
import type { Database } from "@/db/client";
import { event, seal, unsealed } from "@/db/schema/eventlog";
import { chainHash, GENESIS } from "./chain";
import { chained } from "./chained-event";

/**
 * Why a link does not hold: a number of the chain is missing, the link names another predecessor, its fact reads otherwise than when it was
 * sealed, its fact is gone, or a fact stands in the log that is neither sealed nor waiting to be.
 */
export type BreakReason = "GAP" | "PREDECESSOR" | "CONTENT" | "REMOVED" | "INSERTED";

export type Break = { readonly seq: number | null; readonly eventId: string; readonly why: BreakReason; readonly type: string | null; readonly recordTime: Date | null };

/** What a walk along a site's chain found. `broken` is the first fact that does not fit; `head` the hash of the last link that does. */
export type ChainReport = { readonly checked: number; readonly waiting: number; readonly head: string; readonly broken: Break | null };

const BATCH = 5_000;

/**
 * SEC-10, S27: recomputes every hash of a site's chain and names the first fact that was altered, removed or inserted. Links cut off at the
 * end leave no trace in the chain itself: compare `checked` and `head` with what an earlier walk said.
 */
export async function verifyChain(db: Database, siteId: string): Promise<ChainReport> {
  const [left] = await db.select({ waiting: count() }).from(unsealed).where(eq(unsealed.siteId, siteId));
  const waiting = left?.waiting ?? 0;
  let [seq, hash] = [0, GENESIS];
  for (;;) {
    const rows = await db
      .select({ seal, event })
      .from(seal)
      .leftJoin(event, eq(event.id, seal.eventId))
      .where(and(eq(seal.siteId, siteId), gt(seal.seq, seq)))
      .orderBy(asc(seal.seq))
      .limit(BATCH);
    for (const row of rows) {
      const why = reasonOf(row, seq, hash);
      if (why !== null) {
        const broken = { seq: row.seal.seq, eventId: row.seal.eventId, why, type: row.event?.type ?? null, recordTime: row.event?.recordTime ?? null };
        return { checked: seq, waiting, head: hash, broken };
      }
      seq = row.seal.seq;
      hash = row.seal.hash;
    }
    if (rows.length < BATCH) return { checked: seq, waiting, head: hash, broken: await inserted(db, siteId) };
  }
}

function reasonOf(row: { seal: typeof seal.$inferSelect; event: typeof event.$inferSelect | null }, seq: number, hash: string): BreakReason | null {
  if (row.seal.seq !== seq + 1) return "GAP";
  if (row.seal.prevHash !== hash) return "PREDECESSOR";
  if (row.event === null) return "REMOVED";
  return chainHash(hash, chained(row.event)) === row.seal.hash ? null : "CONTENT";
}

/** The first fact that nobody appended: a command leaves each of its facts waiting for its seal. */
async function inserted(db: Database, siteId: string): Promise<Break | null> {
  const [row] = await db
    .select({ event })
    .from(event)
    .leftJoin(seal, eq(seal.eventId, event.id))
    .leftJoin(unsealed, eq(unsealed.eventId, event.id))
    .where(and(eq(event.siteId, siteId), isNull(seal.eventId), isNull(unsealed.eventId)))
    .orderBy(asc(event.position))
    .limit(1);
  return row === undefined ? null : { seq: null, eventId: row.event.id, why: "INSERTED", type: row.event.type, recordTime: row.event.recordTime };
}
