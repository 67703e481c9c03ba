import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { characteristic, inspectionPlan } from "@/db/schema/quality";
import { decimal } from "@/lib/domain/shared/decimal";
import type { InspectionPlanData } from "@/lib/messages/erp-inspection-plan.v1";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { makeRoom } from "./make-room";
import { findItems, known, missingItems } from "./references";
import { ensureUom } from "./units-of-measure";

/**
 * A version of an inspection plan. What the ERP changed under the same version name supersedes it; the former stays readable under a name of its own,
 * because checks refer to it. A check keeps the limits that counted when it became due (ownership matrix).
 */
export const applyInspectionPlan: Applier<"erp.inspection-plan.v1"> = async ({ tx, siteId, recordedAt }, data) => {
  const codes = data.item === null ? [] : [data.item];
  const items = await findItems(tx, siteId, codes);
  const missing = missingItems(data.site, codes, items);
  if (missing.length > 0) return { outcome: "PARKED", missing };
  const [stored] = await tx
    .select()
    .from(inspectionPlan)
    .where(and(eq(inspectionPlan.siteId, siteId), eq(inspectionPlan.code, data.plan), eq(inspectionPlan.version, data.version)))
    .for("update");
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  const wrong = wrongIn(data);
  if (wrong !== null) return { outcome: "REFUSED", code: "PLAN_INVALID", reason: wrong };
  if (stored !== undefined) {
    await tx
      .update(inspectionPlan)
      .set({ version: `${stored.version}~${stored.erpVersion}`, validTo: recordedAt > stored.validFrom ? recordedAt : stored.validFrom })
      .where(eq(inspectionPlan.id, stored.id));
  }
  const from = new Date(data.validFrom);
  const to = data.validTo === null ? null : new Date(data.validTo);
  const validTo = await makeRoom(tx, inspectionPlan, sql`site_id = ${siteId} and code = ${data.plan}`, from, to);
  const planId = newId();
  const { trigger } = data;
  await tx.insert(inspectionPlan).values({
    id: planId,
    siteId,
    code: data.plan,
    version: data.version,
    erpVersion: data.erpVersion,
    itemId: data.item === null ? null : known(items, data.item).id,
    opNo: data.operation,
    trigger: trigger.kind,
    everySeconds: trigger.kind === "TIME" ? trigger.everySeconds : trigger.kind === "EVENT" ? (trigger.stopSeconds ?? null) : null,
    everyCount: trigger.kind === "COUNT" ? decimal(trigger.everyCount) : null,
    event: trigger.kind === "EVENT" ? trigger.event : null,
    sampleSize: data.sampleSize,
    validFrom: from,
    validTo,
  });
  for (const one of data.characteristics) {
    if (one.kind === "VARIABLE" && one.uom !== null) await ensureUom(tx, one.uom);
    await tx.insert(characteristic).values({
      id: newId(),
      siteId,
      planId,
      position: one.position,
      name: one.name,
      kind: one.kind,
      ...(one.kind === "VARIABLE"
        ? { uom: one.uom, lowerLimit: limit(one.lowerLimit), upperLimit: limit(one.upperLimit), target: limit(one.target) }
        : { acceptNumber: one.acceptNumber, rejectNumber: one.acceptNumber + 1, defectCodes: one.defectCodes }),
    });
  }
  return DONE;
};

function limit(text: string | null) {
  return text === null ? null : decimal(text);
}

/** What makes the plan unusable, in plain words, or null. */
function wrongIn({ characteristics }: InspectionPlanData): string | null {
  const seen = new Set<number>();
  for (const one of characteristics) {
    if (seen.has(one.position)) return `Position ${one.position} is named twice.`;
    seen.add(one.position);
    if (one.kind === "VARIABLE" && one.lowerLimit !== null && one.upperLimit !== null && decimal(one.lowerLimit).gt(one.upperLimit))
      return `The limits of ${one.name} exclude everything.`;
  }
  return null;
}
