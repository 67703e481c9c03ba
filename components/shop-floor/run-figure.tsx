import type { ReactNode } from "react";
import { Icon } from "@/components/ui/icon";
import { formatQuantity } from "@/lib/format/quantity";
import { differenceOf } from "@/lib/format/typed-decimal";

type RunFigureProps = {
  /** Good so far and the quantity to make, as decimal texts. */
  good: string;
  total: string;
  /** What the plan says for this moment; without it there is no pace. */
  planNow?: string;
  /** The words under the bar: "Rate 768 /h, plan 780". */
  rate?: ReactNode;
  decimals?: number;
  locale?: string;
  labels?: { good: string; of: (total: string) => string; behind: string; ahead: string; onPace: string; planNow: string };
};

const LABELS = { good: "good", of: (total: string) => `of ${total}`, behind: "behind pace", ahead: "ahead of pace", onPace: "on pace", planNow: "Plan now" };

/** The number of the run: good so far, of how many, ahead or behind, and the race against the plan. */
export function RunFigure({ good, total, planNow, rate, decimals, locale, labels = LABELS }: RunFigureProps) {
  const write = (value: string) => formatQuantity(value, { locale, decimals });
  const gap = planNow === undefined ? undefined : differenceOf(good, planNow);
  const behind = gap?.startsWith("-") ?? false;
  const onPace = gap === undefined || Number(gap) === 0;
  const share = (value: string) => Math.min(100, (Number(value) / Math.max(Number(total), Number.MIN_VALUE)) * 100);
  const shown = write(good);
  return (
    <div>
      <div className="flex items-end gap-5">
        <span className={`-mb-3.5 leading-none font-semibold tracking-[-0.035em] ${shown.length > 7 ? "text-[4.5rem]" : "text-[7rem]"}`}>{shown}</span>
        <span className="pb-0.5 text-floor-md leading-[1.25] whitespace-nowrap text-ink-2">
          {labels.good}
          <br />
          {labels.of(write(total))}
        </span>
        {gap === undefined ? null : (
          <span className="ml-auto text-right leading-[1.2] whitespace-nowrap">
            {onPace ? null : (
              <b className="flex items-center justify-end gap-1.5 text-floor-xl leading-[1.1]">
                <Icon name={behind ? "arrow-down" : "arrow-up"} className="size-8" />
                {write(gap.replace("-", ""))}
              </b>
            )}
            {onPace ? labels.onPace : behind ? labels.behind : labels.ahead}
          </span>
        )}
      </div>
      <div aria-hidden="true" className="relative mt-[26px] h-7 rounded-[3px] bg-[color-mix(in_srgb,var(--color-idle)_55%,transparent)]">
        <i className="absolute inset-y-0 left-0 rounded-[3px] bg-run" style={{ width: `${share(good)}%` }} />
        {planNow === undefined ? null : <i className="absolute -inset-y-2 -ml-[1.5px] w-[3px] bg-plan" style={{ left: `${share(planNow)}%` }} />}
      </div>
      <div className="mt-3.5 flex justify-between gap-4 text-ink-2">
        <span>{rate}</span>
        {planNow === undefined ? null : (
          <span className="whitespace-nowrap">
            {labels.planNow} <b className="text-ink">{write(planNow)}</b>
          </span>
        )}
      </div>
    </div>
  );
}

/** The four figures under the run: finish, scrap, rework, a parameter. At least 36 px high. */
export function RunFacts({ items }: { items: readonly { label: string; value: ReactNode; note?: ReactNode }[] }) {
  return (
    <dl className="flex flex-wrap justify-between gap-x-6 gap-y-2 border-t border-line pt-3">
      {items.map((item) => (
        <div key={item.label}>
          <dt className="leading-[1.2] text-ink-3">{item.label}</dt>
          <dd className="text-[2.25rem] leading-[1.2] font-semibold whitespace-nowrap">
            {item.value}
            {item.note === undefined ? null : <small className="ml-2 text-floor font-normal text-ink-2">{item.note}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
