import "server-only";
import { asc, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { characteristic, type inspectionPlan } from "@/db/schema/quality";
import type { CheckSnapshot } from "@/lib/eventlog/payloads/quality";

/** What a check by this version of a plan asks for: kept with the check, so that a later version does not change it (ownership matrix). */
export async function planSnapshot(tx: Tx, plan: typeof inspectionPlan.$inferSelect): Promise<CheckSnapshot> {
  const rows = await tx.select().from(characteristic).where(eq(characteristic.planId, plan.id)).orderBy(asc(characteristic.position));
  return {
    plan: plan.code,
    planVersion: plan.version,
    sampleSize: plan.sampleSize,
    characteristics: rows.map((row) => ({
      characteristicId: row.id,
      position: row.position,
      name: row.name,
      kind: row.kind,
      uom: row.uom,
      lowerLimit: row.lowerLimit?.toFixed() ?? null,
      upperLimit: row.upperLimit?.toFixed() ?? null,
      target: row.target?.toFixed() ?? null,
      acceptNumber: row.acceptNumber,
      defectCodes: row.defectCodes,
    })),
  };
}
