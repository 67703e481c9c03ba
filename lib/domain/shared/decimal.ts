import { Decimal as DecimalJs } from "decimal.js";

// A constructor of our own: 40 significant digits keep roll-ups exact beyond the 20 that C-02 asks for,
// and half-up on the magnitude is "ties away from zero", which is what PostgreSQL round(numeric) does.
const Configured = DecimalJs.clone({ precision: 40, rounding: DecimalJs.ROUND_HALF_UP, toExpNeg: -30, toExpPos: 40 });

/** A decimal number. Quantities, rates and money are never floats. */
export type Decimal = DecimalJs;

/** Anything that states a decimal exactly: an existing decimal, its text, or a whole number. */
export type DecimalInput = DecimalJs | string | number | bigint;

/**
 * Makes a decimal. Numbers are accepted for whole literals only: a fraction written as a float has already lost its value.
 * @throws RangeError when a number is not a safe integer, Error when a text is not a decimal.
 */
export function decimal(value: DecimalInput): Decimal {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new RangeError(`decimal(${value}): pass fractions as text, they are not exact as numbers`);
  }
  return new Configured(typeof value === "bigint" ? value.toString() : value);
}

export const ZERO: Decimal = decimal(0);
export const ONE: Decimal = decimal(1);

/** True for a value made by this package, whichever copy of the constructor made it. */
export function isDecimal(value: unknown): value is Decimal {
  return DecimalJs.isDecimal(value);
}

/** Rounds to `places` decimals, ties away from zero. */
export function round(value: Decimal, places: number): Decimal {
  return value.toDecimalPlaces(places, DecimalJs.ROUND_HALF_UP);
}

/** Rounds to the minor unit of the currency: two decimals (domain §1, conventions used throughout). */
export function r2(value: Decimal): Decimal {
  return round(value, 2);
}

/** Rounds to six decimals: unit costs, rates, standard elements. */
export function r6(value: Decimal): Decimal {
  return round(value, 6);
}

/** Rounds towards minus infinity at `places` decimals: the largest quantity that a limit allows (EX-07). */
export function roundDown(value: Decimal, places: number): Decimal {
  return value.toDecimalPlaces(places, DecimalJs.ROUND_FLOOR);
}

/** Rounds towards plus infinity at `places` decimals: the smallest quantity that a limit asks for (EX-07). */
export function roundUp(value: Decimal, places: number): Decimal {
  return value.toDecimalPlaces(places, DecimalJs.ROUND_CEIL);
}

/** Adds them up; nothing adds up to zero. */
export function sum(values: Iterable<Decimal>): Decimal {
  let total = ZERO;
  for (const value of values) total = total.plus(value);
  return total;
}

export function min(first: Decimal, second: Decimal): Decimal {
  return first.lte(second) ? first : second;
}

export function max(first: Decimal, second: Decimal): Decimal {
  return first.gte(second) ? first : second;
}
