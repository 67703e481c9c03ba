import Link from "next/link";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { unitHref } from "@/lib/client/planner/links";
import { formatWeekdayTime } from "@/lib/format/instant";
import type { LineScreen } from "@/lib/queries/planner/line-screen";

/** ST-06: units of the line that are down while the line's own state is that of its constraint. They are named as what they are. */
export function UnitStops({ screen }: { screen: LineScreen }) {
  const reading = { timeZone: screen.site.timeZone };
  const stops = [...(screen.stop === null ? [] : [screen.stop]), ...screen.otherStops].filter((stop) => !stop.stopsLine);
  if (stops.length === 0) return null;
  return (
    <Panel label="Unit stops" padded>
      <ul className="grid gap-1.5 text-sm">
        {stops.map((stop) => (
          <li key={stop.unitId} className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5">
            <Mark kind="warning">{`${stop.unit} is down since ${formatWeekdayTime(stop.since, reading)}`}</Mark>
            {screen.mayReadPerformance ? <Link href={unitHref(stop.line, stop.unit, screen.site.code)}>What it did</Link> : null}
            <span>{stop.reason ?? stop.reasonCode ?? "Nobody has said why yet"}</span>
            <span className="text-ink-3">{`${stop.basis === "ESTIMATE" && stop.extensions === 0 ? "expected back" : "expected back, assumed,"} ${formatWeekdayTime(stop.restoreAt, reading)}`}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
