import clsx from "clsx";
import { formatDayTime, formatTime, formatWeekdayTime } from "@/lib/format/instant";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { timeTicks } from "./time-ticks";

/** What a bar means: the plan, the projection of now, the alternative that is looked at, the line being down, or standing by plan. */
export type GanttKind = "plan" | "now" | "chosen" | "down" | "planned";
export type GanttBar = { readonly kind: GanttKind; readonly label: string; readonly from: string; readonly to: string };
export type GanttRow = { readonly key: string; readonly label: string; readonly bars: readonly GanttBar[] };

type ProjectionGanttProps = {
  label: string;
  rows: readonly GanttRow[];
  /** The window, as ISO texts. */
  from: string;
  to: string;
  now?: string;
  timeZone: string;
  locale?: string;
  labels?: { now: string };
};

const ORDER: readonly GanttKind[] = ["down", "planned", "plan", "now", "chosen"];
const BAR: Record<Exclude<GanttKind, "plan">, string> = {
  now: "rounded-[2px] bg-bar-3 text-ink",
  chosen: "rounded-[2px] border border-accent bg-accent-soft text-ink",
  down: "bg-down text-on-down",
  planned: "fill-state-planned text-ink",
};

// A label that does not fit wraps below an invisible first item, where it is cut off: a whole label or none. The title has it.
const WHOLE_OR_NONE = "flex flex-wrap overflow-hidden whitespace-nowrap before:h-full before:w-0";

function Lane({ bars, share, reading }: { bars: readonly GanttBar[]; share: (instant: string) => number; reading: { timeZone: string; locale?: string } }) {
  const plan = bars[0]?.kind === "plan";
  return (
    <div className={clsx("relative", plan ? "h-6" : "h-5")}>
      {bars.map((bar) => {
        const left = share(bar.from);
        const style = { left: `${left}%`, width: `max(2px, ${share(bar.to) - left}%)` };
        const title = `${bar.label}: ${formatDayTime(bar.from, reading)} – ${formatDayTime(bar.to, reading)}`;
        return bar.kind === "plan" ? (
          <span key={`${bar.label}-${bar.from}`} title={title} style={style} className="absolute top-0.5">
            <i className="block h-2 border-x-[1.5px] border-plan before:mt-[3px] before:block before:h-[1.5px] before:bg-plan" style={{ paddingTop: "3px" }} />
            <span className={clsx("h-3.5 pl-1.5 text-2xs leading-[1.2] text-ink-2", WHOLE_OR_NONE)}>
              <span>{bar.label}</span>
            </span>
          </span>
        ) : (
          <span
            key={`${bar.label}-${bar.from}`}
            title={title}
            style={style}
            className={clsx("absolute inset-y-px px-1 text-xs leading-[18px] font-semibold", WHOLE_OR_NONE, BAR[bar.kind])}
          >
            <span className={bar.kind === "planned" ? "bg-surface px-0.5" : undefined}>{bar.label}</span>
          </span>
        );
      })}
    </div>
  );
}

