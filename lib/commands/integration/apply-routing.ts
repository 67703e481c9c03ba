import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { routingOperation, routingVersion } from "@/db/schema/engineering";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { makeRoom } from "./make-room";
import { findItems, findWorkCentres, known, missingItems, missingWorkCentres } from "./references";

/** A version of a routing, kept like a BOM's. */
export const applyRouting: Applier<"erp.routing.v1"> = async ({ tx, siteId, recordedAt }, data) => {
  const centreCodes = data.operations.map((operation) => operation.workCentre);
  const items = await findItems(tx, siteId, [data.item]);
  const centres = await findWorkCentres(tx, siteId, centreCodes);
  const missing = [...missingItems(data.site, [data.item], items), ...missingWorkCentres(data.site, centreCodes, centres)];
  if (missing.length > 0) return { outcome: "PARKED", missing };
  const parent = known(items, data.item);
  const [stored] = await tx
    .select()
    .from(routingVersion)
    .where(and(eq(routingVersion.itemId, parent.id), eq(routingVersion.version, data.version)))
    .for("update");
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  const from = new Date(data.validFrom);
  const to = data.validTo === null ? null : new Date(data.validTo);
  if (stored !== undefined) {
    await tx
      .update(routingVersion)
      .set({ version: `${stored.version}~${stored.erpVersion}`, status: "RETIRED", validTo: recordedAt })
      .where(eq(routingVersion.id, stored.id));
  }
  const validTo = data.status === "ACTIVE" ? await makeRoom(tx, routingVersion, sql`item_id = ${parent.id} and status = 'ACTIVE'`, from, to) : to;
  const routingVersionId = newId();
  await tx
    .insert(routingVersion)
    .values({ id: routingVersionId, siteId, itemId: parent.id, version: data.version, erpVersion: data.erpVersion, status: data.status, validFrom: from, validTo });
  await tx.insert(routingOperation).values(
    data.operations.map((operation) => ({
      id: newId(),
      siteId,
      routingVersionId,
      opNo: operation.operation,
      name: operation.text,
      workCentreId: known(centres, operation.workCentre).id,
      setupMachineHours: decimal(operation.setupMachineHours),
      setupLabourHours: decimal(operation.setupLabourHours),
      runMachineHours: decimal(operation.runMachineHours),
      runLabourHours: decimal(operation.runLabourHours),
      yield: decimal(operation.yield),
      crew: decimal(operation.crew),
      optional: operation.optional,
      milestone: operation.milestone,
      overlapMinutes: operation.overlapMinutes,
      inspectionPlan: operation.inspectionPlan,
      tools: [...new Set(operation.tools)],
    })),
  );
  return DONE;
};
