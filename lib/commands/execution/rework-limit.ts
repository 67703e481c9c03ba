import "server-only";
import { and, asc, desc, eq, inArray, isNull, lte, max, notExists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { HOLDING_STATES } from "@/db/held-output";
import { event } from "@/db/schema/eventlog";
import { productionEntry } from "@/db/schema/execution";
import { nonconformance } from "@/db/schema/quality";
import { site } from "@/db/schema/reference";
import type { ReworkLimit } from "@/lib/domain/execution/confirm-production";
import type { OperationRow } from "./store";

/** Of an entry that has nothing to do with rework, or that quality has decided over. */
export const NO_REWORK: ReworkLimit = { entries: [], rounds: 1, nonconformance: null };

/** EX-13: what an operation sent to rework and got back, and how many rounds are allowed: as many as the site says, or more by quality. */
export async function reworkLimit(tx: Tx, operation: Pick<OperationRow, "id" | "siteId">): Promise<ReworkLimit> {
  const [policy] = await tx.select({ rounds: site.reworkRounds }).from(site).where(eq(site.id, operation.siteId));
  const open = await openReworkOf(tx, operation.id);
  return { entries: await reworkEntries(tx, operation.id), rounds: Math.max(policy?.rounds ?? 1, await allowedRounds(tx, operation.id)), nonconformance: open?.number ?? null };
}

/** The most that quality allowed by any nonconformance over the rework of an operation that is not over: pieces are not told apart by it. */
async function allowedRounds(tx: Tx, operationId: string): Promise<number> {
  const [row] = await tx
    .select({ rounds: max(nonconformance.reworkRounds) })
    .from(nonconformance)
    .where(openOf(operationId));
  return row?.rounds ?? 0;
}

const openOf = (operationId: string) => and(eq(nonconformance.operationId, operationId), eq(nonconformance.cause, "REWORK"), inArray(nonconformance.state, [...HOLDING_STATES]));

/**
 * The nonconformance that took what an entry sent to rework: the youngest that was open when it was recorded, for a new one opens only where the one before
 * takes no more; null where the operation had none by then.
 */
export async function reworkNonconformanceOf(
  tx: Tx,
  entry: { readonly operationId: string; readonly recordTime: Date },
): Promise<Pick<typeof nonconformance.$inferSelect, "number" | "state"> | null> {
  const [row] = await tx
    .select({ number: nonconformance.number, state: nonconformance.state })
    .from(nonconformance)
    .innerJoin(event, and(eq(event.aggregateId, nonconformance.id), eq(event.type, "nc.opened")))
    .where(and(eq(nonconformance.operationId, entry.operationId), eq(nonconformance.cause, "REWORK"), lte(event.recordTime, entry.recordTime)))
    .orderBy(desc(event.position))
    .limit(1);
  return row ?? null;
}

/** The nonconformance over the rework of an operation that is not over, the youngest of them, locked; null where there is none. */
export async function openReworkOf(tx: Tx, operationId: string): Promise<typeof nonconformance.$inferSelect | null> {
  const [row] = await tx.select().from(nonconformance).where(openOf(operationId)).orderBy(desc(nonconformance.raisedAt), desc(nonconformance.id)).limit(1).for("no key update");
  return row ?? null;
}

/** Entries of an operation that stand and sent something to rework or got it back, oldest first. */
async function reworkEntries(tx: Tx, operationId: string): Promise<ReworkLimit["entries"]> {
  const reversal = alias(productionEntry, "reversal");
  return tx
    .select({ activity: productionEntry.activity, good: productionEntry.good, scrap: productionEntry.scrap, rework: productionEntry.rework })
    .from(productionEntry)
    .where(
      and(
        eq(productionEntry.operationId, operationId),
        or(eq(productionEntry.activity, "REWORK"), sql`${productionEntry.rework} > 0`),
        isNull(productionEntry.reversesId),
        notExists(tx.select({ id: reversal.id }).from(reversal).where(eq(reversal.reversesId, productionEntry.id))),
      ),
    )
    .orderBy(asc(productionEntry.eventTime), asc(productionEntry.id));
}
