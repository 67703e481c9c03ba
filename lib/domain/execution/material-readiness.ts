import { type Decimal, max, min, ONE, sum, ZERO } from "@/lib/domain/shared/decimal";

/** A component line of an operation, in the unit of its item; `issued` is net of what came back. */
export type ComponentNeed = { readonly item: string; readonly required: Decimal; readonly issued: Decimal };

/** An item of which less may be taken than the operation still needs; `free` zero: none at all. */
export type MaterialShort = { readonly item: string; readonly needed: Decimal; readonly free: Decimal };

/** A component line as the operation that has it uses it up. `perUnit`: for one processed unit, scrap included; `byConfirmation`: its confirmations take it (EX-08). */
export type RunningNeed = ComponentNeed & { readonly perUnit: Decimal; readonly byConfirmation: boolean };

/**
 * §2.5 MATERIAL_SHORT: what the next hour takes of a line at the pace that the routing plans, and no more than the operation still needs; as a need of its own, so
 * that it can be held against stock. `processed`: units until now; `hoursPerUnit`: machine hours that one is planned to take, all that is needed counts where it is 0.
 * What is issued by hand ahead of its use is there already; what confirmations take is used up with them.
 */
export function nextHourOf(line: RunningNeed, { processed, hoursPerUnit }: { readonly processed: Decimal; readonly hoursPerUnit: Decimal }): ComponentNeed {
  const { item, required, perUnit } = line;
  const used = processed.times(perUnit);
  const there = line.byConfirmation ? used : line.issued;
  if (hoursPerUnit.lte(0)) return { item, required, issued: there };
  return { item, required: min(required, used.plus(ONE.div(hoursPerUnit).times(perUnit))), issued: there };
}

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
