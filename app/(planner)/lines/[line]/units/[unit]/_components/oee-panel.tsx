"use client";

import { useTranslations } from "next-intl";
import { LossBar } from "@/components/charts/loss-bar";
import { ButtonLink } from "@/components/ui/button-link";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { performanceHref } from "@/lib/client/planner/links";
import { formatStopwatch } from "@/lib/format/duration";
import { useFormats } from "@/lib/format/formats";
import { formatPercent } from "@/lib/format/quantity";
import type { UnitPast, UnitScreen } from "@/lib/queries/planner/unit-screen";

const FACTORS = ["availability", "effectiveness", "qualityRatio"] as const;
const PARTS = [
  { key: "productive", name: "productive", fill: "fill-state-running" },
  { key: "quality", name: "quality", fill: "bg-amber" },
  { key: "performance", name: "performance", fill: "fill-state-slow" },
  { key: "availability", name: "stops", fill: "bg-bar-2" },
] as const;

/** OEE of the machine in the period with its three factors, and where its planned time went. */
export function OeePanel({ screen, past }: { screen: UnitScreen; past: UnitPast }) {
  const t = useTranslations("unit.oee");
  const { locale } = useFormats().reading(screen.site.timeZone);
  const told = past.performance;
  if (told === null) {
    return (
      <Panel title={t("title")}>
        <p className="px-4 pb-4 text-ink-3">{t("none")}</p>
      </Panel>
    );
  }
  const value = (name: string) => {
    const percent = told.figures.find((figure) => figure.name === name)?.percent;
    return percent == null ? t("noValue") : formatPercent(percent, { locale, decimals: 1 });
  };
  const total = PARTS.reduce((sum, { key }) => sum + Number(told.losses[key]), 0);
  return (
    <Panel title={t("title")} note={told.running && past.shift !== null ? t("now") : t("past")}>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-2 px-4 pb-3">
        <b className="text-3xl leading-none tracking-[-0.03em]">{value("oee")}</b>
        <dl className="flex flex-wrap gap-x-5">
          {FACTORS.map((name) => (
            <div key={name}>
              <dt className="text-xs text-ink-3">{t(name)}</dt>
              <dd className="font-semibold">{value(name)}</dd>
            </div>
          ))}
        </dl>
      </div>
      {told.idealRateSuspect ? (
        <p className="px-4 pb-3 text-sm">
          <Mark kind="warning">{t("suspect")}</Mark>
        </p>
      ) : null}
      <LossBar
        label={t("losses", { unit: screen.unit.code })}
        columns={2}
        parts={PARTS.map(({ key, name, fill }) => {
          const seconds = Number(told.losses[key]);
          return {
            key,
            label: t(name),
            value: seconds,
            text: formatStopwatch(seconds, { hours: true }),
            share: total === 0 ? "" : formatPercent(String((seconds / total) * 100), { locale, decimals: 1 }),
            fill,
          };
        })}
      />
      {screen.mayPlan ? (
        <p className="px-4 pb-4">
          <ButtonLink href={performanceHref(screen.site.code, { line: screen.line.code, unit: screen.unit.code, by: "SHIFT" })}>{t("all")}</ButtonLink>
        </p>
      ) : null}
    </Panel>
  );
}
