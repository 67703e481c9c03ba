import { type Decimal, max, sum, ZERO } from "@/lib/domain/shared/decimal";

/** A component line of an operation, in the unit of its item; `issued` is net of what came back. */
export type ComponentNeed = { readonly item: string; readonly required: Decimal; readonly issued: Decimal };

/** An item of which less may be taken than the operation still needs; `free` zero: none at all. */
export type MaterialShort = { readonly item: string; readonly needed: Decimal; readonly free: Decimal };

/**
 * §2.2: what keeps an operation from being fully ready on the side of material. `free` is what lots within reach hold of an item that may be taken (EX-10), of
 * its substitutes as well as far as they replace it. Lines of one item draw on the same lots, so they count together. It forbids no start (EX-01):
 * material may come while the line is set up.
 */
export function shortMaterials(lines: readonly ComponentNeed[], free: (item: string) => Decimal): MaterialShort[] {
  const items = [...new Set(lines.map((line) => line.item))];
  return items.flatMap((item) => {
    const needed = sum(lines.filter((line) => line.item === item).map((line) => max(ZERO, line.required.minus(line.issued))));
    const there = max(ZERO, free(item));
    return there.lt(needed) ? [{ item, needed, free: there }] : [];
  });
}
