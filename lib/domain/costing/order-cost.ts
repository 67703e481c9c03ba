import { type Decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { CostActivity, CostElement, CostLine } from "./cost-line";

/** Actual cost of an order, every figure a sum of posted amounts. */
export type OrderCost = {
  readonly byElement: Record<CostElement, Decimal>;
  readonly byActivity: Record<CostActivity, Decimal>;
  readonly byOperation: ReadonlyMap<number, Decimal>;
  readonly total: Decimal;
};

/** C-01, C-06, C-07: order cost by element, by activity (delay cost and rework cost are the sums of their activities) and by operation. */
export function orderCost(lines: Iterable<Pick<CostLine, "element" | "activity" | "op" | "amount">>): OrderCost {
  const byElement: Record<CostElement, Decimal> = { MATERIAL: ZERO, LABOUR: ZERO, MACHINE: ZERO, OVERHEAD: ZERO };
  const byActivity: Record<CostActivity, Decimal> = { SETUP: ZERO, RUN: ZERO, REWORK: ZERO, DELAY: ZERO };
  const byOperation = new Map<number, Decimal>();
  let total = ZERO;
  for (const { element, activity, op, amount } of lines) {
    byElement[element] = byElement[element].plus(amount);
    byActivity[activity] = byActivity[activity].plus(amount);
    byOperation.set(op, (byOperation.get(op) ?? ZERO).plus(amount));
    total = total.plus(amount);
  }
  return { byElement, byActivity, byOperation, total };
}
