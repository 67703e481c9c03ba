import { z } from "zod";
import { decimal, type Decimal, r6 } from "@/lib/domain/shared/decimal";

const Substitutes = z.array(
  z.object({ item: z.string(), itemId: z.string(), factor: z.string(), priority: z.number(), validFrom: z.string().nullish(), validTo: z.string().nullish() }),
);

/** EX-12: the entry of a line's frozen list by which an item stands in for the planned one at an instant, in priority order; null when none. */
export function validSubstitute(list: unknown, itemCode: string, at: Date): { readonly factor: Decimal } | null {
  const [first] = Substitutes.parse(list)
    .filter((one) => one.item === itemCode && (one.validFrom == null || new Date(one.validFrom) <= at) && (one.validTo == null || new Date(one.validTo) > at))
    .sort((a, b) => a.priority - b.priority);
  return first === undefined ? null : { factor: decimal(first.factor) };
}

/** EX-12: what a move of this size counts on its line: planned units, a substitute by its factor. */
export function plannedUnits(
  component: { readonly itemId: string; readonly substitutes: unknown },
  move: { readonly id: string; readonly itemId: string; readonly eventTime: Date; readonly deviationId: string | null },
  itemCode: string,
  quantity: Decimal,
): Decimal {
  // A deviation stands in one for one.
  if (move.itemId === component.itemId || move.deviationId !== null) return quantity;
  const substitute = validSubstitute(component.substitutes, itemCode, move.eventTime);
  if (substitute === null) throw new Error(`move ${move.id} took an item that its line never allowed`);
  return r6(quantity.div(substitute.factor));
}

/** Ids of the items that a line's frozen list knows, valid now or not. */
export function substituteItems(list: unknown): string[] {
  return Substitutes.parse(list).map((one) => one.itemId);
}
