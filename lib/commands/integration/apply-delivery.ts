import "server-only";
import { and, eq } from "drizzle-orm";
import { inboundDelivery } from "@/db/schema/demand";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { inBaseUnit } from "./base-unit";
import { findItems, known, missingItems } from "./references";

/**
 * A line that a supplier has still to deliver, as it now is. Only the ERP changes it; what came in of it is told as lots. Kept in the base unit of
 * its item; what `inBaseUnit` refuses is refused, but does not keep a line from ending.
 */
export const applyDelivery: Applier<"erp.delivery.v1"> = async ({ tx, siteId, recordedAt }, data) => {
  const items = await findItems(tx, siteId, [data.item]);
  const missing = missingItems(data.site, [data.item], items);
  if (missing.length > 0) return { outcome: "PARKED", missing };
  const [stored] = await tx
    .select({ id: inboundDelivery.id, erpVersion: inboundDelivery.erpVersion })
    .from(inboundDelivery)
    .where(and(eq(inboundDelivery.siteId, siteId), eq(inboundDelivery.number, data.delivery), eq(inboundDelivery.line, data.line)))
    .for("update");
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  const item = known(items, data.item);
  const told = await inBaseUnit(tx, item, { ...data, subject: data.delivery }, recordedAt);
  if (told.kind === "refused") {
    if (data.status === "OPEN" || stored === undefined) return told.refusal;
    await tx.update(inboundDelivery).set({ state: data.status, erpVersion: data.erpVersion }).where(eq(inboundDelivery.id, stored.id));
    return DONE;
  }
  const values = {
    supplier: data.supplier,
    supplierName: data.supplierName,
    itemId: item.id,
    quantity: told.quantity,
    uom: item.baseUom,
    expectedAt: new Date(data.due),
    state: data.status,
    erpVersion: data.erpVersion,
  };
  if (stored !== undefined) await tx.update(inboundDelivery).set(values).where(eq(inboundDelivery.id, stored.id));
  else await tx.insert(inboundDelivery).values({ id: newId(), siteId, number: data.delivery, line: data.line, ...values });
  return DONE;
};
