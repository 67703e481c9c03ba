import { type Decimal, ONE, decimal, r2, sum } from "@/lib/domain/shared/decimal";
import { amountOf } from "@/lib/domain/shared/money";
import type { TimeElement } from "./cost-line";
import { rollUp } from "./roll-up";
import { type ElementCost, type ProductStandard, TIME_ELEMENTS, cumulativeYields, grossPer, totalOf } from "./standard";

/** Two roundings of six decimals each may lie between a frozen element and its two levels. */
const FREEZING = decimal("0.000002");

/** What the made components of the good units may cost, all of it MATERIAL of the order, and how much of that is work of the levels below. */
export type MadeComponents = {
  readonly total: Decimal;
  /** Null where the frozen elements do not tell: the ERP keeps one figure, or its elements do not fit BOM, routing and rates. */
  readonly work: Readonly<Record<TimeElement, Decimal>> | null;
};

/**
 * §4.2: labour, machine and overhead that are hidden in made components stay visible. `unit` is the frozen standard of one good unit with
 * all levels in it; what this order's own routing does not explain of its time elements comes from below. Null without a made component.
 */
export function madeComponents(standard: ProductStandard, unit: ElementCost, good: Decimal): MadeComponents | null {
  const made = standard.components.filter((component) => component.made);
  if (made.length === 0) return null;
  const yields = cumulativeYields(standard.operations);
  const total = sum(made.map((each) => r2(good.div(yields.get(each.op) ?? ONE).times(grossPer(each).times(totalOf(each.cost))))));
  const own = rollUp(standard).thisLevel;
  const below = (element: TimeElement) => unit[element].minus(own[element]);
  if (TIME_ELEMENTS.some((element) => below(element).lt(FREEZING.negated()))) return { total, work: null };
  const work = { LABOUR: amountOf(good, below("LABOUR")), MACHINE: amountOf(good, below("MACHINE")), OVERHEAD: amountOf(good, below("OVERHEAD")) };
  return { total, work: sum(Object.values(work)).isZero() ? null : work };
}
