import { type Decimal, decimal, min, ONE, r6 } from "./decimal";
import { roundToUom, type Uom } from "./quantity";

/** The unit in which an ERP keeps an order whose item is kept in another one here: `numerator` of the item's base unit are `denominator` of it. */
export type ErpUnit = { readonly uom: string; readonly numerator: Decimal; readonly denominator: Decimal };

/** As it is kept as JSON. */
export type KeptErpUnit = { readonly uom: string; readonly numerator: string; readonly denominator: string };

/** What is told to an ERP has six decimals. */
const STEP = decimal("0.000001");
/** What rounding may leave between what was told and what is meant is below half of the least that is counted here, and never more than this. */
const [SLACK_SHARE, MOST_SLACK] = [decimal("0.45"), decimal("0.0001")];

/** The unit that was kept; null where the order is in the base unit. */
export function readErpUnit(kept: KeptErpUnit | null): ErpUnit | null {
  return kept === null ? null : { uom: kept.uom, numerator: decimal(kept.numerator), denominator: decimal(kept.denominator) };
}

/** The unit as it is kept. */
export function keepErpUnit({ uom, numerator, denominator }: ErpUnit): KeptErpUnit {
  return { uom, numerator: numerator.toFixed(), denominator: denominator.toFixed() };
}

/** What the ERP tells in its unit, in the base unit: exact, then rounded to its decimals (§2.1). */
export function inBaseOf(unit: ErpUnit, told: Decimal, base: Uom): Decimal {
  return roundToUom(told.times(unit.numerator).div(unit.denominator), base);
}

/** A quantity of the base unit as the ERP is told it: to six decimals of its own unit. */
export function inErpUnit(unit: ErpUnit, quantity: Decimal): Decimal {
  return r6(quantity.times(unit.denominator).div(unit.numerator));
}

/**
 * What is added to a total, as the ERP is told it: the new total less the one before, so that however many additions there are, what was told of them is what
 * the ERP is told of their total. Its parts, told one after the other from the same total on, add up to it as well.
 */
export function addedInErpUnit(unit: ErpUnit, before: Decimal, added: Decimal): Decimal {
  return inErpUnit(unit, before.plus(added)).minus(inErpUnit(unit, before));
}

/** The least of the base unit that is counted here, in the unit of the ERP. */
function leastOf(unit: ErpUnit, base: Uom): Decimal {
  return ONE.div(decimal(10).pow(base.decimals)).times(unit.denominator).div(unit.numerator);
}

/**
 * Whether the ERP can be told each quantity that may be counted here, and what it holds be understood again: the least of the base unit is a whole number of
 * millionths of its unit, or at least ten of them.
 */
export function canBeTold(unit: ErpUnit, base: Uom): boolean {
  const least = leastOf(unit, base);
  return least.gte(STEP.times(10)) || (least.gte(STEP) && least.div(STEP).isInteger());
}

/**
 * What the ERP holds in its unit, in the base unit. What only the rounding of what it was told makes of a quantity is that quantity, though entries were taken
 * back since, each of which leaves a millionth of its unit at most; anything else stays as it is, to six decimals.
 */
export function heldInBase(unit: ErpUnit, held: Decimal, base: Uom): Decimal {
  const exact = held.times(unit.numerator).div(unit.denominator);
  const whole = roundToUom(exact, base);
  const apart = exact.minus(whole).abs().times(unit.denominator).div(unit.numerator);
  return apart.lte(min(leastOf(unit, base).times(SLACK_SHARE), MOST_SLACK)) ? whole : r6(exact);
}
