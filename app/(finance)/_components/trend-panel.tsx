import { ChartPanel } from "@/components/charts/chart-panel";
import { StepLine, StepLineTable } from "@/components/charts/step-line";
import { formatMoney } from "@/lib/format/money";
import type { WipScreen } from "@/lib/queries/finance/wip-screen";

/** WIP over the last two weeks, as it is known now. */
export function TrendPanel({ screen, locale }: { screen: WipScreen; locale: string }) {
  const { trend, timeZone, trendCurrency } = screen;
  const last = trend.at(-1);
  const label = `Value of WIP over 14 days, ${trendCurrency}`;
  return (
    <ChartPanel
      title="Over 14 days"
      note={`${trendCurrency}, as known now`}
      chart={
        <StepLine
          label={label}
          points={trend}
          timeZone={timeZone}
          locale={locale}
          height={200}
          endLabel={last === undefined ? undefined : `${formatMoney(last.value, { locale })} ${screen.asOf === null ? "now" : "at T"}`}
        />
      }
      table={<StepLineTable label={label} points={trend} timeZone={timeZone} locale={locale} />}
    />
  );
}
