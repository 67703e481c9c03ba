import { type Decimal, min, ONE, ZERO } from "@/lib/domain/shared/decimal";
import { roundToUom, type Uom } from "@/lib/domain/shared/quantity";

/** A place of a lot from which can be taken. */
export type LotPlace = { readonly lotId: string; readonly locationId: string; readonly onHand: Decimal };

/** Part of a backflush taken from one lot at one place. */
export type Taken = LotPlace & { readonly quantity: Decimal };

/** EX-09: `processed × q × (1 + s)`, rounded to the component's unit. */
export function backflushQuantity(processed: Decimal, quantityPer: Decimal, scrapFactor: Decimal, uom: Uom): Decimal {
  return roundToUom(processed.times(quantityPer).times(ONE.plus(scrapFactor)), uom);
}

/**
 * EX-09: takes the quantity from the places in the order given and never more than is there; what could not be taken is the shortage,
 * for which BACKFLUSH_SHORT is raised. Production is never refused for it.
 */
export function takeFrom(places: readonly LotPlace[], quantity: Decimal): { readonly taken: readonly Taken[]; readonly short: Decimal } {
  const taken: Taken[] = [];
  let open = quantity;
  for (const place of places) {
    if (open.lte(0)) break;
    const part = min(open, place.onHand);
    if (part.lte(0)) continue;
    taken.push({ ...place, quantity: part });
    open = open.minus(part);
  }
  return { taken, short: open.gt(0) ? open : ZERO };
}
