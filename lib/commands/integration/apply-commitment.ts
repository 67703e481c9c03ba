import "server-only";
import { and, eq } from "drizzle-orm";
import { commitment } from "@/db/schema/demand";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { findItems, known, missingItems } from "./references";
import { ensureUom } from "./units-of-measure";

/** A line that was promised to a customer, as it now is. Only the ERP changes it. */
export const applyCommitment: Applier<"erp.commitment.v1"> = async ({ tx, siteId }, data) => {
  const items = await findItems(tx, siteId, [data.item]);
  const missing = missingItems(data.site, [data.item], items);
  if (missing.length > 0) return { outcome: "PARKED", missing };
  const [stored] = await tx
    .select({ id: commitment.id, erpVersion: commitment.erpVersion })
    .from(commitment)
    .where(and(eq(commitment.siteId, siteId), eq(commitment.number, data.commitment), eq(commitment.line, data.line)))
    .for("update");
  const stale = staleAgainst(stored, data.erpVersion);
  if (stale !== null) return stale;
  await ensureUom(tx, data.uom);
  const values = {
    customer: data.customer,
    customerName: data.customerName,
    itemId: known(items, data.item).id,
    quantity: decimal(data.qty),
    uom: data.uom,
    dueAt: new Date(data.due),
    priorityClass: data.priorityClass,
    penaltyPerUnitDay: decimal(data.penaltyPerUnitDay),
    currency: data.currency,
    state: data.status,
    erpVersion: data.erpVersion,
  };
  if (stored !== undefined) await tx.update(commitment).set(values).where(eq(commitment.id, stored.id));
  else await tx.insert(commitment).values({ id: newId(), siteId, number: data.commitment, line: data.line, ...values });
  return DONE;
};
