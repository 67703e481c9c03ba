import type { ReactNode } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { Icon } from "@/components/ui/icon";
import { minus } from "@/lib/client/exact";
import { useFormats } from "@/lib/format/formats";

type RunFigureProps = {
  /** Good so far and the quantity to make, as decimal texts. */
  good: string;
  total: string;
  /** What the plan says for this moment; without it there is no pace. */
  planNow?: string;
  /** The words under the bar: "Rate 768 /h, plan 780". */
  rate?: ReactNode;
  decimals?: number;
  /** Lower, where something above takes the room of a line. */
  compact?: boolean;
};

/** The number of the run: good so far, of how many, ahead or behind, and the race against the plan. */
export function RunFigure({ good, total, planNow, rate, decimals, compact = false }: RunFigureProps) {
  const t = useTranslations("run.figure");
  const formats = useFormats();
  const write = (value: string) => formats.quantity(value, { decimals });
  const gap = planNow === undefined ? undefined : minus(good, planNow);
  const behind = gap?.startsWith("-") ?? false;
  const onPace = gap === undefined || Number(gap) === 0;
  const share = (value: string) => Math.min(100, (Number(value) / Math.max(Number(total), Number.MIN_VALUE)) * 100);
  const shown = write(good);
  return (
    <div>
      <div className="flex items-end gap-5">
        <span className={`-mb-3.5 leading-none font-semibold tracking-[-0.035em] ${compact || shown.length > 5 ? "text-[4.5rem]" : "text-[7rem]"}`}>{shown}</span>
        <span className="pb-0.5 text-floor-md leading-[1.25] whitespace-nowrap text-ink-2">
          {t("good")}
          <br />
          {t("of", { total: write(total) })}
        </span>
        {gap === undefined ? null : (
          <span className="ml-auto text-right leading-[1.2] whitespace-nowrap">
            {onPace ? null : (
              <b className="flex items-center justify-end gap-1.5 text-floor-xl leading-[1.1]">
                <Icon name={behind ? "arrow-down" : "arrow-up"} className="size-8" />
                {write(gap.replace("-", ""))}
              </b>
            )}
            {onPace ? t("onPace") : behind ? t("behind") : t("ahead")}
          </span>
        )}
      </div>
      <div aria-hidden="true" className={clsx("relative rounded-[3px] bg-[color-mix(in_srgb,var(--color-idle)_55%,transparent)]", compact ? "mt-5 h-5" : "mt-[26px] h-7")}>
        <i className="absolute inset-y-0 left-0 rounded-[3px] bg-run" style={{ width: `${share(good)}%` }} />
        {planNow === undefined ? null : <i className="absolute -inset-y-2 -ml-[1.5px] w-[3px] bg-plan" style={{ left: `${share(planNow)}%` }} />}
      </div>
      <div className={clsx("flex justify-between gap-4 text-ink-2", compact ? "mt-2.5" : "mt-3.5")}>
        <span>{rate}</span>
        {planNow === undefined ? null : (
          <span className="whitespace-nowrap">{t.rich("planNow", { quantity: write(planNow), b: (words) => <b className="text-ink">{words}</b> })}</span>
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
