import { and, asc, inArray, ne } from "drizzle-orm";
import { orderOperation, type productionOrder } from "@/db/schema/execution";
import { groupBy } from "@/lib/domain/shared/group-by";
import type { FloorReader } from "./floor-reader";

type Operation = Pick<typeof orderOperation.$inferSelect, "opNo" | "isLast">;
type Step = Pick<typeof orderOperation.$inferSelect, "opNo" | "required">;

/** What an operation is to make, in the unit of its order. `steps`: the operations of the order that are not skipped, in their order. */
export function targetOf({ opNo, isLast }: Operation, { quantity }: Pick<typeof productionOrder.$inferSelect, "quantity">, steps: readonly Step[]): Step["required"] {
  const next = steps.find((one) => one.opNo > opNo);
  return isLast || next === undefined ? quantity : next.required;
}

/** The operations of these orders that are not skipped, in their order, by order: what `targetOf` asks for. */
export async function stepsByOrder(db: FloorReader["db"], orderIds: readonly string[]): Promise<ReadonlyMap<string, readonly Step[]>> {
  if (orderIds.length === 0) return new Map();
  const rows = await db
    .select({ orderId: orderOperation.orderId, opNo: orderOperation.opNo, required: orderOperation.required })
    .from(orderOperation)
    .where(and(inArray(orderOperation.orderId, [...new Set(orderIds)]), ne(orderOperation.state, "SKIPPED")))
    .orderBy(asc(orderOperation.opNo));
  return groupBy(rows, ({ orderId }) => orderId);
}
