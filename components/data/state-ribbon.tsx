import clsx from "clsx";
import { kindOf, type StateKind } from "./state-kind";

/** One stretch of time in one equipment state. Without `to` it is still going on. */
export type RibbonInterval = { readonly state: string; readonly from: string; readonly to?: string };

type StateRibbonProps = {
  intervals: readonly RibbonInterval[];
  /** The window that is drawn, as ISO texts. */
  from: string;
  to: string;
  /** What it shows: "L1, last 4 h". */
  label: string;
  onRed?: boolean;
  className?: string;
};

const ON_RED: Partial<Record<StateKind, string>> = {
  down: "bg-on-down stale:bg-down",
  running: "bg-[rgb(255_255_255/0.42)] stale:bg-planned",
  planned: "bg-[rgb(255_255_255/0.2)] stale:bg-idle",
  slow: "bg-[rgb(255_255_255/0.42)] stale:bg-planned",
};

function fillOf(kind: StateKind, onRed: boolean): string {
  return (onRed && ON_RED[kind]) || `fill-state-${kind}`;
}

/** What a machine did over a window, as a strip 12 to 16 px high. A thin tick moves at its end while the machine runs. */
export function StateRibbon({ intervals, from, to, label, onRed = false, className }: StateRibbonProps) {
  const start = Date.parse(from);
  const span = Math.max(1, Date.parse(to) - start);
  const share = (instant: number) => (Math.min(span, Math.max(0, instant - start)) / span) * 100;
  const shown = intervals
    .map((interval) => ({
      kind: kindOf(interval.state),
      open: interval.to === undefined,
      left: share(Date.parse(interval.from)),
      right: share(Date.parse(interval.to ?? to)),
    }))
    .filter((interval) => interval.right > interval.left);
  const last = shown.at(-1);
  return (
    <div role="img" aria-label={label} className={clsx("relative overflow-hidden", className ?? "h-3")}>
      {shown.map(({ kind, left, right }) => (
        <i key={`${left}-${kind}`} className={clsx("absolute inset-y-0", fillOf(kind, onRed))} style={{ left: `${left}%`, width: `max(1px, calc(${right - left}% - 1px))` }} />
      ))}
      {last?.kind === "running" && last.open ? <i className="tick-move absolute inset-y-0 right-[3px] w-0.5 bg-canvas stale:hidden" /> : null}
    </div>
  );
}
