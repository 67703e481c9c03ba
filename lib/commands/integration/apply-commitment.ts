import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { commitment } from "@/db/schema/demand";
import { type Decimal, decimal, r6 } from "@/lib/domain/shared/decimal";
import { TOO_MUCH } from "@/lib/domain/shared/quantity";
import type { CommitmentData } from "@/lib/messages/erp-commitment.v1";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE, staleAgainst } from "./applier";
import { type InBaseUnit, inBaseUnit } from "./base-unit";
import { findItems, known, type KnownItem, missingItems } from "./references";

/**
 * A line that was promised to a customer, as it now is. Only the ERP changes it. Kept in the base unit of its item, like the supply that it is held
 * against, with the penalty for one of that. What `inBaseUnit` refuses is refused, as is such a penalty that can't be kept (INVALID_QUANTITY), but it does not keep a line from ending.
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
  const told = await promised(tx, item, data, recordedAt);
  if (told.kind === "refused") {
    if (data.status === "OPEN" || stored === undefined) return told.refusal;
    await tx.update(commitment).set({ state: data.status, erpVersion: data.erpVersion }).where(eq(commitment.id, stored.id));
    return DONE;
  }
  const values = {
    customer: data.customer,
    customerName: data.customerName,
    itemId: item.id,
    quantity: told.quantity,
    uom: item.baseUom,
    dueAt: new Date(data.due),
    priorityClass: data.priorityClass,
    penaltyPerUnitDay: told.penalty,
    currency: data.currency,
    state: data.status,
    erpVersion: data.erpVersion,
  };
  if (stored !== undefined) await tx.update(commitment).set(values).where(eq(commitment.id, stored.id));
  else await tx.insert(commitment).values({ id: newId(), siteId, number: data.commitment, line: data.line, ...values });
  return DONE;
};

/** What was promised, and the penalty for one of it a day, in the base unit of the item. */
async function promised(
  tx: Tx,
  item: KnownItem,
  data: CommitmentData,
  at: Date,
): Promise<Extract<InBaseUnit, { readonly kind: "refused" }> | { readonly kind: "quantity"; readonly quantity: Decimal; readonly penalty: Decimal }> {
  const told = await inBaseUnit(tx, item, { ...data, subject: data.commitment }, at);
  if (told.kind === "refused") return told;
  const { numerator, denominator } = told.conversion;
  const penalty = r6(decimal(data.penaltyPerUnitDay).times(denominator).div(numerator));
  if (penalty.lt(TOO_MUCH)) return { kind: "quantity", quantity: told.quantity, penalty };
  const reason = `The penalty of ${data.commitment}, told for one ${data.uom}, is more for one ${item.baseUom} than can be kept. Correct the penalty in the ERP.`;
  return { kind: "refused", refusal: { outcome: "REFUSED", code: "INVALID_QUANTITY", reason } };
}
