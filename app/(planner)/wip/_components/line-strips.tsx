import type { ReactNode } from "react";
import { Stopwatch } from "@/components/data/age";
import { seenState } from "@/components/data/equipment-state";
import { LineStrip, LineTile } from "@/components/data/line-tile";
import { formatTime } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { LineNow } from "@/lib/queries/planner/line-strip";
import type { WipScreen } from "@/lib/queries/planner/wip-screen";
import { lineHref } from "@/lib/client/planner/links";

/** Each site's lines with what they did in the last hours. */
export function LineStrips({ screen }: { screen: WipScreen }) {
  const withLines = screen.sites.filter((site) => site.lines.length > 0);
  if (withLines.length === 0) return null;
  const columns = withLines.map((site) => `${site.lines.length}fr`).join(" ");
  // Side by side while a tile keeps its width, below each other when there are more.
  const beside = withLines.reduce((sum, site) => sum + site.lines.length, 0) <= 13;
  return (
    <div className="grid gap-x-4 gap-y-2 max-xl:grid-cols-1!" style={beside ? { gridTemplateColumns: columns } : undefined}>
      {withLines.map((site) => (
        <LineStrip key={site.id} title={site.name} note={`last 4 h, to ${formatTime(screen.asOf, site)}`}>
          {site.lines.map((line) => (
            <LineTile
              key={line.id}
              name={line.code}
              state={line.state}
              word={wordOf(line)}
              heardAt={line.heardAt ?? undefined}
              initialNow={screen.asOf}
              intervals={line.ribbon}
              from={screen.ribbonFrom}
              to={screen.asOf}
              first={firstLine(line, screen.asOf)}
              second={secondLine(line, site.timeZone)}
              href={lineHref(line.code, screen.sites.length > 1 ? site.code : undefined)}
            />
          ))}
        </LineStrip>
      ))}
    </div>
  );
}

/** A planned stop and a changeover are named by their reason: "Cleaning". */
function wordOf(line: LineNow): string | undefined {
  const { kind } = seenState(line.state);
  return (kind === "planned" || kind === "setup") && line.reason !== null ? line.reason : undefined;
}

function firstLine(line: LineNow, now: string): ReactNode {
  if (seenState(line.state).kind === "down" && line.since !== null) return <Stopwatch since={line.since} initialNow={now} />;
  return line.order ?? "no order";
}

function secondLine(line: LineNow, timeZone: string): string {
  const { kind } = seenState(line.state);
  const since = line.since === null ? undefined : `since ${formatTime(line.since, { timeZone })}`;
  if (kind === "down") return line.reason ?? line.reasonCode ?? "no reason yet";
  if (kind === "running" || kind === "slow") return line.perHour === null ? (since ?? "") : `${formatQuantity(line.perHour)} /h`;
  if (kind === "offline") return line.heardAt === null ? "never heard" : `last ${formatTime(line.heardAt, { timeZone })}`;
  return kind === "blocked" && line.reason !== null ? line.reason : (since ?? "");
}
