import clsx from "clsx";
import { formatMoney, formatMoneyDifference } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { niceTicks, waterfallBars } from "./waterfall-scale";
import { WaterfallColumn } from "./waterfall-column";

/** One step of the sum. `emphasis`: one of the few that make most of it, in red. */
export type WaterfallStep = { readonly key: string; readonly label: string; readonly value: string; readonly emphasis?: boolean; readonly href?: string };

type WaterfallProps = {
  /** What it explains, for those who do not see it: "Eleven categories sum to 691.77". */
  label: string;
  steps: readonly WaterfallStep[];
  /** The exact sum, named: it stands at the right in black. */
  total: { readonly label: string; readonly value: string };
  /** The key of the step whose source is shown below. */
  selected?: string;
  locale?: string;
  height?: number;
};

/** Where an amount went, step by step from zero to its total. Each step with an `href` opens its source events. */
export function Waterfall({ label, steps, total, selected, locale, height = 240 }: WaterfallProps) {
  const bars = waterfallBars(steps.map((step) => Number(step.value)));
  const sum = Number(total.value);
  const low = Math.min(0, sum, ...bars.map((bar) => bar.low));
  const high = Math.max(0, sum, ...bars.map((bar) => bar.high));
  // Room above for the labels of the highest bar.
  const span = Math.max(high - low, Number.MIN_VALUE) * 1.12;
  const share = (value: number) => ((value - low) / span) * 100;
  return (
    <figure aria-label={label} className="overflow-x-auto px-4 pb-3">
      <div className="relative min-w-[640px] pl-11">
        <div aria-hidden="true" className="absolute inset-x-0 top-2 left-11" style={{ height }}>
          {niceTicks(low, high).map((tick) => (
            <div key={tick} className={clsx("absolute inset-x-0 border-t", tick === 0 ? "border-ink" : "border-grid")} style={{ bottom: `${share(tick)}%` }}>
              <span className="absolute right-full mr-2 -translate-y-1/2 text-xs text-ink-3">{formatQuantity(String(tick), { locale })}</span>
            </div>
          ))}
        </div>
        <ol className="relative flex gap-0 pt-2">
          {steps.map((step, index) => {
            const bar = bars[index];
            return bar === undefined ? null : (
              <WaterfallColumn
                key={step.key}
                label={step.label}
                text={formatMoneyDifference(step.value, { locale })}
                href={step.href}
                selected={step.key === selected}
                fill={step.emphasis ? "bg-down" : "bg-bar-2"}
                bottom={share(bar.low)}
                top={share(bar.high)}
                joint={share(bar.after)}
                height={height}
              />
            );
          })}
          <WaterfallColumn
            label={total.label}
            text={formatMoney(total.value, { locale })}
            fill="bg-ink"
            bottom={share(Math.min(0, sum))}
            top={share(Math.max(0, sum))}
            height={height}
            strong
          />
        </ol>
      </div>
    </figure>
  );
}

/** The same steps as rows. */
export function WaterfallTable({
  label,
  steps,
  total,
  locale,
  labels = { step: "Step", amount: "Amount" },
}: Pick<WaterfallProps, "label" | "steps" | "total" | "locale"> & { labels?: { step: string; amount: string } }) {
  return (
    <Table caption={label}>
      <thead>
        <tr>
          <Th>{labels.step}</Th>
          <Th num>{labels.amount}</Th>
        </tr>
      </thead>
      <tbody>
        {steps.map((step) => (
          <Tr key={step.key}>
            <Td>{step.label}</Td>
            <Td num>{formatMoneyDifference(step.value, { locale })}</Td>
          </Tr>
        ))}
        <Tr total>
          <Td>{total.label}</Td>
          <Td num>{formatMoney(total.value, { locale })}</Td>
        </Tr>
      </tbody>
    </Table>
  );
}
