import { type Decimal, ONE, ZERO, r2, sum } from "@/lib/domain/shared/decimal";
import { amountOf } from "@/lib/domain/shared/money";
import { isFirstPass, totalAmount } from "./cost-line";
import { type ProductStandard, type StandardComponent, grossPer, totalOf } from "./standard";
import type { OperationUnits, VarianceInput, VarianceLine } from "./variance-stages";

/**
 * Rounded stages from what was paid to what the good output may cost; adjacent ones differ by one variance category.
 * MATERIAL_MIX is substitution plus group mix: the stage between the two (Σ EQ × SP) cancels out and is not kept.
 */
export type MaterialStages = {
  readonly paid: Decimal;
  readonly atStandardPrice: Decimal;
  readonly atStandardMix: Decimal;
  readonly forProcessed: Decimal;
  readonly forGood: Decimal;
  readonly terms: number;
};

/** Standard price of the item really used: BOM, substitute, the line's own; the paid cost when there is none, so that no price variance is made up. */
export function standardPriceOf(standard: ProductStandard, line: VarianceLine): Decimal {
  for (const component of standard.components) {
    if (component.item === line.item) return totalOf(component.cost);
    const substitute = component.substitutes.find((each) => each.item === line.item);
    if (substitute !== undefined) return substitute.price;
  }
  return line.standardUnitCost ?? line.unitCost;
}

/** The BOM line that a ledger line fills and the factor of the item used; null for a deviation, whose standard quantity is 0. */
export function positionOf(standard: ProductStandard, line: Pick<VarianceLine, "item" | "position">): { component: StandardComponent; factor: Decimal } | null {
  const component = standard.components.find((each) => each.position === line.position);
  if (component === undefined) return null;
  if (component.item === line.item) return { component, factor: ONE };
  const substitute = component.substitutes.find((each) => each.item === line.item);
  return substitute === undefined ? null : { component, factor: substitute.factor };
}

/** `EQ` per position: quantities used, stated in units of the standard component (EX-12). Lines that fill no position are left out. */
export function equivalentQuantities(standard: ProductStandard, lines: readonly VarianceLine[]): ReadonlyMap<number, Decimal> {
  const quantities = new Map<number, Decimal>();
  for (const line of lines) {
    const filled = positionOf(standard, line);
    if (filled === null) continue;
    const { position } = filled.component;
    quantities.set(position, (quantities.get(position) ?? ZERO).plus(line.quantity.div(filled.factor)));
  }
  return quantities;
}

/** `M_i`: what each position of a mix group would have been at the standard mix of the group's actual total; others keep `EQ`. */
function mixedQuantities(standard: ProductStandard, equivalent: ReadonlyMap<number, Decimal>): ReadonlyMap<number, Decimal> {
  const mixed = new Map(equivalent);
  const groups = new Set(standard.components.map((component) => component.mixGroup));
  for (const group of groups) {
    if (group === null) continue;
    const members = standard.components.filter((component) => component.mixGroup === group);
    const used = sum(members.map((member) => equivalent.get(member.position) ?? ZERO));
    const planned = sum(members.map(grossPer));
    for (const member of members) mixed.set(member.position, used.times(grossPer(member)).div(planned));
  }
  return mixed;
}

/** §4.3 stages of first-pass material; rework and delay material have categories of their own. */
export function materialStages(input: VarianceInput, units: readonly OperationUnits[]): MaterialStages {
  const { standard } = input;
  const lines = input.lines.filter((line) => line.element === "MATERIAL" && isFirstPass(line.activity));
  const valued = lines.map((line) => ({ line, value: amountOf(line.quantity, standardPriceOf(standard, line)) }));
  const unplanned = sum(valued.filter(({ line }) => positionOf(standard, line) === null).map(({ value }) => value));

  const equivalent = equivalentQuantities(standard, lines);
  const mixed = mixedQuantities(standard, equivalent);
  const unitsOf = new Map(units.map((each) => [each.operation.op, each]));
  let atStandardMix = unplanned;
  let forProcessed = ZERO;
  let forGood = ZERO;
  for (const component of standard.components) {
    const price = totalOf(component.cost);
    const perUnit = grossPer(component).times(price);
    const at = unitsOf.get(component.op);
    atStandardMix = atStandardMix.plus(amountOf(mixed.get(component.position) ?? ZERO, price));
    forProcessed = forProcessed.plus(r2((at?.processed ?? ZERO).times(perUnit)));
    forGood = forGood.plus(r2((at?.required ?? ZERO).times(perUnit)));
  }
  return {
    paid: totalAmount(lines),
    atStandardPrice: sum(valued.map(({ value }) => value)),
    atStandardMix,
    forProcessed,
    forGood,
    terms: standard.components.length,
  };
}
