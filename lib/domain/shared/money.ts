import { type Decimal, r2 } from "./decimal";

/** An ISO 4217 currency code. */
export type Currency = string;

/** Price of a quantity: `r2(quantity × unit cost)` (C-01). */
export function amountOf(quantity: Decimal, unitCost: Decimal): Decimal {
  return r2(quantity.times(unitCost));
}

/** Price of a time: `seconds × hourly rate ÷ 3600`, rounded once (C-01). */
export function amountOfTime(seconds: Decimal, hourlyRate: Decimal): Decimal {
  return r2(seconds.times(hourlyRate).div(3600));
}
