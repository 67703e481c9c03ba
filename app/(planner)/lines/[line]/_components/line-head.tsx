import { Age } from "@/components/data/age";
import { seenState } from "@/components/data/equipment-state";
import { Figure, FigureRow } from "@/components/data/figure";
import { StateGlyph } from "@/components/data/state-glyph";
import { StateRibbon } from "@/components/data/state-ribbon";
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
        <StateRibbon intervals={line.ribbon} from={screen.ribbonFrom} to={screen.asOf} label={`${line.code}, last 4 h`} className="h-4" />
        <div className="mt-1 flex justify-between text-xs text-ink-3">
          <span>{formatTime(screen.ribbonFrom, site)}</span>
          <span>{formatTime(screen.asOf, site)}</span>
        </div>
      </Panel>
    </>
  );
}
