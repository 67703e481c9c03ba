import { formatDayTimeWithSeconds } from "@/lib/format/instant";
import { formatMoney } from "@/lib/format/money";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import type { SourceEvent } from "@/lib/queries/finance/cost-lines";
import type { EventNames } from "@/lib/queries/finance/event-names";
import type { OrderCostView } from "@/lib/queries/finance/order-cost";
import { factsOf } from "./event-words";

type Props = { event: SourceEvent; names: EventNames; view: OrderCostView; locale: string };

/** What a fact says, in the numbers and names that people know; the record as it was written is folded away below. */
export function EventFacts({ event, names, view, locale }: Props) {
  const { order } = view;
  const reading = { timeZone: order.timeZone, locale };
  const facts = [
    ...factsOf(event, names, {
      quantity: (value, uom) => formatQuantityWithUnit(value, uom ?? order.uom, { locale }),
      money: (value) => `${formatMoney(value, { locale, decimals: Math.max(2, (value.split(".")[1] ?? "").replace(/0+$/, "").length) })}\u00a0${order.currency}`,
    }),
    { name: "Happened", value: formatDayTimeWithSeconds(event.eventTime, reading) },
    { name: "Recorded", value: formatDayTimeWithSeconds(event.recordTime, reading) },
  ];
  return (
    <div className="py-1.5 text-sm">
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-x-6 gap-y-1">
        {facts.map(({ name, value }) => (
          <div key={name} className="flex gap-2">
            <dt className="flex-none text-ink-3">{name}</dt>
            <dd className="min-w-0 break-words">{value}</dd>
          </div>
        ))}
      </dl>
      <details className="mt-1.5">
        <summary className="cursor-pointer text-accent">Raw record</summary>
        <pre className="mt-1 max-h-64 overflow-auto rounded border border-line bg-surface p-2 font-mono text-xs whitespace-pre-wrap select-all" tabIndex={0}>
          {JSON.stringify({ id: event.id, type: event.type, payload: event.payload }, null, 2)}
        </pre>
      </details>
    </div>
  );
}
