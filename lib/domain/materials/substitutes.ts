import { decimal, type Decimal } from "@/lib/domain/shared/decimal";

/** A substitute as the order's snapshot keeps it; times as ISO text, absent or null where its validity is open. */
export type FrozenSubstitute = {
  readonly itemId: string;
  readonly item: string;
  /** Units of it that replace one of the planned item. */
  readonly factor: string;
  /** The lowest goes first. */
  readonly priority: number;
  readonly validFrom?: string | null;
  readonly validTo?: string | null;
};

/** An item that may stand in for the planned one. */
export type Substitute = { readonly itemId: string; readonly item: string; readonly factor: Decimal };

/** EX-12: what may stand in for the planned item at an instant, in the order in which it is offered and taken: by priority, then by code. Each item once. */
export function validSubstitutes(list: readonly FrozenSubstitute[], at: Date): readonly Substitute[] {
  const valid = list
    .filter((one) => (one.validFrom == null || new Date(one.validFrom) <= at) && (one.validTo == null || new Date(one.validTo) > at))
    .toSorted((a, b) => a.priority - b.priority || (a.item < b.item ? -1 : 1));
  return valid
    .filter((one, index) => valid.findIndex(({ itemId }) => itemId === one.itemId) === index)
    .map(({ itemId, item, factor }) => ({ itemId, item, factor: decimal(factor) }));
}
