"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { useNow } from "@/components/ui/use-now";
import { compare } from "@/lib/client/exact";
import { plannedBy, plus } from "@/lib/client/pace";
import { orderHref } from "@/lib/client/planner/links";
import { useFormats } from "@/lib/format/formats";
import { differenceOf } from "@/lib/format/typed-decimal";
import type { UnitCrew, UnitWork } from "@/lib/queries/planner/unit-work";

const ACTIVITIES = ["SETUP", "RUN", "REWORK", "DELAY", "INDIRECT"] as const;

type Place = { readonly asOf: string; readonly site: { readonly code: string }; readonly mayPlan: boolean };

/** An operation that is loaded, with what is made of it against its plan. */
export function LoadedWork({ screen, loaded, unit }: { screen: Place; loaded: UnitWork; unit?: ReactNode }) {
  const t = useTranslations("unit.work");
  const formats = useFormats();
  const now = useNow(screen.asOf);
  const { decimals, target } = loaded;
  const made = plus(loaded.good, loaded.counted);
  const plan = now === undefined ? undefined : plannedBy(loaded, now);
  const gap = plan === undefined ? undefined : differenceOf(made, plan);
  const sign = gap === undefined ? 0 : compare(gap, "0");
  // Pixels only: the figures beside are the exact ones.
  const share = (value: string) => Math.min(100, (Number(value) / Math.max(Number(target), Number.MIN_VALUE)) * 100);
  return (
    <div>
      <div className="flex items-baseline gap-3">
        {screen.mayPlan ? (
          <Link href={orderHref(loaded.order, screen.site.code)} className="text-md leading-6 font-semibold">
            {loaded.order}
          </Link>
        ) : (
          <b className="text-md">{loaded.order}</b>
        )}
        <span className="min-w-0 truncate text-sm text-ink-2">{t("op", { opNo: String(loaded.opNo), name: loaded.name })}</span>
        <span className="ml-auto flex-none text-sm font-medium">{t(loaded.state)}</span>
      </div>
      <p className="truncate text-sm text-ink-3">
        {unit === undefined ? null : <>{unit} </>}
        {loaded.description === "" ? loaded.item : `${loaded.item}, ${loaded.description}`}
      </p>
      <p className="mt-2 flex items-baseline gap-2">
        <b className="text-xl leading-none">{formats.quantity(made, { decimals })}</b>
        <span className="text-ink-2">{t("of", { target: formats.quantityWithUnit(target, loaded.uom) })}</span>
        {plan === undefined || gap === undefined ? null : (
          <span className="ml-auto flex flex-wrap items-baseline justify-end gap-x-2 text-sm text-ink-3">
            {`${t("plan")} ${formats.quantity(plan, { decimals })}`}
            <b className="inline-flex items-center gap-1 text-ink">
              {sign === 0 ? null : <Icon name={sign < 0 ? "arrow-down" : "arrow-up"} className="size-[0.9em]" />}
              {sign === 0 ? t("onPace") : t(sign < 0 ? "behind" : "ahead", { quantity: formats.quantity(gap.replace("-", ""), { decimals }) })}
            </b>
          </span>
        )}
      </p>
      <div aria-hidden="true" className="relative mt-2 h-3 rounded-xs bg-sunken">
        <i className="absolute inset-y-0 left-0 rounded-xs bg-run" style={{ width: `${share(made)}%` }} />
        {plan === undefined ? null : <i className="absolute -inset-y-1 -ml-px w-0.5 bg-plan" style={{ left: `${share(plan)}%` }} />}
      </div>
      {Number(loaded.counted) === 0 ? null : <p className="mt-1.5 text-xs text-ink-3">{t("counted", { quantity: formats.quantity(loaded.counted, { decimals }) })}</p>}
    </div>
  );
}

/** Who is on it by name, or where names are not the reader's to see how many there are at what. */
export function CrewList({ crew }: { crew: readonly UnitCrew[] }) {
  const t = useTranslations("unit.work");
  const activity = (of: string) => t(ACTIVITIES.find((one) => one === of) ?? "INDIRECT");
  if (crew.length === 0) return <p className="text-sm text-ink-3">{t("noCrew")}</p>;
  const named = crew.flatMap(({ name, ...row }) => (name === null ? [] : [{ name, ...row }]));
  const lines =
    named.length === crew.length
      ? named.map((row) => t("person", { name: row.name, activity: activity(row.activity) }))
      : ACTIVITIES.map((one) => ({ one, count: crew.filter((row) => row.activity === one).length })).flatMap(({ one, count }) =>
          count === 0 ? [] : [t("people", { count, activity: activity(one) })],
        );
  return (
    <ul className="text-sm">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
