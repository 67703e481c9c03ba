import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";
import { workCentreRate } from "@/db/schema/reference";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { makeRoom } from "./make-room";
import { findWorkCentres, known, missingWorkCentres } from "./references";

/** An hourly rate from an instant on; what was posted before keeps the rate that it was posted with. */
export const applyRate: Applier<"erp.rate.v1"> = async ({ tx, siteId }, data) => {
  const centres = await findWorkCentres(tx, siteId, [data.workCentre]);
  const missing = missingWorkCentres(data.site, [data.workCentre], centres);
  if (missing.length > 0) return { outcome: "PARKED", missing };
  const workCentreId = known(centres, data.workCentre).id;
  const rateClass = data.rateClass ?? "";
  const from = new Date(data.validFrom);
  const [stored] = await tx
    .select({ erpVersion: workCentreRate.erpVersion })
    .from(workCentreRate)
    .where(
      and(eq(workCentreRate.workCentreId, workCentreId), eq(workCentreRate.element, data.element), eq(workCentreRate.rateClass, rateClass), eq(workCentreRate.validFrom, from)),
    )
    .orderBy(desc(workCentreRate.erpVersion))
    .limit(1);
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  const same = sql`work_centre_id = ${workCentreId} and element = ${data.element} and rate_class = ${rateClass}`;
  const validTo = await makeRoom(tx, workCentreRate, same, from, data.validTo === null ? null : new Date(data.validTo));
  await tx.insert(workCentreRate).values({
    id: newId(),
    siteId,
    workCentreId,
    element: data.element,
    basis: data.basis,
    rateClass,
    rate: decimal(data.rate),
    currency: data.currency,
    erpVersion: data.erpVersion,
    validFrom: from,
    validTo,
  });
  return DONE;
};
