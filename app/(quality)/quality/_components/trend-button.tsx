"use client";

import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { ControlChart } from "@/components/charts/control-chart";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { fetchJson } from "@/lib/client/fetch-json";
import { formatQuantity } from "@/lib/format/quantity";
import type { CheckTrend } from "@/lib/queries/operator/check-trend";

/** The last values of each characteristic of a check's plan, between its limits and those of the process. */
export function TrendButton({ checkId, plan }: { checkId: string; plan: string }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button tone="quiet" aria-label={`Trend of ${plan}`} onClick={() => setOpen(true)}>
        Trend
      </Button>
      {open ? (
        <Dialog
          onClose={() => setOpen(false)}
          title={`Trend of ${plan}`}
          description="The last values that were recorded, of whichever order; solid lines are the limits of this check."
          wide
        >
          <Trends checkId={checkId} />
        </Dialog>
      ) : null}
    </>
  );
}

function Trends({ checkId }: { checkId: string }) {
  const { data, isError } = useQuery({ queryKey: ["check-trend", checkId], queryFn: () => fetchJson<CheckTrend>(`/api/checks/${checkId}`), retry: false });
  if (isError) return <p role="alert">The values could not be read. Close this and try again.</p>;
  if (data === undefined) return <p>The values are coming.</p>;
  const trends = data.trends.filter(({ points }) => points.length > 0);
  if (trends.length === 0) return <p>Nothing was measured by this plan yet.</p>;
  return (
    <div className="grid gap-5">
      {trends.map(({ position, name, lowerLimit, upperLimit, points, control, least }) => (
        <figure key={position} className="grid gap-1">
          <figcaption className="font-medium">{name}</figcaption>
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
