import { type Decimal, ONE, ZERO, max, min } from "@/lib/domain/shared/decimal";

/** Progress of one operation of an order; quantities in the order's unit, `good` is usable output (reworked good included). */
export type OperationToDo = {
  readonly op: number;
  readonly plannedYield: Decimal;
  readonly processed: Decimal;
  readonly good: Decimal;
};

/**
 * §6.1.2: units that each operation must still process so that `target` good units come out, by operation number. What already lies
 * between operations counts at its planned yield, so a bad yield upstream asks for more there and not downstream; at planned yields this is
 * `target ÷ CY_k − processed_k`. Rework that is still open is not counted on. Operations ascend.
 */
export function remainingUnits(target: Decimal, operations: readonly OperationToDo[]): ReadonlyMap<number, Decimal> {
  const units = new Map<number, Decimal>();
  let missing = target.minus(operations.at(-1)?.good ?? ZERO);
  let yieldToEnd = ONE;
  for (let index = operations.length - 1; index >= 0; index -= 1) {
    const operation = operations[index];
    if (operation === undefined) continue;
    yieldToEnd = yieldToEnd.times(operation.plannedYield);
    units.set(operation.op, max(ZERO, missing.div(yieldToEnd)));
    const previous = operations[index - 1];
    if (previous !== undefined) missing = missing.minus(previous.good.minus(operation.processed).times(yieldToEnd));
  }
  return units;
}

/** Whether a site trusts the ERP's rate alone or the lower of it and what the last 30 shifts really made. */
export type RatePolicy = "ERP" | "LOWER_OF_ERP_AND_ACTUAL";

/** §6.1.2: units an hour to plan with; `actual` is null without history for the item on the work unit. */
export function effectiveRate(erp: Decimal, actual: Decimal | null, policy: RatePolicy): Decimal {
  return policy === "ERP" || actual === null || actual.lte(ZERO) ? erp : min(erp, actual);
}

/** Time to process units at a rate per hour, in whole seconds, rounded up: a schedule never promises the second that it lacks. */
export function runSeconds(units: Decimal, ratePerHour: Decimal): number {
  return units.times(3600).div(ratePerHour).ceil().toNumber();
}

/** Setup that is still to do: none once units were processed, else what the standard leaves. */
export function openSetupSeconds(standardSeconds: number, spentSeconds: number, processed: Decimal): number {
  return processed.gt(ZERO) ? 0 : Math.max(0, standardSeconds - spentSeconds);
}
