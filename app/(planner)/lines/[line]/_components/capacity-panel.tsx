import { Panel, PanelFoot } from "@/components/ui/panel";
import { formatWeekdayTime } from "@/lib/format/instant";
import type { LineScreen } from "@/lib/queries/planner/line-screen";
import type { StopView } from "@/lib/queries/planner/stop-view";
import { hoursLost } from "@/lib/format/planner/loss-words";
import { projectionBasis } from "@/lib/format/planner/projection-words";

/** §6.1.1: what the stop takes of the unit's planned hours, and what that rests on. */
export function CapacityPanel({ screen, stop }: { screen: LineScreen; stop: StopView }) {
  const { capacity } = stop;
  const reading = { timeZone: screen.site.timeZone };
  const share = capacity.plannedSeconds === 0 ? 0 : (capacity.projectedSeconds / capacity.plannedSeconds) * 100;
  return (
    <Panel label="Capacity lost">
      <div className="flex items-center gap-7 px-5 py-3">
        <p className="flex-none text-2xl leading-none font-semibold tracking-[-0.02em]">
          {hoursLost(capacity.lostSeconds)} <span className="text-md font-normal tracking-normal">{stop.stopsLine ? "lost" : `of ${stop.unit} lost`}</span>
        </p>
        <div className="min-w-0 flex-1">
          <div aria-hidden="true" className="flex h-5">
            <i className="bg-run" style={{ width: `${share}%` }} />
            <i className="flex-1 bg-down stale:bg-transparent stale:ring-2 stale:ring-down-edge stale:ring-inset" />
          </div>
          <div className="mt-1 flex flex-wrap justify-between gap-x-4 text-sm">
            <span>
              <b>{hoursLost(capacity.projectedSeconds)}</b> projected
            </span>
            <span>
              <b>{hoursLost(capacity.plannedSeconds)}</b> {`planned, ${formatWeekdayTime(capacity.from, reading)} to ${formatWeekdayTime(capacity.to, reading)}`}
            </span>
          </div>
        </div>
      </div>
      <PanelFoot className="text-xs! text-ink-3!">{assumptions(screen, stop).join(" ")}</PanelFoot>
    </Panel>
  );
}

/** What the projection takes for granted, in sentences. */
function assumptions(screen: LineScreen, stop: StopView): string[] {
  const back =
    stop.basis === "ESTIMATE"
      ? "Expected back as maintenance said."
      : stop.basis === "MTTR"
        ? "Expected back after the mean time to repair of 90 days for this reason: an assumption."
        : "Nobody has said when it is back: four hours are assumed.";
  const passed = stop.extensions === 0 ? [] : [`That time has passed, so it moves on by the hour (${stop.extensions} ${stop.extensions === 1 ? "time" : "times"} so far).`];
  return [back, ...passed, ...projectionBasis(screen)];
}
