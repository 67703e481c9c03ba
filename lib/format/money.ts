import { type FigureOptions, formatQuantity } from "./quantity";

/** An amount of money without its currency, which stands in the header: two decimals unless told otherwise. */
export function formatMoney(amount: string, { decimals = 2, ...rest }: FigureOptions = {}): string {
  return formatQuantity(amount, { ...rest, decimals });
}

/** A difference of money with its sign: "+691.77", "−25.20", "0.00". */
export function formatMoneyDifference(amount: string, options: Omit<FigureOptions, "signed"> = {}): string {
  return formatMoney(amount, { ...options, signed: true });
}

/** A unit cost or a rate: six decimals, as it is kept. */
export function formatUnitCost(amount: string, options: FigureOptions = {}): string {
  return formatMoney(amount, { decimals: 6, ...options });
}

/** An amount with its ISO 4217 currency code, for a sentence: "1,025.00 EUR". */
export function formatMoneyWithCurrency(amount: string, currency: string, options: FigureOptions = {}): string {
  return `${formatMoney(amount, options)}\u00a0${currency}`;
}
