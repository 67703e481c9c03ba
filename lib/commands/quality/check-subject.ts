import "server-only";
import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { lot } from "@/db/schema/materials";
import { qualityCheck } from "@/db/schema/quality";
import { item, site } from "@/db/schema/reference";
import { lockOperation } from "@/lib/commands/execution/store";

export type CheckRow = typeof qualityCheck.$inferSelect;

/** What a check is about, in the words of the ERP. */
export type CheckSubject = {
  readonly site: string;
  readonly orderId: string | null;
  readonly order: string | null;
  readonly operation: number | null;
  readonly workUnitId: string | null;
  readonly item: string | null;
  readonly lot: string | null;
  /** Unit in which its output is counted. */
  readonly uom: string;
};

/**
 * A check, locked, and its operation before it: whoever confirms output or writes down what is due meanwhile waits, so that no output is left out of a
 * failure and no check becomes due twice.
 */
export async function lockCheck(tx: Tx, checkId: string): Promise<CheckRow | undefined> {
  const [head] = await tx.select({ operationId: qualityCheck.operationId }).from(qualityCheck).where(eq(qualityCheck.id, checkId));
  if (head?.operationId != null) await lockOperation(tx, head.operationId);
  const [check] = await tx.select().from(qualityCheck).where(eq(qualityCheck.id, checkId)).for("no key update");
  return check;
}

/** The operation or the lot of a check. A check without either is a fault. */
export async function subjectOf(tx: Tx, check: CheckRow): Promise<CheckSubject> {
  const [place] = await tx.select({ code: site.code }).from(site).where(eq(site.id, check.siteId));
  const none = { site: place?.code ?? "", lot: null, operation: null, workUnitId: null };
  if (check.operationId !== null) {
    const [row] = await tx
      .select({
        orderId: productionOrder.id,
        order: productionOrder.number,
        operation: orderOperation.opNo,
        workUnitId: orderOperation.workUnitId,
        item: item.code,
        uom: productionOrder.uom,
      })
      .from(orderOperation)
      .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
      .innerJoin(item, eq(item.id, productionOrder.itemId))
      .where(eq(orderOperation.id, check.operationId));
    if (row !== undefined) return { ...none, ...row };
  }
  const [row] = await tx
    .select({ orderId: lot.orderId, order: productionOrder.number, item: item.code, lot: lot.number, uom: lot.uom })
    .from(lot)
    .innerJoin(item, eq(item.id, lot.itemId))
    .leftJoin(productionOrder, eq(productionOrder.id, lot.orderId))
    .where(eq(lot.id, check.lotId ?? check.id));
  if (row === undefined) throw new Error(`check ${check.id} is about nothing`);
  return { ...none, ...row };
}
