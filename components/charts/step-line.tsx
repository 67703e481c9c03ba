import clsx from "clsx";
import { formatDay, formatDayTime } from "@/lib/format/instant";
import { formatMoney } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { niceTicks } from "./waterfall-scale";

/** The value from an instant on, until the next point. */
export type StepPoint = { readonly at: string; readonly value: string };

type StepLineProps = {
  label: string;
  /** Oldest first. */
  points: readonly StepPoint[];
  timeZone: string;
  locale?: string;
  decimals?: number;
  /** The words at the end of the line, before any legend: "7,850.14 closed". */
  endLabel?: string;
  height?: number;
};

/** The drawing's own units in both directions; it is stretched over whatever room there is. */
const FULL = 1_000;
/** Days that are named below the line. */
const LABELS = 7;

/** A value that jumps and then stays: WIP over days. Its y axis holds zero. Drawn without a script: what is shown at the pointer is there from the start. */
export function StepLine({ label, points, timeZone, locale, decimals = 2, endLabel, height = 160 }: StepLineProps) {
  // Pixels only: tooltip and table write the exact texts.
  const steps = points.map(({ at, value }) => ({ at: Date.parse(at), value: Number(value) }));
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return null;
  const values = steps.map((step) => step.value);
  const inside = niceTicks(Math.min(...values), Math.max(...values), 3);
  const [step, top] = [(inside[1] ?? 0) - (inside[0] ?? 0), inside.at(-1) ?? 0];
  // A round mark above the highest value as well: the line ends below it, and what it is worth can be read off.
  const ticks = step > 0 && Math.max(...values) > top ? [...inside, top + step] : inside;
  const [low, high] = [Math.min(...values, ...ticks), Math.max(...values, ...ticks)];
  const x = (at: number) => ((at - first.at) / Math.max(1, last.at - first.at)) * 100;
  const y = (value: number) => ((high - value) / Math.max(high - low, Number.MIN_VALUE)) * 100;
  const scaled = (share: number) => ((share / 100) * FULL).toFixed(1);
  const path = steps.map(({ at, value }, index) => (index === 0 ? `M0 ${scaled(y(value))}` : `H${scaled(x(at))}V${scaled(y(value))}`)).join("");
  const every = Math.max(1, Math.ceil((points.length - 1) / LABELS));
  return (
    <figure aria-label={label} className="px-4 pb-2">
      <div className={clsx("relative pt-3.5 pb-6 pl-14", endLabel === undefined ? "pr-3" : "pr-[130px]")} style={{ height }}>
        <div className="relative h-full">
          {ticks.map((tick) => (
            <div key={tick} aria-hidden="true" className={clsx("absolute inset-x-0 border-t", tick === 0 ? "border-ink" : "border-grid")} style={{ top: `${y(tick)}%` }}>
              <span className="absolute right-full mr-2 -translate-y-1/2 text-xs text-ink-3">{formatQuantity(String(tick), { locale })}</span>
            </div>
          ))}
          <svg aria-hidden="true" viewBox={`0 0 ${FULL} ${FULL}`} preserveAspectRatio="none" className="absolute inset-0 size-full overflow-visible">
            <path d={path} fill="none" stroke="var(--color-bar)" strokeWidth={2} vectorEffect="non-scaling-stroke" />
          </svg>
          <span aria-hidden="true" className="absolute left-full size-2 -translate-1/2 rounded-full bg-bar" style={{ top: `${y(last.value)}%` }} />
          {endLabel === undefined ? null : (
            <b className="absolute left-full ml-2.5 -translate-y-1/2 text-xs font-semibold whitespace-nowrap" style={{ top: `${y(last.value)}%` }}>
              {endLabel}
            </b>
          )}
          {points.map((point, index) => (
            <Moment
              key={point.at}
              left={x(steps[index]?.at ?? first.at)}
              right={x(steps[index + 1]?.at ?? last.at)}
              top={y(steps[index]?.value ?? 0)}
              day={index % every === 0 ? formatDay(point.at, { timeZone, locale }) : null}
              amount={formatMoney(point.value, { locale, decimals })}
              when={formatDayTime(point.at, { timeZone, locale })}
            />
          ))}
        </div>
      </div>
    </figure>
  );
}

/** The stretch from a point to the next, with its day below; the pointer over it brings what it is worth. Places in percent. */
function Moment({ left, right, top, day, amount, when }: { left: number; right: number; top: number; day: string | null; amount: string; when: string }) {
  return (
    <div aria-hidden="true" className="group absolute inset-y-0" style={{ left: `${left}%`, width: `${Math.max(right - left, 1)}%` }}>
      {day === null ? null : <span className="absolute top-full left-0 mt-1.5 -translate-x-1/2 text-xs whitespace-nowrap text-ink-3">{day}</span>}
      <div className="invisible absolute inset-y-0 left-0 border-l border-line-strong group-hover:visible" />
      <div
        className={clsx(
          "invisible absolute z-10 -translate-y-full rounded-sm border border-line bg-raised px-2.5 py-1.5 text-xs whitespace-nowrap shadow group-hover:visible",
          left > 60 ? "right-full mr-2" : "left-0 ml-2",
        )}
        style={{ top: `${Math.max(top, 20)}%` }}
      >
        <b>{amount}</b> <span className="text-ink-3">{when}</span>
      </div>
    </div>
  );
}

/** The same values as rows. */
export function StepLineTable({
  label,
  points,
  timeZone,
  locale,
  decimals = 2,
  labels = { at: "From", value: "Value" },
}: Pick<StepLineProps, "label" | "points" | "timeZone" | "locale" | "decimals"> & { labels?: { at: string; value: string } }) {
  return (
    <Table caption={label} scroll>
      <thead>
        <tr>
          <Th>{labels.at}</Th>
          <Th num>{labels.value}</Th>
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <Tr key={point.at}>
            <Td>{formatDayTime(point.at, { timeZone, locale })}</Td>
            <Td num>{formatMoney(point.value, { locale, decimals })}</Td>
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}
