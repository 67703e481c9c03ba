"use client";

import { useTranslations } from "next-intl";
import { LossBar } from "@/components/charts/loss-bar";
import { ButtonLink } from "@/components/ui/button-link";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import type { FigureScope } from "@/lib/client/planner/figure-scope";
import { formatSignedStopwatch } from "@/lib/format/time-difference";
import { useFormats } from "@/lib/format/formats";
import { formatPercent } from "@/lib/format/quantity";
import type { Performance } from "@/lib/queries/totals/performance";
import { FigureKey } from "./figure-key";

const FACTORS = ["availability", "effectiveness", "qualityRatio"] as const;
const PARTS = [
  { key: "productive", loss: "productive", name: "productive", fill: "fill-state-running" },
  { key: "quality", loss: "qualityLoss", name: "quality", fill: "bg-amber" },
  { key: "performance", loss: "performanceLoss", name: "performance", fill: "fill-state-slow" },
  { key: "availability", loss: "availabilityLoss", name: "stops", fill: "bg-bar-2" },
] as const;

type OeePanelProps = {
  /** Code of the machine or line. */
  subject: string;
  /** What is told, of that scope; null where nothing was planned. */
  told: Pick<Performance, "figures" | "losses" | "idealRateSuspect"> | null;
  scope: FigureScope;
  note: string;
  /** What has to be known to read the figures. */
  remark?: string | undefined;
  /** Where all figures are; null for who may not go there. */
  allHref: string | null;
};

/** OEE with its three factors, and where the planned time went; each figure opens. */
export function OeePanel({ subject, told, scope, note, remark, allHref }: OeePanelProps) {
  const t = useTranslations("unit.oee");
  const { locale } = useFormats().reading(scope.timeZone);
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
    <Panel title={t("title")} note={note}>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-2 px-4 pb-3">
        <b className="text-3xl leading-none tracking-[-0.03em]">
          <FigureKey scope={scope} name="oee" label={`${t("oee")}, ${subject}`}>
            {value("oee")}
          </FigureKey>
        </b>
        <dl className="flex flex-wrap gap-x-5">
          {FACTORS.map((name) => (
            <div key={name}>
              <dt className="text-xs text-ink-3">{t(name)}</dt>
              <dd className="font-semibold">
                <FigureKey scope={scope} name={name} label={`${t(name)}, ${subject}`}>
                  {value(name)}
                </FigureKey>
              </dd>
            </div>
          ))}
        </dl>
      </div>
      {told.idealRateSuspect ? (
        <p className="px-4 pb-3 text-sm">
          <Mark kind="warning">{t("suspect")}</Mark>
        </p>
      ) : null}
      {remark === undefined ? null : <p className="px-4 pb-3 text-sm text-ink-2">{remark}</p>}
      <LossBar
        label={t("losses", { unit: subject })}
        columns={2}
        parts={PARTS.map(({ key, loss, name, fill }) => {
          const seconds = Number(told.losses[key]);
          return {
            key,
            label: t(name),
            value: seconds,
            text: (
              <FigureKey scope={scope} name={loss} label={`${t(name)}, ${subject}`}>
                {formatSignedStopwatch(seconds)}
              </FigureKey>
            ),
            share: total === 0 ? "" : formatPercent(String((seconds / total) * 100), { locale, decimals: 1 }),
            fill,
          };
        })}
      />
      {allHref === null ? null : (
        <p className="px-4 pb-4">
          <ButtonLink href={allHref}>{t("all")}</ButtonLink>
        </p>
      )}
    </Panel>
  );
}
