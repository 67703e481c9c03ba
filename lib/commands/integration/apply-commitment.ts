import "server-only";
import { and, eq } from "drizzle-orm";
import { commitment } from "@/db/schema/demand";
import { decimal, r6 } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { inBaseUnit } from "./base-unit";
import { findItems, known, missingItems } from "./references";

/**
 * A line that was promised to a customer, as it now is. Only the ERP changes it. Kept in the base unit of its item, like the supply that it is held
 * against, with the penalty for one of that; a unit that can't be converted is refused with UOM_NOT_BASE, but does not keep a line from ending.
 */
export const applyCommitment: Applier<"erp.commitment.v1"> = async ({ tx, siteId, recordedAt }, data) => {
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
  const item = known(items, data.item);
  const told = await inBaseUnit(tx, item, { ...data, subject: data.commitment }, recordedAt);
  if (told.kind === "refused") {
    if (data.status === "OPEN" || stored === undefined) return told.refusal;
    await tx.update(commitment).set({ state: data.status, erpVersion: data.erpVersion }).where(eq(commitment.id, stored.id));
    return DONE;
  }
  const { numerator, denominator } = told.conversion;
  const values = {
    customer: data.customer,
    customerName: data.customerName,
    itemId: item.id,
    quantity: told.quantity,
    uom: item.baseUom,
    dueAt: new Date(data.due),
    priorityClass: data.priorityClass,
    penaltyPerUnitDay: r6(decimal(data.penaltyPerUnitDay).times(denominator).div(numerator)),
    currency: data.currency,
    state: data.status,
    erpVersion: data.erpVersion,
  };
  if (stored !== undefined) await tx.update(commitment).set(values).where(eq(commitment.id, stored.id));
  else await tx.insert(commitment).values({ id: newId(), siteId, number: data.commitment, line: data.line, ...values });
  return DONE;
};
