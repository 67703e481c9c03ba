"use client";

import { useQuery } from "@tanstack/react-query";
import { ControlChart } from "@/components/charts/control-chart";
import { fetchJson } from "@/lib/client/fetch-json";
import { formatQuantity } from "@/lib/format/quantity";
import type { CheckTrend } from "@/lib/queries/operator/check-trend";

/** Trends of a check: those of all that it measures, or of one characteristic while it is entered. */
export function CheckTrends({ checkId, position }: { checkId: string; position?: number }) {
  const { data, isError } = useQuery({ queryKey: ["check-trend", checkId], queryFn: () => fetchJson<CheckTrend>(`/api/checks/${checkId}`), retry: false });
  if (isError) return <p role="alert">The earlier values could not be read.</p>;
  if (data === undefined) return <p className="text-ink-3">The earlier values are coming.</p>;
  const trends = data.trends.filter((trend) => trend.points.length > 0 && (position === undefined || trend.position === position));
  if (trends.length === 0) return <p className="text-ink-3">{position === undefined ? "Nothing was measured by this plan yet." : "There are no earlier values."}</p>;
  return (
    <div className="grid gap-5">
      {trends.map(({ position: place, name, lowerLimit, upperLimit, points, control, least }) => (
        <figure key={place} className="grid gap-1">
          {position === undefined ? <figcaption className="font-medium">{name}</figcaption> : null}
          <ControlChart
            label={`${name}: ${points.length} values, ${formatQuantity(points.at(-1)?.value ?? "0")} at the end`}
            values={points.map(({ value }) => value)}
            lowerLimit={lowerLimit}
            upperLimit={upperLimit}
            control={control}
            words={{ limit: "Limit", control: "Mean ± 3σ" }}
            figure={(value) => formatQuantity(value)}
          />
          <p className="text-sm text-ink-3">
            {control === null
              ? `${points.length} of the ${least} values that show what the process does by itself.`
              : `The process by itself: ${formatQuantity(control.lower, { decimals: 3 })} to ${formatQuantity(control.upper, { decimals: 3 })}, mean ${formatQuantity(control.mean, { decimals: 3 })} (dashed: mean ± 3σ).`}
          </p>
        </figure>
      ))}
    </div>
  );
}
