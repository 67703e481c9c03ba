import "server-only";
import { and, eq } from "drizzle-orm";
import { inboundDelivery } from "@/db/schema/demand";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { findItems, known, missingItems } from "./references";
import { ensureUom } from "./units-of-measure";

/** A line that a supplier has still to deliver, as it now is. Only the ERP changes it; what came in of it is told as lots. */
export const applyDelivery: Applier<"erp.delivery.v1"> = async ({ tx, siteId }, data) => {
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
  await ensureUom(tx, data.uom);
  const values = {
    supplier: data.supplier,
    supplierName: data.supplierName,
    itemId: known(items, data.item).id,
    quantity: decimal(data.qty),
    uom: data.uom,
    expectedAt: new Date(data.due),
    state: data.status,
    erpVersion: data.erpVersion,
  };
  if (stored !== undefined) await tx.update(inboundDelivery).set(values).where(eq(inboundDelivery.id, stored.id));
  else await tx.insert(inboundDelivery).values({ id: newId(), siteId, number: data.delivery, line: data.line, ...values });
  return DONE;
};
