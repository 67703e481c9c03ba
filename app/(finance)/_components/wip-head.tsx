import { Figure, FigureRow } from "@/components/data/figure";
import { Answer } from "@/components/ui/answer";
import { formatDayTime } from "@/lib/format/instant";
import { formatMoney, formatMoneyDifference, formatMoneyWithCurrency } from "@/lib/format/money";
import type { WipScreen } from "@/lib/queries/finance/wip-screen";
import type { WipValueParams } from "./wip-params";

/** The answer: what WIP is worth, or by how much the past moved since it was known. */
export function WipHead({ screen, params: { locale } }: { screen: WipScreen; params: WipValueParams }) {
  const { totals, asOf, timeZone } = screen;
  const reading = { timeZone, locale };
  const [only] = totals;
  const moved = totals.filter((total) => Number(total.change) !== 0);
  const sub =
    asOf === null
      ? "Charged less received and salvage on open orders, fully loaded, receipts at standard. Made components at their frozen standard."
      : `What had happened before ${formatDayTime(asOf.cutOff, reading)}, as it was known on ${formatDayTime(asOf.known, reading)} and as it is known now. Times of ${timeZone}.`;
  return (
    <div className="grid items-end gap-x-9 gap-y-3 min-[1180px]:grid-cols-[minmax(0,1fr)_auto]">
      <Answer sub={sub}>{answerOf(screen, locale)}</Answer>
      {only === undefined || totals.length > 1 ? null : (
        <FigureRow className="min-[1180px]:flex-nowrap">
          {asOf === null ? (
            <>
              <Figure size="lg" label="Charged" value={formatMoney(only.charged, { locale })} />
              <Figure size="lg" label="Received" value={formatMoney(only.received, { locale })} />
              <Figure size="lg" label="Inventoriable" value={formatMoney(only.inventoriable, { locale })} />
              <Figure size="hero" align="right" label={`WIP, ${only.currency}`} value={formatMoney(only.wip, { locale })} />
            </>
          ) : (
            <>
              {moved.length === 0 ? null : <Figure size="lg" label="Adjustment in the next open period" value={formatMoneyDifference(only.change, { locale })} />}
              <Figure
                size="hero"
                align="right"
                label={`WIP as known and restated, ${only.currency}`}
                was={moved.length === 0 ? undefined : formatMoney(only.wip, { locale })}
                value={formatMoney(only.restated, { locale })}
              />
            </>
          )}
        </FigureRow>
      )}
    </div>
  );
}

function answerOf({ totals, asOf, timeZone, wip }: WipScreen, locale: string): string {
  const reading = { timeZone, locale };
  const orders = wip.orders === 1 ? "one order" : `${wip.orders} orders`;
  const amounts = totals.map((total) => formatMoneyWithCurrency(total.wip, total.currency, { locale })).join(" and ");
  if (asOf === null) return totals.length === 0 ? "Nothing is in work" : `${amounts} in work on ${orders}`;
  const at = formatDayTime(asOf.cutOff, reading);
  const moved = totals.filter((total) => Number(total.change) !== 0);
  if (moved.length > 0)
    return `WIP of ${at} moved by ${moved.map((total) => `${formatMoneyDifference(total.change, { locale })}\u00a0${total.currency}`).join(" and ")} since ${formatDayTime(asOf.known, reading)}`;
  return totals.length === 0 ? `Nothing was in work on ${at}` : `WIP of ${at} was ${amounts} and has not moved`;
}
