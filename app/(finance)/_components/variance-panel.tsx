import { ChartPanel } from "@/components/charts/chart-panel";
import { Waterfall, WaterfallTable, type WaterfallStep } from "@/components/charts/waterfall";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { Banner } from "@/components/ui/banner";
import { formatMoney } from "@/lib/format/money";
import { formatPercent, formatQuantity } from "@/lib/format/quantity";
import type { OrderCostView } from "@/lib/queries/finance/order-cost";
import { type Show, VARIANCE_STEPS } from "@/lib/queries/finance/show";
import { SHOW_WORDS } from "./words";
import { type CostParams, costHref } from "./cost-params";
import { mainSteps } from "./main-steps";

/** The waterfall: which step took how much, from zero to the total variance. */
export function VariancePanel({ view, params, show }: { view: OrderCostView; params: CostParams; show: Show }) {
  const { variance, order } = view;
  const { locale } = params;
  if (variance === null) {
    return (
      <Panel label="Variance">
        <EmptyState title="There is no standard to compare with">
          {order.state === "CREATED"
            ? "The order is not released: its standard is taken at release."
            : "The ERP had sent no standard cost for this item when the order was released, so nothing is credited and the cost stays in WIP until the order is closed."}
        </EmptyState>
      </Panel>
    );
  }
  const money = (amount: string) => formatMoney(amount, { locale });
  // Of a running order it is not known yet what will be received: nothing of it is wrong before.
  const main = view.provisional ? { keys: [], share: "0" } : mainSteps(variance.categories, variance.total, variance.credit);
  const all = VARIANCE_STEPS.map((key) => ({ key, value: variance.categories[key] }));
  const step = ({ key, value }: (typeof all)[number]): WaterfallStep => ({
    key,
    label: SHOW_WORDS[key],
    value,
    emphasis: main.keys.includes(key),
    href: costHref(params, { show: key }),
  });
  const steps = all.filter(({ key, value }) => Number(value) !== 0 || key === show).map(step);
  const net = view.elements.find((row) => row.key === "TOTAL")?.actual ?? view.total;
  const total = { label: view.provisional ? "So far" : "Total variance", value: variance.total };
  return (
    <>
      {variance.alarm ? (
        <Banner icon="question">{`${money(variance.categories.REMAINING)} is left that rounding cannot explain: the frozen standard of ${order.item} does not match its own bill of material and routing. Ask the ERP for a new roll-up.`}</Banner>
      ) : null}
      <ChartPanel
        title={`Where ${money(variance.total)} ${order.currency} went${view.provisional ? " so far" : ""}`}
        note={
          <>
            Standard for {formatQuantity(order.good, { locale })} good {money(variance.credit)} {Number(variance.total) < 0 ? "−" : "+"} {money(variance.total.replace("-", ""))} ={" "}
            {money(net)} actual
            {Number(view.salvage) === 0 ? "" : " net of salvage"}.{view.provisional ? " What is in work counts as over standard until it is received." : ""}
            {main.keys.length === 0
              ? ""
              : ` Red: ${main.keys.length === 1 ? "the step that makes" : `the ${main.keys.length} steps that make`} ${formatPercent(main.share, { locale })}.`}
          </>
        }
        chart={
          <Waterfall label={`Variance waterfall: ${steps.length} steps sum to ${money(variance.total)}`} steps={steps} total={total} selected={show} locale={locale} height={200} />
        }
        table={<WaterfallTable label="Variance by category" steps={all.map(step)} total={total} locale={locale} labels={{ step: "Category", amount: order.currency }} />}
      />
    </>
  );
}
