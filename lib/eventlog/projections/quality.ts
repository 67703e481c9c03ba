import { eq } from "drizzle-orm";
import { qualityCheck, result } from "@/db/schema/quality";
import { decimal } from "@/lib/domain/shared/decimal";
import type { QualityPayloads } from "@/lib/eventlog/payloads/quality";
import type { Projections } from "@/lib/eventlog/projection";

/** Checks that are due, and what was recorded of them. */
export const qualityProjections: Projections<keyof QualityPayloads> = {
  "check.due": async (tx, event) => {
    const { checkId, planId, operationId, lotId, snapshot } = event.payload;
    await tx.insert(qualityCheck).values({ id: checkId, siteId: event.siteId, planId, operationId, lotId, snapshot, state: "DUE", dueAt: event.eventTime });
  },
  "check.recorded": async (tx, event) => {
    const { checkId, verdict, personId, results } = event.payload;
    await tx.update(qualityCheck).set({ state: "RECORDED", verdict, recordedAt: event.eventTime, recordedBy: personId }).where(eq(qualityCheck.id, checkId));
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
};
