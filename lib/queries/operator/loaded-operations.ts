import "server-only";
import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { operationActivity, orderOperation, productionOrder } from "@/db/schema/execution";
import { equipment, item, itemVersion } from "@/db/schema/reference";
import { goodOf } from "@/lib/domain/execution/totals";
import type { FloorReader } from "./floor-reader";
import { stepsByOrder, targetOf } from "./target-of";

/** An operation that occupies a work unit. */
export type LoadedOperation = {
  readonly operationId: string;
  readonly orderId: string;
  readonly unitId: string;
  readonly unitName: string;
  readonly order: string;
  readonly opNo: number;
  readonly name: string;
  readonly item: string;
  readonly description: string;
  readonly state: "SETUP" | "RUNNING" | "PAUSED";
  readonly good: string;
  /** What it is to make, as on its own screen: an operation before the last makes what the next one needs. */
  readonly quantity: string;
  readonly uom: string;
  readonly since: string | null;
};

/** What is loaded on these units now, in the order in which it came. */
export async function loadedOperations(db: FloorReader["db"], unitIds: readonly string[]): Promise<readonly LoadedOperation[]> {
  if (unitIds.length === 0) return [];
  const rows = await db
    .select({
      operation: orderOperation,
      order: productionOrder.number,
      ordered: productionOrder.quantity,
      uom: productionOrder.uom,
      unitId: equipment.id,
      unitName: equipment.name,
      item: item.code,
      description: itemVersion.description,
      since: operationActivity.fromAt,
    })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(equipment, eq(equipment.id, orderOperation.workUnitId))
    .innerJoin(item, eq(item.id, productionOrder.itemId))
    .leftJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .leftJoin(operationActivity, and(eq(operationActivity.operationId, orderOperation.id), isNull(operationActivity.toAt)))
    .where(and(inArray(orderOperation.workUnitId, [...unitIds]), inArray(orderOperation.state, ["SETUP", "RUNNING", "PAUSED"])))
    .orderBy(asc(orderOperation.actualStartAt))
    .limit(100);
  const steps = await stepsByOrder(
    db,
    rows.map(({ operation }) => operation.orderId),
  );
  return rows.map(({ operation, ...row }) => ({
    operationId: operation.id,
    orderId: operation.orderId,
    unitId: row.unitId,
    unitName: row.unitName,
    order: row.order,
    opNo: operation.opNo,
    name: operation.name,
    item: row.item,
    description: row.description ?? "",
    // The condition above admits these three alone.
    state: operation.state === "SETUP" || operation.state === "PAUSED" ? operation.state : "RUNNING",
    good: goodOf(operation).toFixed(),
    quantity: targetOf(operation, { quantity: row.ordered }, steps.get(operation.orderId) ?? []).toFixed(),
    uom: row.uom,
    since: row.since?.toISOString() ?? null,
  }));
}
