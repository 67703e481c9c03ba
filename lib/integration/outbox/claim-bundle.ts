import { and, asc, eq, inArray, lte } from "drizzle-orm";
import type { Database, Tx } from "@/db/client";
import { outboxMessage } from "@/db/schema/integration";
import { circuitState } from "./breaker";
import { type Claimed, type ClaimRequest, FOR_A_BUNDLE, freeHeads } from "./claim";

type Place = { readonly id: string; readonly laneKey: string; readonly sequence: number };

/**
 * Takes what is to go in one call: due heads of free lanes that wait for a bundle and, as far as there is room, what follows them in their lanes
 * without a gap. Answers them lane by lane, in order. None while the circuit is not closed.
 */
export async function claimBundle(db: Database, request: ClaimRequest): Promise<readonly Claimed[]> {
  const { connectionId, limit, now, leaseSeconds, claimant } = request;
  if (circuitState(request.circuit, now) !== "CLOSED") return [];
  // The usual answer is that nothing waits, and it is asked for after every message.
  const due = and(eq(outboxMessage.connectionId, connectionId), FOR_A_BUNDLE, lte(outboxMessage.nextAt, now));
  if ((await db.select({ id: outboxMessage.id }).from(outboxMessage).where(due).limit(1)).length === 0) return [];
  return db.transaction(async (tx) => {
    const heads = await freeHeads(tx, connectionId, FOR_A_BUNDLE, limit, now);
    if (heads.length === 0) return [];
    const chosen = heads.length < limit ? [...heads, ...(await followersOf(tx, request, heads))] : heads;
    const rows = await tx
      .update(outboxMessage)
      .set({ state: "SENDING", leasedBy: claimant, leasedUntil: new Date(now.getTime() + leaseSeconds * 1000) })
      .where(
        inArray(
          outboxMessage.id,
          chosen.map(({ id }) => id),
        ),
      )
      .returning();
    return rows.toSorted((a, b) => a.laneKey.localeCompare(b.laneKey) || a.sequence - b.sequence).map((row) => ({ ...row, before: "NEW" as const }));
  });
}

/** What may go behind the heads. Nobody else can take it: a lane whose head is locked has no free head. */
async function followersOf(tx: Tx, { connectionId, limit, now }: ClaimRequest, heads: readonly Place[]): Promise<Place[]> {
  const next = new Map(heads.map(({ laneKey, sequence }) => [laneKey, sequence + 1]));
  const waiting = await tx
    .select({ id: outboxMessage.id, laneKey: outboxMessage.laneKey, sequence: outboxMessage.sequence })
    .from(outboxMessage)
    .where(and(eq(outboxMessage.connectionId, connectionId), FOR_A_BUNDLE, lte(outboxMessage.nextAt, now), inArray(outboxMessage.laneKey, [...next.keys()])))
    .orderBy(asc(outboxMessage.laneKey), asc(outboxMessage.sequence))
    .limit(2 * limit)
    .for("update", { skipLocked: true });
  const followers: Place[] = [];
  for (const place of waiting) {
    if (followers.length + heads.length === limit) break;
    // Numbers of a lane have no gaps, so whatever does not follow at once stands behind something else.
    if (next.get(place.laneKey) !== place.sequence) continue;
    followers.push(place);
    next.set(place.laneKey, place.sequence + 1);
  }
  return followers;
}
