import { type Decimal, decimal, ONE, ZERO } from "@/lib/domain/shared/decimal";
import type { Words } from "@/lib/erp/words";
import { Unmappable } from "./unmappable";

/** Hours in one of SAP's units of time. @throws Unmappable for a unit that is none. */
export function hoursIn(words: Words, unit: string): Decimal {
  const code = words.ours("UOM", unit);
  switch (code) {
    case "HUR":
      return ONE;
    case "MIN":
      return ONE.div(60);
    case "SEC":
      return ONE.div(3600);
    case "DAY":
      return decimal(24);
    default:
      throw new Unmappable(`The unit "${unit}" of SAP is no unit of time: add it to the words of the connection as HUR, MIN or SEC.`);
  }
}

/** The six work quantities of a confirmation or an operation, under whichever names. */
export type Quantities = readonly { readonly quantity: Decimal; readonly unit: string }[];

/** Hours in one of the six slots; none where the slot is not used. */
export function hoursOf(words: Words, quantities: Quantities, slot: number | null): Decimal {
  const found = slot === null ? undefined : quantities[slot - 1];
  return found === undefined || found.quantity.isZero() ? ZERO : found.quantity.times(hoursIn(words, found.unit));
}
