"use client";

import { useTranslations } from "next-intl";
import { Pareto } from "@/components/charts/pareto";
import { seenState } from "@/components/data/equipment-state";
import { useStateWord } from "@/components/shop-floor/state-word";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { formatStopwatch } from "@/lib/format/duration";
import { useFormats } from "@/lib/format/formats";
import { formatPercent } from "@/lib/format/quantity";
import type { StopSum, UnitTimes } from "@/lib/queries/planner/unit-stops";

/** Why the machine stood in the period, the longest first; short stops are one row. */
export function ParetoPanel({ times: { pareto, states } }: { times: UnitTimes }) {
  const t = useTranslations("unit.pareto");
  const word = useStateWord();
  const formats = useFormats();
  const { locale } = formats.reading("UTC");
  const label = ({ reason, state }: StopSum) => reason ?? (state === "MICRO_STOP" ? t("micro") : t("noReason", { state: word(state) }));
  const sum = (of: (row: StopSum) => number) => pareto.reduce((total, row) => total + of(row), 0);
  return (
    <Panel title={t("title")} note={pareto.length === 0 ? undefined : t("clock")}>
      {pareto.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">{states.length === 0 ? t("unknown") : t("none")}</p>
      ) : (
        <>
          <Pareto
            caption={t("title")}
            labels={{ cause: t("reason"), count: t("count"), time: t("time"), share: t("share") }}
            rows={pareto.map((row) => ({
              key: row.key,
              label: label(row),
              count: formats.quantity(String(row.count)),
              time: formatStopwatch(row.seconds, { hours: true }),
              share: formatPercent(String(row.share * 100), { decimals: 1, locale }),
              part: row.share,
              fill: `fill-state-${seenState(row.state).kind}`,
            }))}
          />
          <PanelFoot className="justify-between font-semibold">
            <span>{t("total")}</span>
            <span>{`${formats.quantity(String(sum(({ count }) => count)))} · ${formatStopwatch(
              sum(({ seconds }) => seconds),
              { hours: true },
            )}`}</span>
          </PanelFoot>
        </>
      )}
    </Panel>
  );
}
