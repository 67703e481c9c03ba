import { type Decimal, ONE, ZERO, r6 } from "@/lib/domain/shared/decimal";
import { COST_ELEMENTS, type CostElement } from "./cost-line";
import { type ElementCost, type ProductStandard, TIME_ELEMENTS, cumulativeYields, grossPer, timeStandard, totalOf } from "./standard";

/** Frozen standard cost of one good unit, six decimals per element. */
export type StandardCost = {
  /** Bought material and the work of this item's own routing. */
  readonly thisLevel: ElementCost;
  /** What made components bring along, element by element. */
  readonly lowerLevel: ElementCost;
  readonly elements: ElementCost;
  readonly total: Decimal;
};

type Running = Record<CostElement, Decimal>;

function nothing(): Running {
  return { MATERIAL: ZERO, LABOUR: ZERO, MACHINE: ZERO, OVERHEAD: ZERO };
}

function freeze(cost: Running): ElementCost {
  return { MATERIAL: r6(cost.MATERIAL), LABOUR: r6(cost.LABOUR), MACHINE: r6(cost.MACHINE), OVERHEAD: r6(cost.OVERHEAD) };
}

/**
 * §4.2, C-02: standard cost of one good unit from BOM, routing, rates and costing lot size. Rounds only here, at the freeze:
 * each element of each level to six decimals, so that every shown sum holds.
 */
export function rollUp(standard: ProductStandard): StandardCost {
  const yields = cumulativeYields(standard.operations);
  const own = nothing();
  const lower = nothing();
  for (const component of standard.components) {
    const quantity = grossPer(component).div(yields.get(component.op) ?? ONE);
    const level = component.made ? lower : own;
    for (const element of COST_ELEMENTS) level[element] = level[element].plus(quantity.times(component.cost[element]));
  }
  for (const operation of standard.operations) {
    for (const element of TIME_ELEMENTS) {
      const { setupHours, runHours, rate } = timeStandard(operation, element);
      const run = runHours.times(rate).div(yields.get(operation.op) ?? ONE);
      const setup = setupHours.times(rate).div(standard.costingLotSize);
      own[element] = own[element].plus(run).plus(setup);
    }
  }
  const thisLevel = freeze(own);
  const lowerLevel = freeze(lower);
  const elements: Running = nothing();
  for (const element of COST_ELEMENTS) elements[element] = thisLevel[element].plus(lowerLevel[element]);
  return { thisLevel, lowerLevel, elements, total: totalOf(elements) };
}

/**
 * C-12: standard cost of a unit that left operation `op`, six decimals. Unlike the roll-up it counts yields only up to that
 * operation: the losses of later ones have not happened to this unit.
 */
export function accumulatedStandard(standard: ProductStandard, op: number): Decimal {
  let total = ZERO;
  let yieldToHere = ONE;
  for (const operation of standard.operations.filter((each) => each.op <= op).toReversed()) {
    yieldToHere = yieldToHere.times(operation.plannedYield);
    let variable = ZERO;
    let setup = ZERO;
    for (const component of standard.components) {
      if (component.op === operation.op) variable = variable.plus(grossPer(component).times(totalOf(component.cost)));
    }
    for (const element of TIME_ELEMENTS) {
      const { setupHours, runHours, rate } = timeStandard(operation, element);
      variable = variable.plus(runHours.times(rate));
      setup = setup.plus(setupHours.times(rate));
    }
    total = total.plus(variable.div(yieldToHere)).plus(setup.div(standard.costingLotSize));
  }
  return r6(total);
}
