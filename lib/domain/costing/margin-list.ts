import { type Decimal, ZERO, decimal, r2 } from "@/lib/domain/shared/decimal";
import { amountOf } from "@/lib/domain/shared/money";

/** One sale or delivery of a SKU. Unit costs: frozen standard, and actual of the lots shipped. */
export type Sale = {
  readonly sku: string;
  readonly quantity: Decimal;
  readonly netPrice: Decimal;
  readonly standardUnitCost: Decimal;
  readonly actualUnitCost: Decimal;
};

export type SkuMargin = {
  readonly sku: string;
  readonly quantity: Decimal;
  readonly revenue: Decimal;
  readonly standardMargin: Decimal;
  readonly actualMargin: Decimal;
  /** Margins as a share of revenue, two decimals; null without revenue. */
  readonly standardPercent: Decimal | null;
  readonly actualPercent: Decimal | null;
  /** Standard less actual margin: what the standard promised and production did not keep. */
  readonly gap: Decimal;
  readonly flagged: boolean;
};

const GAP_POINTS = decimal(5);

/** C-14: margin per SKU, widest gap first; flagged below the site's floor (percent) or when more than 5 points are missing. */
export function marginList(sales: readonly Sale[], floorPercent: Decimal): SkuMargin[] {
  const totals = new Map<string, { quantity: Decimal; revenue: Decimal; standard: Decimal; actual: Decimal }>();
  for (const sale of sales) {
    const total = totals.get(sale.sku) ?? { quantity: ZERO, revenue: ZERO, standard: ZERO, actual: ZERO };
    totals.set(sale.sku, {
      quantity: total.quantity.plus(sale.quantity),
      revenue: total.revenue.plus(amountOf(sale.quantity, sale.netPrice)),
      standard: total.standard.plus(amountOf(sale.quantity, sale.netPrice.minus(sale.standardUnitCost))),
      actual: total.actual.plus(amountOf(sale.quantity, sale.netPrice.minus(sale.actualUnitCost))),
    });
  }
  return [...totals]
    .map(([sku, total]): SkuMargin => {
      const percent = (margin: Decimal) => (total.revenue.isZero() ? null : margin.div(total.revenue).times(100));
      const standardPercent = percent(total.standard);
      const actualPercent = percent(total.actual);
      return {
        sku,
        quantity: total.quantity,
        revenue: total.revenue,
        standardMargin: total.standard,
        actualMargin: total.actual,
        standardPercent: standardPercent && r2(standardPercent),
        actualPercent: actualPercent && r2(actualPercent),
        gap: total.standard.minus(total.actual),
        flagged: standardPercent !== null && actualPercent !== null && (actualPercent.lt(floorPercent) || standardPercent.minus(actualPercent).gt(GAP_POINTS)),
      };
    })
    .toSorted((a, b) => b.gap.cmp(a.gap) || (a.sku < b.sku ? -1 : 1));
}
