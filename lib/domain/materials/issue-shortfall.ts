import { type Decimal, decimal, sum } from "@/lib/domain/shared/decimal";
import { groupBy } from "@/lib/domain/shared/group-by";
import { roundToUom } from "@/lib/domain/shared/quantity";

/** A line that is issued by hand: what one processed unit takes of it without scrap, and what was issued less what came back. */
export type IssuedLine = {
  readonly position: number;
  readonly item: string;
  readonly uom: string;
  readonly decimals: number;
  /** Lines that share one may be used in another proportion (§4.3, MATERIAL_MIX). */
  readonly mixGroup: string | null;
  readonly quantityPer: Decimal;
  readonly net: Decimal;
};

/**
 * A line of which much less was issued than went in, or a mix group: `position` is that of its first line, `item` names all of them ("A + B").
 * `used`: what the processed units hold of it at least; `missing`: what of that was not issued.
 */
export type IssueShortfall = Pick<IssuedLine, "position" | "item" | "uom"> & { readonly issued: Decimal; readonly used: Decimal; readonly missing: Decimal };

/** Weighing, rounding and pieces that were let in with a little less explain a tenth, not more. */
const ENOUGH = decimal("0.9");

/** EX-03: the least that must be issued for each processed unit, so that nobody asks where the rest came from. */
export function leastIssued(quantityPer: Decimal): Decimal {
  return quantityPer.times(ENOUGH);
}

/** EX-03: lines, and mix groups as a whole, of which less was issued than nine tenths of what the processed units hold: stock, cost and trace would all be short of it. */
export function issueShortfalls(lines: readonly IssuedLine[], processed: Decimal): readonly IssueShortfall[] {
  // The lines of a mix group have one UoM; where they do not, nothing of them can be added up.
  const together = groupBy(lines, ({ position, mixGroup, uom }) => (mixGroup === null ? position : `${uom} ${mixGroup}`));
  return [...together.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { position, uom, decimals } = first;
    const quantityPer = sum(group.map((line) => line.quantityPer));
    const issued = sum(group.map((line) => line.net));
    if (issued.gte(processed.times(leastIssued(quantityPer)))) return [];
    const used = roundToUom(processed.times(quantityPer), { code: uom, decimals });
    return used.gt(issued) ? [{ position, item: group.map((line) => line.item).join(" + "), uom, issued, used, missing: used.minus(issued) }] : [];
  });
}
