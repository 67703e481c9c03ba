"use client";

import { useQuery } from "@tanstack/react-query";
import { ChartPanel } from "@/components/charts/chart-panel";
import { ProjectionGantt, ProjectionKey, ProjectionTable } from "@/components/charts/projection-gantt";
import { ButtonLink } from "@/components/ui/button-link";
import { buttonStyle } from "@/components/ui/button-style";
import { Panel } from "@/components/ui/panel";
import type { ProjectedRow } from "@/lib/queries/planner/line-gantt";
import { ShiftProposals } from "@/app/(planner)/_components/shift-proposals";
import type { LineScreen } from "@/lib/queries/planner/line-screen";
import { wallHref } from "@/lib/client/planner/links";
import { readScreen } from "@/lib/client/read-screen";
import { useLiveState } from "@/lib/client/use-live-state";
import { CapacityPanel } from "./capacity-panel";
import { DowntimePanel } from "./downtime-panel";
import { LineExceptions } from "./line-exceptions";
import { LineHead } from "./line-head";
import { LineNow } from "./line-now";
import { MovedCommitments } from "./moved-commitments";
import { MovedOrders } from "./moved-orders";
import { StopHead } from "./stop-head";
import { UnitStops } from "./unit-stops";
import { UnitsPanel } from "./units-panel";

/** The page of one line, live. Down: what follows comes first. Otherwise: what it works on and what waits. */
export function LineView({ siteCode, initial }: { siteCode: string | null; initial: LineScreen }) {
  const code = initial.line.code;
  const query = siteCode === null ? "" : `?site=${encodeURIComponent(siteCode)}`;
  const { data: screen, isError } = useQuery({
    queryKey: ["wip", "line", initial.line.id],
    queryFn: () => readScreen<LineScreen>(`/lines/${encodeURIComponent(code)}/data${query}`),
    initialData: initial,
  });
  const live = useLiveState();
  const stale = live.state === "stale" || live.deafSince !== undefined || isError;
  const { gantt, stop } = screen;
  // ST-06: the line is down with its constraint; another unit of it may stop while it runs.
  const lineStop = stop !== null && stop.stopsLine ? stop : null;
  const reading = { timeZone: screen.site.timeZone };
  return (
    <div data-stale={stale || undefined} className="flex flex-col gap-4">
      {lineStop !== null ? <StopHead screen={screen} stop={lineStop} /> : <LineHead screen={screen} />}
      <UnitStops screen={screen} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_29rem] min-[88rem]:grid-cols-[minmax(0,1fr)_33rem]">
        <div className="grid min-w-0 gap-4">
          {lineStop === null ? <LineNow screen={screen} /> : null}
          {stop === null ? null : <CapacityPanel screen={screen} stop={stop} />}
          {gantt === null ? (
            <Panel title="Projection">
              <p className="px-4 pb-4 text-ink-3">{screen.unprojected ? "The line sequences contradict each other, so nothing is projected." : "Nothing waits for this line."}</p>
            </Panel>
          ) : (
            <ChartPanel
              title="Projection"
              note={stop === null ? "as things stand" : <ProjectionKey labels={{ plan: "without the stop", now: "now: if we wait" }} />}
              chart={<ProjectionGantt label={`Orders on ${code} and after it`} rows={shortened(gantt.rows)} from={gantt.from} to={gantt.to} now={screen.asOf} {...reading} />}
              table={<ProjectionTable label={`Orders on ${code} and after it`} rows={gantt.rows} {...reading} />}
            />
          )}
          <MovedOrders screen={screen} />
          {/* While the line is down, what follows from it comes first. */}
          {lineStop === null ? null : <LineNow screen={screen} />}
        </div>
        <div className="grid min-w-0 gap-4">
          <ShiftProposals proposals={screen.proposals} asOf={screen.asOf} />
          <MovedCommitments screen={screen} />
          <LineExceptions screen={screen} />
          <UnitsPanel screen={screen} />
          <DowntimePanel screen={screen} />
          <div className="flex flex-wrap gap-2">
            <ButtonLink href={wallHref(screen.site.code, code)}>Wall display</ButtonLink>
            <a href={`/api/lines/${screen.line.id}/shift-report`} target="_blank" rel="noreferrer" className={buttonStyle("plain", "md")}>
              Report of the shift (PDF)
            </a>
          </div>
        </div>
      </div>
    </div>
  );
}

const isOrder = (bar: ProjectedRow["bars"][number]) => bar.kind === "plan" || bar.kind === "now";

/** Bars are narrow: what all numbers begin with is left out of them; the table has the whole. */
function shortened(rows: readonly ProjectedRow[]): readonly ProjectedRow[] {
  const numbers = rows.flatMap((row) => row.bars.filter(isOrder).map((bar) => bar.label));
  const prefix = (numbers[0] ?? "").slice(0, (numbers[0] ?? "").lastIndexOf("-") + 1);
  if (prefix === "" || !numbers.every((number) => number.startsWith(prefix))) return rows;
  return rows.map((row) => ({ ...row, bars: row.bars.map((bar) => (!isOrder(bar) ? bar : { ...bar, label: bar.label.slice(prefix.length) })) }));
}
