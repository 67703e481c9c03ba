import { type Decimal, ZERO, r2, r6 } from "@/lib/domain/shared/decimal";
import { type CostLine, isFirstPass } from "./cost-line";
import { type OperationProgress, scrapOf } from "./operation-progress";

/** Scrap of one operation. */
export type OperationScrap = {
  readonly op: number;
  /** Accumulated cost of a unit at this operation, six decimals; null while nothing was processed. */
  readonly accumulated: Decimal | null;
  readonly quantity: Decimal;
  readonly cost: Decimal;
};

export type ScrapCost = {
  readonly operations: readonly OperationScrap[];
  readonly total: Decimal;
  /** What remains in the good units: total actual − scrap − rework − delay. */
  readonly cleanCost: Decimal;
};

type ScrapLine = Pick<CostLine, "op" | "activity" | "amount">;

function addedByOperation(lines: Iterable<ScrapLine>): Map<number, Decimal> {
  const added = new Map<number, Decimal>();
  for (const line of lines) {
    if (isFirstPass(line.activity)) added.set(line.op, (added.get(line.op) ?? ZERO).plus(line.amount));
  }
  return added;
}

/**
 * C-08: a view of costs that are already in the order, isolated where the unit dies. The cost of each operation's first pass is
 * added to what was transferred in, divided by the units processed there, and carried on without the scrapped units.
 */
export function scrapCost(lines: Iterable<ScrapLine>, progress: readonly OperationProgress[]): ScrapCost {
  const added = addedByOperation(lines);
  const known = new Map(progress.map((operation) => [operation.op, operation]));
  const ops = [...new Set([...added.keys(), ...known.keys()])].toSorted((a, b) => a - b);
  const operations: OperationScrap[] = [];
  let transferred = ZERO;
  let total = ZERO;
  for (const op of ops) {
    const operation = known.get(op);
    const carried = transferred.plus(added.get(op) ?? ZERO);
    const accumulated = operation === undefined || operation.processed.isZero() ? null : r6(carried.div(operation.processed));
    const quantity = operation === undefined ? ZERO : scrapOf(operation);
    const cost = accumulated === null ? ZERO : r2(accumulated.times(quantity));
    operations.push({ op, accumulated, quantity, cost });
    transferred = carried.minus(cost);
    total = total.plus(cost);
  }
  return { operations, total, cleanCost: transferred };
}