/** Orders on lines over time: plan as a thin bracket, now in grey, the alternative in the accent, down in red, planned downtime hatched. */
export function ProjectionGantt({ label, rows, from, to, now, timeZone, locale, labels = { now: "now" } }: ProjectionGanttProps) {
  const start = Date.parse(from);
  const span = Math.max(1, Date.parse(to) - start);
  const share = (instant: string) => (Math.min(span, Math.max(0, Date.parse(instant) - start)) / span) * 100;
  const reading = { timeZone, locale };
  const ticks = timeTicks(from, to, reading);
  // Beside "now" there is no room for the label of an hour.
  const beside = (instant: string) => now !== undefined && share(instant) - share(now) > -3 && share(instant) - share(now) < 11;
  return (
    <figure aria-label={label} className="px-4 pb-3">
      <div aria-hidden="true" className="relative">
        <div className="absolute inset-y-0 right-0 left-[72px]">
          {ticks.map((tick) => (
            <div key={tick.at} className={clsx("absolute inset-y-0 border-l", tick.day ? "border-line-strong" : "top-5! border-grid")} style={{ left: `${share(tick.at)}%` }}>
              {tick.day ? (
                <span className="absolute top-0 left-1.5 text-xs leading-none font-semibold whitespace-nowrap text-ink-2">{tick.label}</span>
              ) : beside(tick.at) ? null : (
                <span className="absolute bottom-0 -translate-x-1/2 bg-surface px-0.5 text-2xs leading-none text-ink-3">{tick.label}</span>
              )}
            </div>
          ))}
        </div>
        <div className="relative pt-5 pb-4">
          {rows.map((row) => (
            <div key={row.key} className="flex border-b border-line py-1.5">
              <span className="w-[72px] flex-none truncate pr-2 text-sm font-semibold">{row.label}</span>
              <div className="grid min-w-0 flex-1 gap-0.5">
                {ORDER.map((kind) => row.bars.filter((bar) => bar.kind === kind))
                  .filter((bars) => bars.length > 0)
                  .map((bars) => (
                    <Lane key={bars[0]?.kind} bars={bars} share={share} reading={reading} />
                  ))}
              </div>
            </div>
          ))}
        </div>
        {now === undefined ? null : (
          <div className="pointer-events-none absolute inset-y-0 right-0 left-[72px]">
            <div className="absolute top-4 bottom-0 border-l-2 border-ink" style={{ left: `${share(now)}%` }}>
              <span className="absolute bottom-0 left-1 bg-surface px-0.5 text-2xs leading-none font-semibold whitespace-nowrap">
                {labels.now} {formatTime(now, reading)}
              </span>
            </div>
          </div>
        )}
      </div>
    </figure>
  );
}

const KINDS: Record<GanttKind, string> = { plan: "plan", now: "now", chosen: "alternative", down: "down", planned: "planned downtime" };

/** The same bars as rows. */
export function ProjectionTable({
  label,
  rows,
  timeZone,
  locale,
  labels = { line: "Line", what: "What", kind: "Kind", from: "From", to: "To" },
  kinds = KINDS,
}: Pick<ProjectionGanttProps, "label" | "rows" | "timeZone" | "locale"> & {
  labels?: { line: string; what: string; kind: string; from: string; to: string };
  kinds?: Record<GanttKind, string>;
}) {
  return (
    <Table caption={label}>
      <thead>
        <tr>
          <Th>{labels.line}</Th>
          <Th>{labels.what}</Th>
          <Th>{labels.kind}</Th>
          <Th num>{labels.from}</Th>
          <Th num>{labels.to}</Th>
        </tr>
      </thead>
      <tbody>
        {rows.flatMap((row) =>
          row.bars.map((bar) => (
            <Tr key={`${row.key}-${bar.kind}-${bar.label}-${bar.from}`}>
              <Td>{row.label}</Td>
              <Td>{bar.label}</Td>
              <Td>{kinds[bar.kind]}</Td>
              <Td num>{formatWeekdayTime(bar.from, { timeZone, locale })}</Td>
              <Td num>{formatWeekdayTime(bar.to, { timeZone, locale })}</Td>
            </Tr>
          )),
        )}
      </tbody>
    </Table>
  );
}

const KEYS = { plan: "plan", now: "now", chosen: "alternative" };

/** What the bars mean, for the header of the panel. */
export function ProjectionKey({ labels = KEYS }: { labels?: { plan: string; now: string; chosen?: string } }) {
  const item = "inline-flex items-center gap-1.5";
  return (
    <span className="flex gap-4 text-xs text-ink-2">
      <span className={item}>
        <i className="w-[22px] border-t-2 border-plan" />
        {labels.plan}
      </span>
      <span className={item}>
        <i className="h-2.5 w-[22px] rounded-[2px] bg-bar-3" />
        {labels.now}
      </span>
      {labels.chosen === undefined ? null : (
        <span className={item}>
          <i className="h-2.5 w-[22px] rounded-[2px] border border-accent bg-accent-soft" />
          {labels.chosen}
        </span>
      )}
    </span>
  );
}
