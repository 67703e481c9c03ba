import { type Decimal, ZERO, r2 } from "@/lib/domain/shared/decimal";
import { amountOfTime } from "@/lib/domain/shared/money";
import { type TimeElement, isFirstPass } from "./cost-line";
import { type ProductStandard, timeStandard } from "./standard";
import type { OperationUnits, VarianceInput, VarianceLine } from "./variance-stages";

/** Rounded stages of one time element; `rateVariance` covers all activities, the others SETUP and RUN. */
export type TimeStages = {
  readonly rateVariance: Decimal;
  /** Hours of SETUP and RUN at the standard rate. */
  readonly atStandardRate: Decimal;
  readonly setupOfOrder: Decimal;
  readonly setupForGood: Decimal;
  readonly runForProcessed: Decimal;
  readonly runForGood: Decimal;
  readonly terms: number;
};

/** Value of a time line at the standard rate of its operation; an operation that the standard does not know takes the line's own. */
export function timeAtStandard(standard: ProductStandard, line: VarianceLine, element: TimeElement): Decimal {
  const operation = standard.operations.find((each) => each.op === line.op);
  return amountOfTime(line.quantity, operation === undefined ? (line.standardUnitCost ?? line.unitCost) : timeStandard(operation, element).rate);
}

/** §4.3 stages of one time element over all operations. */
export function timeStages(input: VarianceInput, units: readonly OperationUnits[], element: TimeElement): TimeStages {
  let rateVariance = ZERO;
  let atStandardRate = ZERO;
  for (const line of input.lines) {
    if (line.element !== element) continue;
    const value = timeAtStandard(input.standard, line, element);
    rateVariance = rateVariance.plus(line.amount).minus(value);
    if (isFirstPass(line.activity)) atStandardRate = atStandardRate.plus(value);
  }
  let setupOfOrder = ZERO;
  let setupForGood = ZERO;
  let runForProcessed = ZERO;
  let runForGood = ZERO;
  for (const { operation, processed, required, begun } of units) {
    const { setupHours, runHours, rate } = timeStandard(operation, element);
    const setup = setupHours.times(rate);
    const run = runHours.times(rate);
    if (begun) setupOfOrder = setupOfOrder.plus(r2(setup));
    setupForGood = setupForGood.plus(r2(input.good.times(setup).div(input.standard.costingLotSize)));
    runForProcessed = runForProcessed.plus(r2(processed.times(run)));
    runForGood = runForGood.plus(r2(required.times(run)));
  }
  return { rateVariance, atStandardRate, setupOfOrder, setupForGood, runForProcessed, runForGood, terms: units.length * 2 };
}
