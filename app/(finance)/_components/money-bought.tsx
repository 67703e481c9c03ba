import clsx from "clsx";
import { formatMoney } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import type { OrderCostView } from "@/lib/queries/finance/order-cost";

/** C-08: what stayed in good units and what was lost on the way; the parts sum to the total before salvage. */
export function MoneyBought({ view, locale }: { view: OrderCostView; locale: string }) {
  const { isolated, order } = view;
  const parts = [
    { key: "clean", label: Number(order.good) === 0 ? "In work" : `${formatQuantity(order.good, { locale })} good, clean`, amount: isolated.clean, fill: "bg-bar-3" },
    ...isolated.scrap.map((each) => ({ key: `scrap-${each.op}`, label: `Scrap op${each.op}`, amount: each.cost, fill: "bg-down" })),
    { key: "rework", label: "Rework", amount: isolated.rework, fill: "bg-amber" },
    { key: "delay", label: "Delay", amount: isolated.delay, fill: "bg-ink" },
  ];
  const shown = parts.filter((part) => part.key === "clean" || Number(part.amount) !== 0);
  return (
    <section aria-labelledby="money-bought" className="border-t border-line px-4 pt-2.5 pb-3">
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <h3 id="money-bought" className="font-semibold">
          What the money bought
        </h3>
        <span className="text-xs text-ink-3">sums to {formatMoney(isolated.total, { locale })} before salvage</span>
      </div>
      <div aria-hidden="true" className="flex h-5 gap-px">
        {shown.map((part) => (
          <i key={part.key} className={clsx("block min-w-px", part.fill)} style={{ flexGrow: Math.max(0, Number(part.amount)), flexBasis: 0 }} />
        ))}
      </div>
      <dl className="mt-1.5 flex flex-wrap justify-between gap-x-4 gap-y-1.5">
        {shown.map((part) => (
          <div key={part.key}>
            <dt className="flex items-center gap-1.5 text-xs text-ink-3">
              <i aria-hidden="true" className={clsx("size-2.5", part.fill)} />
              {part.label}
            </dt>
            <dd className="font-medium">{formatMoney(part.amount, { locale })}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
