import { type Decimal, min, sum, ZERO } from "@/lib/domain/shared/decimal";

/** A line of an order's material and how much of it is still to be issued, in its unit. */
type OpenLine = { readonly id: string; readonly needed: Decimal };

/** So much of an issue for one line. */
export type Share<Line> = { readonly line: Line; readonly quantity: Decimal };

/**
 * EX-08: what is issued of an item that several lines of an operation plan fills the first of them, then the others in their order, each up to its open need; what nobody
 * needs stays with the first. The shares add up to the quantity, which is above zero.
 */
export function splitByNeed<Line extends OpenLine>(quantity: Decimal, lines: readonly [Line, ...Line[]]): readonly Share<Line>[] {
  let left = quantity;
  const taken = lines.map((line) => {
    const part = line.needed.lte(0) ? ZERO : min(line.needed, left);
    left = left.minus(part);
    return { line, quantity: part };
  });
  return taken.map((share, index) => (index === 0 ? { ...share, quantity: share.quantity.plus(left) } : share)).filter((share) => share.quantity.gt(0));
}

/** The same shares, divided once more by the places that they come from. Shares and places add up to the same. */
export function fromPlaces<Line, Place extends { readonly quantity: Decimal }>(
  shares: readonly Share<Line>[],
  places: readonly Place[],
): readonly (Share<Line> & { readonly place: Place })[] {
  if (!sum(shares.map((one) => one.quantity)).eq(sum(places.map((one) => one.quantity)))) throw new Error("what is issued differs from what is taken");
  const parts: (Share<Line> & { readonly place: Place })[] = [];
  let [at, used] = [0, ZERO];
  for (const { line, quantity } of shares) {
    let left = quantity;
    for (let place = places[at]; place !== undefined && left.gt(0); place = places[at]) {
      const part = min(left, place.quantity.minus(used));
      if (part.gt(0)) parts.push({ line, quantity: part, place });
      left = left.minus(part);
      used = used.plus(part);
      if (used.gte(place.quantity)) [at, used] = [at + 1, ZERO];
    }
  }
  return parts;
}
