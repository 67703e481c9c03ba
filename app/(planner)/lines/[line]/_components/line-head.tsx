import clsx from "clsx";
import { Age } from "@/components/data/age";
import { seenState } from "@/components/data/equipment-state";
import { Figure, FigureRow } from "@/components/data/figure";
import { StateGlyph } from "@/components/data/state-glyph";
import { StateTimeline } from "@/components/data/state-timeline";
import { PageHeader } from "@/components/layout/page-header";
import { Panel } from "@/components/ui/panel";
import { formatTime } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { LineScreen } from "@/lib/queries/planner/line-screen";

const VERBS: Readonly<Record<string, string>> = {
  running: "runs",
  slow: "runs slowly",
  setup: "is being set up",
  planned: "has a planned stop",
  blocked: "waits",
  idle: "is idle",
  offline: "sends no signal",
  down: "is down",
};

/** A line that is not down: what it does now, and what it did in the last hours. */
export function LineHead({ screen }: { screen: LineScreen }) {
  const { line, site } = screen;
  const { kind } = seenState(line.state);
  const waiting = screen.orders.filter((order) => order.left !== null && order.number !== line.order).length;
  // What the strip shows, in the order in which it came; what looks alike on it stands together.
  const shown = [...new Set(line.ribbon.map(({ state }) => state))].map(seenState);
  const legend = [...new Set(shown.map((seen) => seen.kind))].map((each) => ({ kind: each, words: shown.flatMap((seen) => (seen.kind === each ? [seen.word] : [])).join(", ") }));
  const verb = kind === "running" && line.order !== null ? `runs ${line.order}` : (VERBS[kind] ?? "");
  return (
    <>
      <PageHeader
        title={`${line.code} ${verb}. ${waiting === 0 ? "Nothing else waits for it." : `${waiting} ${waiting === 1 ? "order waits" : "orders wait"} for it.`}`}
        sub={`${line.name === line.code ? "" : `${line.name}, `}${site.name}`}
      >
        <FigureRow>
          <Figure label="State" value={<StateGlyph state={line.state} />} note={line.since === null ? undefined : `since ${formatTime(line.since, site)}`} />
          <Figure label="Rate" value={line.perHour === null ? "–" : formatQuantity(line.perHour)} note="/h" />
          <Figure
            label="Last heard"
            value={line.heardAt === null ? "never" : <Age since={line.heardAt} initialNow={screen.asOf} />}
            note={line.heardAt === null ? undefined : "ago"}
          />
        </FigureRow>
      </PageHeader>
      <Panel label="Last four hours" padded>
        <StateTimeline
          intervals={line.ribbon}
          from={screen.ribbonFrom}
          to={screen.asOf}
          label={`${line.code}, last 4 h: ${legend.map(({ words }) => words).join(", ")}`}
          reading={{ timeZone: site.timeZone }}
          low
        />
        {line.ribbon.length === 0 ? <p className="mt-2 text-sm text-ink-3">Nothing was heard of it in this time.</p> : null}
        <ul aria-hidden="true" className="mt-2 flex flex-wrap gap-x-5 gap-y-1 text-xs text-ink-2">
          {legend.map((each) => (
            <li key={each.kind} className="flex items-center gap-1.5">
              <i className={clsx("size-3 flex-none rounded-xs", `fill-state-${each.kind}`)} />
              {each.words}
            </li>
          ))}
        </ul>
      </Panel>
    </>
  );
}
