import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { signature } from "@/db/schema/identity";
import { disposition, nonconformance, nonconformanceSegment, qualityCheck, result } from "@/db/schema/quality";
import { decimal } from "@/lib/domain/shared/decimal";
import type { QualityPayloads } from "@/lib/eventlog/payloads/quality";
import type { Projections } from "@/lib/eventlog/projection";

/** Checks that are due, what was recorded of them, and nonconformances with what was decided over them. */
export const qualityProjections: Projections<keyof QualityPayloads> = {
  "check.due": async (tx, event) => {
    const { checkId, planId, operationId, lotId, snapshot } = event.payload;
    await tx.insert(qualityCheck).values({ id: checkId, siteId: event.siteId, planId, operationId, lotId, snapshot, state: "DUE", dueAt: event.eventTime });
  },
  "check.recorded": async (tx, event) => {
    const { checkId, verdict, personId, recordedBy = null, recordedName = null, results } = event.payload;
    const failed = event.payload.failed ?? (verdict === "PASS" ? [] : null);
    await tx
      .update(qualityCheck)
      .set({
        state: "RECORDED",
        verdict,
        recordedAt: event.eventTime,
        recordedBy: personId,
        recordedSigner: recordedBy,
        recordedName,
        keptAt: event.recordTime,
        failed: failed === null ? null : [...failed],
      })
      .where(eq(qualityCheck.id, checkId));
    await tx.insert(result).values(
      results.map(({ resultId, characteristicId, sample, value, accepted, defectCode }) => ({
        id: resultId,
        siteId: event.siteId,
        checkId,
        characteristicId,
        sample,
        value: value === null ? null : decimal(value),
        accepted,
        defectCode,
      })),
    );
  },
  "check.reversed": async (tx, event) => {
    const { checkId, personId, reason } = event.payload;
    await tx.update(qualityCheck).set({ state: "REVERSED", reversedAt: event.eventTime, reversedBy: personId, reversalReason: reason }).where(eq(qualityCheck.id, checkId));
  },
  "nc.opened": async (tx, event) => {
    const { ncId, quantity, defect, segmentIds, ...values } = event.payload;
    await tx
      .insert(nonconformance)
      .values({ ...values, id: ncId, siteId: event.siteId, quantity: decimal(quantity), defectCode: defect, state: "OPEN", raisedAt: event.eventTime });
    await cover(tx, event.siteId, ncId, segmentIds);
  },
  "nc.extended": async (tx, event) => {
    const { ncId, quantity, segmentIds } = event.payload;
    await tx
      .update(nonconformance)
      .set({ quantity: sql`${nonconformance.quantity} + ${quantity}::numeric` })
      .where(eq(nonconformance.id, ncId));
    await cover(tx, event.siteId, ncId, segmentIds);
  },
  "nc.rework_allowed": async (tx, event) => {
    await tx.update(nonconformance).set({ reworkRounds: event.payload.rounds, said: event.payload.reason }).where(eq(nonconformance.id, event.payload.ncId));
  },
  "nc.reviewed": (tx, event) => moved(tx, event.payload.ncId, { state: "IN_REVIEW" }),
  "nc.dispositioned": async (tx, event) => {
    const { ncId, dispositions, by, byName, signatureId } = event.payload;
    await moved(tx, ncId, { state: "DISPOSITIONED", signatureId });
    if (dispositions.length === 0) return;
    await tx.insert(disposition).values(
      dispositions.map(({ dispositionId, decision, quantity, reason }) => ({
        id: dispositionId,
        siteId: event.siteId,
        nonconformanceId: ncId,
        decision,
        quantity: decimal(quantity),
        reason,
        decidedBy: by,
        decidedName: byName,
        decidedAt: event.eventTime,
      })),
    );
  },
  "nc.action_started": (tx, event) => moved(tx, event.payload.ncId, { state: "ACTION", said: event.payload.action }),
  "nc.closed": (tx, event) => moved(tx, event.payload.ncId, { state: "CLOSED", said: event.payload.note, closedAt: event.eventTime }),
  "nc.voided": (tx, event) => moved(tx, event.payload.ncId, { state: "VOID", said: event.payload.reason, closedAt: event.eventTime }),
  "signature.applied": async (tx, event) => {
    const { signatureId, ...values } = event.payload;
    await tx.insert(signature).values({ ...values, id: signatureId, siteId: event.siteId, signedAt: event.eventTime });
  },
};

async function moved(tx: Tx, ncId: string, values: Partial<typeof nonconformance.$inferInsert>): Promise<void> {
  await tx.update(nonconformance).set(values).where(eq(nonconformance.id, ncId));
}

/** Pieces of output that it covers. */
async function cover(tx: Tx, siteId: string, nonconformanceId: string, segmentIds: readonly string[]): Promise<void> {
  if (segmentIds.length === 0) return;
  await tx.insert(nonconformanceSegment).values(segmentIds.map((segmentId) => ({ siteId, nonconformanceId, segmentId })));
}
