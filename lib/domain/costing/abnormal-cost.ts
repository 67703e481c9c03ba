import { type Decimal, ONE, ZERO, max, r2, sum } from "@/lib/domain/shared/decimal";
import { type CostLine, isFirstPass, totalAmount } from "./cost-line";
import { type OperationProgress, scrapOf } from "./operation-progress";
import { scrapCost } from "./scrap-cost";

/** Scrap of one operation beyond the allowance of its planned yield. */
export type AbnormalScrap = { readonly op: number; readonly quantity: Decimal; readonly cost: Decimal };

export type AbnormalCost = {
  readonly scrap: readonly AbnormalScrap[];
  readonly delay: Decimal;
  readonly rework: Decimal;
  readonly total: Decimal;
  /** Everything charged, without salvage. */
  readonly fullyLoaded: Decimal;
  readonly inventoriable: Decimal;
};

type AbnormalLine = Pick<CostLine, "op" | "activity" | "amount" | "valuation">;

/**
 * C-09: the split of normal and abnormal cost that the ERP books. Abnormal scrap is what exceeds `processed × (1 − yield)`, priced
 * at the accumulated cost of the operation; delay and rework follow the valuation of their reason.
 */
export function abnormalCost(lines: readonly AbnormalLine[], progress: readonly OperationProgress[], plannedYield: ReadonlyMap<number, Decimal>): AbnormalCost {
  const accumulated = new Map(scrapCost(lines, progress).operations.map((each) => [each.op, each.accumulated]));
  const scrap = progress.map((operation): AbnormalScrap => {
    const allowance = operation.processed.times(ONE.minus(plannedYield.get(operation.op) ?? ONE));
    const quantity = max(ZERO, scrapOf(operation).minus(allowance));
    return { op: operation.op, quantity, cost: r2(quantity.times(accumulated.get(operation.op) ?? ZERO)) };
  });
  const abnormal = lines.filter((line) => line.valuation === "ABNORMAL" && !isFirstPass(line.activity));
  const delay = totalAmount(abnormal.filter((line) => line.activity === "DELAY"));
  const rework = totalAmount(abnormal.filter((line) => line.activity === "REWORK"));
  const total = sum(scrap.map((each) => each.cost))
    .plus(delay)
    .plus(rework);
  const fullyLoaded = totalAmount(lines);
  return { scrap, delay, rework, total, fullyLoaded, inventoriable: fullyLoaded.minus(total) };
}
