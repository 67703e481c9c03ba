"use client";

import { useTranslations } from "next-intl";
import { ControlChart } from "@/components/charts/control-chart";
import { useRead } from "@/lib/client/use-read";
import { useFormats } from "@/lib/format/formats";
import type { CheckTrend } from "@/lib/queries/operator/check-trend";
import type { CheckedCharacteristic } from "@/lib/queries/operator/due-checks";

/** The last values of a characteristic between its limits, and what the process does by itself. Without the network the check goes on without it. */
export function CheckTrendPanel({ checkId, characteristic }: { checkId: string; characteristic: CheckedCharacteristic }) {
  const t = useTranslations("checks");
  const formats = useFormats();
  const { data, failed } = useRead<CheckTrend>(["check-trend", checkId], `/api/checks/${checkId}`, { once: true });
  if (failed) return <p className="text-ink-2">{t("trend.unreachable")}</p>;
  if (data === undefined) return <p className="text-ink-2">{t("trend.loading")}</p>;
  const trend = data.trends.find(({ position }) => position === characteristic.position);
  const last = trend?.points.at(-1);
  if (trend === undefined || last === undefined) return <p className="text-ink-2">{t("trend.none")}</p>;
  const { points, control, least } = trend;
  return (
    <figure>
      <ControlChart
        label={t("trend.label", { name: characteristic.name, count: points.length, last: formats.quantity(last.value) })}
        values={points.map(({ value }) => value)}
        lowerLimit={characteristic.lowerLimit}
        upperLimit={characteristic.upperLimit}
        control={control}
        words={{ limit: t("trend.limit"), control: t("trend.control") }}
        figure={(value) => formats.quantity(value)}
      />
      <figcaption className="text-ink-2">
        {control === null
          ? t("trend.tooFew", { count: points.length, least })
          : t("trend.process", {
              lower: formats.quantity(control.lower, { decimals: 3 }),
              mean: formats.quantity(control.mean, { decimals: 3 }),
              upper: formats.quantity(control.upper, { decimals: 3 }),
            })}
      </figcaption>
    </figure>
  );
}
