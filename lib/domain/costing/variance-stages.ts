import { type Decimal, ONE, ZERO } from "@/lib/domain/shared/decimal";
import type { CostLine } from "./cost-line";
import type { OperationProgress } from "./operation-progress";
import { type ProductStandard, type StandardOperation, cumulativeYields } from "./standard";

/** The columns of the ledger that a variance is made from. */
export type VarianceLine = Pick<CostLine, "element" | "activity" | "op" | "quantity" | "unitCost" | "amount" | "item" | "position"> & {
  /** Standard price or rate that was in force at posting; decides where the order's own standard does not know the item or operation. */
  readonly standardUnitCost?: Decimal;
};

/** What the variance of one order is calculated from. */
export type VarianceInput = {
  readonly standard: ProductStandard;
  /** Frozen standard cost of one good unit: what receipts are credited at. */
  readonly standardUnitCost: Decimal;
  readonly lines: readonly VarianceLine[];
  readonly progress: readonly OperationProgress[];
  /** Good units of the last operation. */
  readonly good: Decimal;
  readonly salvage: Decimal;
};

/** Standard quantities of one operation: units really processed (`U_k`), units that the good output asks for (`R_k`). */
export type OperationUnits = { readonly operation: StandardOperation; readonly processed: Decimal; readonly required: Decimal; readonly begun: boolean };

/**
 * §4.3: `U_k` and `R_k = G ÷ CY_k` per operation; a SKIPPED one takes `U_k = R_k`, so that the saving shows as efficiency.
 * An operation that was neither begun nor skipped has no planned setup yet: a running order must not show it as a saving.
 */
export function operationUnits(input: VarianceInput): OperationUnits[] {
  const yields = cumulativeYields(input.standard.operations);
  const progress = new Map(input.progress.map((each) => [each.op, each]));
  const booked = new Map<number, Decimal>();
  for (const line of input.lines) {
    if (line.element === "MATERIAL") continue;
    booked.set(line.op, (booked.get(line.op) ?? ZERO).plus(line.quantity));
  }
  return input.standard.operations.map((operation) => {
    const required = input.good.div(yields.get(operation.op) ?? ONE);
    const done = progress.get(operation.op);
    const skipped = done?.skipped ?? false;
    const processed = skipped ? required : (done?.processed ?? ZERO);
    const begun = skipped || !processed.isZero() || !(booked.get(operation.op) ?? ZERO).isZero();
    return { operation, processed, required, begun };
  });
}
