import "server-only";
import { and, asc, eq, inArray, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { nonconformance, qualityCheck } from "@/db/schema/quality";
import { type MadeCheck, type OutputPiece, suspectOutput } from "@/lib/domain/quality/suspect-output";
import { snapshotOf } from "./check-snapshot";

/** EX-14: the nonconformance of a failed check in whose doubt a piece of an operation's output was made, which nobody has decided over yet; the oldest of several, null where there is none. */
export async function doubtOf(tx: Tx, operationId: string, piece: OutputPiece): Promise<typeof nonconformance.$inferSelect | null> {
  for (const { nc, check } of await openFailures(tx, operationId)) {
    if (check.recordedAt === null) continue;
    const others = await otherChecks(tx, check.id, operationId, snapshotOf(check.snapshot).plan);
    if (suspectOutput({ at: check.recordedAt, failed: check.failed ?? [] }, others, [piece]).length > 0) return nc;
  }
  return null;
}

/** Nonconformances of the operation that nobody has decided over, with the failed check that opened each and still counts; the oldest first. */
async function openFailures(tx: Tx, operationId: string) {
  return tx
    .select({ nc: nonconformance, check: qualityCheck })
    .from(nonconformance)
    .innerJoin(qualityCheck, eq(qualityCheck.id, nonconformance.checkId))
    .where(and(eq(nonconformance.operationId, operationId), inArray(nonconformance.state, ["OPEN", "IN_REVIEW"]), eq(qualityCheck.state, "RECORDED")))
    .orderBy(asc(nonconformance.raisedAt), asc(nonconformance.id));
}

/** Other checks of the same plan at the operation that count, with what failed in each. */
export async function otherChecks(tx: Tx, checkId: string, operationId: string, plan: string): Promise<MadeCheck[]> {
  const rows = await tx
    .select({ at: qualityCheck.recordedAt, failed: qualityCheck.failed })
    .from(qualityCheck)
    .where(and(eq(qualityCheck.operationId, operationId), eq(qualityCheck.state, "RECORDED"), ne(qualityCheck.id, checkId), sql`${qualityCheck.snapshot} ->> 'plan' = ${plan}`));
  return rows.flatMap(({ at, failed }) => (at === null || failed === null ? [] : [{ at, failed }]));
}
