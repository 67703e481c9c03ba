import { Figure, FigureRow } from "@/components/data/figure";
import { Answer } from "@/components/ui/answer";
import { Mark } from "@/components/ui/mark";
import { formatDate } from "@/lib/format/instant";
import { formatMoney, formatUnitCost } from "@/lib/format/money";
import { formatPercent, formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { OrderCostView } from "@/lib/queries/finance/order-cost";

/** The answer: what the order cost against its standard, and what that does to the margin. */
export function CostHead({ view, locale }: { view: OrderCostView; locale: string }) {
  const { margin, unit } = view;
  return (
    <div className="grid items-end gap-x-9 gap-y-3 min-[1180px]:grid-cols-[minmax(0,1fr)_auto]">
      <Answer sub={<Sub view={view} locale={locale} />}>{answerOf(view, locale)}</Answer>
      <FigureRow className="min-[1180px]:flex-nowrap">
        {unit.actual === null ? null : (
          <Figure
            size="lg"
            label="Unit cost, standard to actual"
            was={unit.standard === null ? undefined : formatUnitCost(unit.standard, { locale })}
            value={formatUnitCost(unit.actual, { locale })}
          />
        )}
        {margin?.actual == null ? null : (
          <Figure
            size="lg"
            label="Margin per unit"
            was={margin.standard === null ? undefined : formatUnitCost(margin.standard.perUnit, { locale })}
            value={formatUnitCost(margin.actual.perUnit, { locale })}
          />
        )}
        {margin?.actual?.percent == null ? null : (
          <Figure
            size="hero"
            align="right"
            label="Margin, standard to actual"
            was={margin.standard?.percent == null ? undefined : formatPercent(margin.standard.percent, { locale })}
            value={formatPercent(margin.actual.percent, { locale })}
          />
        )}
      </FigureRow>
    </div>
  );
}

function answerOf(view: OrderCostView, locale: string): string {
  const { order, variance, provisional } = view;
  const total = formatMoney(subtract(view), { locale });
  if (view.lines === 0) return `${order.number} has no cost yet`;
  if (provisional && Number(order.good) === 0) return `${order.number} has cost ${total} so far, nothing good yet`;
  if (variance === null) return `${order.number} ${provisional ? "has cost" : "cost"} ${total}, without a standard to compare`;
  const amount = formatMoney(variance.total.replace("-", ""), { locale });
  const side = Number(variance.total) === 0 ? "exactly the standard" : `${amount} ${Number(variance.total) > 0 ? "over" : "under"} standard`;
  return `${order.number} ${provisional ? "has cost" : "cost"} ${total}${provisional ? " so far" : ""}, ${side}`;
}

/** What the order cost net of what its scrap was sold for. */
function subtract(view: OrderCostView): string {
  return view.elements.find((row) => row.key === "TOTAL")?.actual ?? view.total;
}

function Sub({ view, locale }: { view: OrderCostView; locale: string }) {
  const { order } = view;
  const reading = { timeZone: order.timeZone, locale };
  const when =
    order.closedAt !== null
      ? `closed ${formatDate(order.closedAt, reading)}`
      : order.completedAt !== null
        ? `completed ${formatDate(order.completedAt, reading)}`
        : order.startedAt !== null
          ? `begun ${formatDate(order.startedAt, reading)}`
          : "not begun";
  const price = view.margin === null ? "No price in force." : `Price ${formatMoney(view.margin.price, { locale })} ${order.currency}.`;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span className="max-w-[46rem] break-words">
        {order.item === order.itemText ? order.item : `${order.item}, ${order.itemText}`}. {formatQuantity(order.good, { locale })} good of{" "}
        {formatQuantity(order.quantity, { locale })} {unitSymbol(order.uom)}, {when}, <span className="whitespace-nowrap">{order.site}</span>. {price} Ledger view, fully loaded.
      </span>
      {view.provisional ? <Mark kind="warning">Provisional until completed</Mark> : null}
    </span>
  );
}
