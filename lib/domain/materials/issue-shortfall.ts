import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import { roundToUom } from "@/lib/domain/shared/quantity";

/** A line that is issued by hand: what one processed unit takes of it without scrap, and what was issued less what came back. */
export type IssuedLine = {
  readonly position: number;
  readonly item: string;
  readonly uom: string;
  readonly decimals: number;
  readonly quantityPer: Decimal;
  readonly net: Decimal;
};

/** A line of which much less was issued than went in. `used`: what the processed units hold of it at least; `missing`: what of that was not issued. */
export type IssueShortfall = Pick<IssuedLine, "position" | "item" | "uom"> & { readonly issued: Decimal; readonly used: Decimal; readonly missing: Decimal };

/** Weighing, rounding and pieces that were let in with a little less explain a tenth, not more. */
const ENOUGH = decimal("0.9");

/** EX-03: the least that must be issued for each processed unit, so that nobody asks where the rest came from. */
export function leastIssued(quantityPer: Decimal): Decimal {
  return quantityPer.times(ENOUGH);
}

/** EX-03: lines of which less was issued than nine tenths of what the processed units hold: stock, cost and trace would all be short of it. */
export function issueShortfalls(lines: readonly IssuedLine[], processed: Decimal): readonly IssueShortfall[] {
  return lines.flatMap(({ position, item, uom, decimals, quantityPer, net }) => {
    if (net.gte(processed.times(leastIssued(quantityPer)))) return [];
    const used = roundToUom(processed.times(quantityPer), { code: uom, decimals });
    return used.gt(net) ? [{ position, item, uom, issued: net, used, missing: used.minus(net) }] : [];
  });
}
