import { type Decimal, ZERO, r2 } from "@/lib/domain/shared/decimal";

/** Where the units of one lot went, all in its base unit; adjustments are positive when they take away. */
export type LotQuantities = {
  /** Received or produced. */
  readonly entered: Decimal;
  readonly consumed: Decimal;
  readonly scrapped: Decimal;
  readonly returned: Decimal;
  readonly shipped: Decimal;
  readonly onHand: Decimal;
  readonly adjusted: Decimal;
};

export type MassBalance = {
  readonly unexplained: Decimal;
  /** Of what entered, two decimals; null when nothing did. */
  readonly percent: Decimal | null;
  /** More is missing, or too much, than the site tolerates. */
  readonly flagged: boolean;
};

/** TR-08: what entered less everything that is accounted for. A trace report always prints it. `tolerancePercent` is the site's setting (0.5). */
export function massBalance(lot: LotQuantities, tolerancePercent: Decimal): MassBalance {
  const explained = lot.consumed.plus(lot.scrapped).plus(lot.returned).plus(lot.shipped).plus(lot.onHand).plus(lot.adjusted);
  const unexplained = lot.entered.minus(explained);
  if (lot.entered.eq(ZERO)) return { unexplained, percent: null, flagged: !unexplained.isZero() };
  const exact = unexplained.div(lot.entered).times(100);
  return { unexplained, percent: r2(exact), flagged: exact.abs().gt(tolerancePercent) };
}
