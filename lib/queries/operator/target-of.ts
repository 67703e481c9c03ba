import type { orderOperation, productionOrder } from "@/db/schema/execution";

type Operation = Pick<typeof orderOperation.$inferSelect, "opNo" | "isLast">;
type Step = Pick<typeof orderOperation.$inferSelect, "opNo" | "required">;

/** What an operation is to make, in the unit of its order. `steps`: the operations of the order that are not skipped, in their order. */
export function targetOf({ opNo, isLast }: Operation, { quantity }: Pick<typeof productionOrder.$inferSelect, "quantity">, steps: readonly Step[]): Step["required"] {
  const next = steps.find((one) => one.opNo > opNo);
  return isLast || next === undefined ? quantity : next.required;
}
