import { type FrozenSubstitute, validSubstitutes } from "@/lib/domain/materials/substitutes";
import { type Decimal, r6 } from "@/lib/domain/shared/decimal";

/** EX-12: what a move of this size counts on its line: planned units, a substitute by its factor. */
export function plannedUnits(
  component: { readonly itemId: string; readonly substitutes: readonly FrozenSubstitute[] },
  move: { readonly id: string; readonly itemId: string; readonly eventTime: Date; readonly deviationId: string | null },
  itemCode: string,
  quantity: Decimal,
): Decimal {
  // A deviation stands in one for one.
  if (move.itemId === component.itemId || move.deviationId !== null) return quantity;
  const substitute = validSubstitutes(component.substitutes, move.eventTime).find((one) => one.item === itemCode);
  if (substitute === undefined) throw new Error(`move ${move.id} took an item that its line never allowed`);
  return r6(quantity.div(substitute.factor));
}
