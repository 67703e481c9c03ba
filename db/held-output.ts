import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { decimal, type Decimal } from "@/lib/domain/shared/decimal";
import type { Queryable } from "./client";
import { outputSegment, productionRun } from "./schema/genealogy";
import { disposition, nonconformance, nonconformanceSegment } from "./schema/quality";

/** Output of an operation that a nonconformance keeps from being used, in the order's unit. */
export type HeldOutput = { readonly operationId: string; readonly nonconformance: string; readonly quantity: Decimal };

/** States of a nonconformance in which what it covers is not free: undecided, or decided and not carried out yet. */
export const HOLDING_STATES = ["OPEN", "IN_REVIEW", "DISPOSITIONED", "ACTION"] as const;

/** What quality has decided to let go. */
const USABLE = ["USE_AS_IS", "REGRADE"] as const;

/**
 * EX-14: output of operations that is on hold. All that a nonconformance covers until quality has decided over it; from then on what it did not let be
 * used, until that is carried out and the nonconformance closed. What is taken back meanwhile is output no more. The oldest first.
 */
export async function heldOutput(db: Queryable, operationIds: readonly string[]): Promise<readonly HeldOutput[]> {
  if (operationIds.length === 0) return [];
  const condemned = sql`(select coalesce(sum(${disposition.quantity}), 0) from ${disposition}
    where ${disposition.nonconformanceId} = ${nonconformance.id} and ${disposition.decision} not in ${[...USABLE]})`;
  const covered = sql`sum(${outputSegment.quantity})`;
  const rows = await db
    .select({
      operationId: productionRun.operationId,
      nonconformance: nonconformance.number,
      quantity: sql<string>`(case when ${nonconformance.state} in ('OPEN', 'IN_REVIEW') then ${covered} else least(${covered}, ${condemned}) end)::text`,
    })
    .from(productionRun)
    .innerJoin(outputSegment, eq(outputSegment.runId, productionRun.id))
    .innerJoin(nonconformanceSegment, eq(nonconformanceSegment.segmentId, outputSegment.id))
    .innerJoin(nonconformance, eq(nonconformance.id, nonconformanceSegment.nonconformanceId))
    .where(and(inArray(productionRun.operationId, [...operationIds]), inArray(nonconformance.state, [...HOLDING_STATES])))
    .groupBy(productionRun.operationId, nonconformance.id)
    .orderBy(asc(nonconformance.raisedAt), asc(nonconformance.id));
  return rows.map((row) => ({ ...row, quantity: decimal(row.quantity) })).filter(({ quantity }) => quantity.gt(0));
}
