import type { ReactNode } from "react";
import Link from "next/link";
import clsx from "clsx";
import { LossBar, type LossPart } from "@/components/charts/loss-bar";
import { PageHeader } from "@/components/layout/page-header";
import { ButtonLink } from "@/components/ui/button-link";
import { ChipLink } from "@/components/ui/chip";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { lineHref, unitHref } from "@/lib/client/planner/links";
import { formatStopwatch } from "@/lib/format/duration";
import { formatDay, formatTime, formatWeekday, formatWeekdayTime } from "@/lib/format/instant";
import { inputValue, kpiName, kpiValue, symbolWords } from "@/lib/format/planner/kpi-words";
import { formatPercent } from "@/lib/format/quantity";
import { type LinePerformance, PERFORMANCE_PERIODS, type PerformancePeriod } from "@/lib/queries/planner/line-performance";
import { type FigureText, type Performance, PERFORMANCE_PARTS } from "@/lib/queries/totals/performance";

type By = (typeof PERFORMANCE_PARTS)[number];
type Told = Performance["parts"][number];

const PERIOD_WORDS: Readonly<Record<PerformancePeriod, string>> = { shift: "Shift", day: "24 hours", week: "7 days" };
const BY_WORDS: Readonly<Record<By, string>> = { WORK_UNIT: "By machine", SHIFT: "By shift", ORDER: "By order", ITEM: "By item" };
const COLUMNS = ["oee", "availability", "effectiveness", "qualityRatio"] as const;

/** OEE of a line with its losses, all figures with their formulas, and who or what made them. */
export function PerformanceView({ screen, period, by }: { screen: LinePerformance; period: PerformancePeriod; by: By }) {
  const { line, site, told } = screen;
  const href = (next: { period?: PerformancePeriod; by?: By }) =>
    `/lines/${encodeURIComponent(line.code)}/performance?${new URLSearchParams({ site: site.code, period: next.period ?? period, by: next.by ?? by }).toString()}`;
  const oee = told === null ? undefined : figureOf(told, "oee");
  return (
    <div className="flex flex-col gap-4">
      <PageHeader title={answerOf(screen, period, oee)} sub={subOf(screen)}>
        <ButtonLink href={lineHref(line.code, site.code)}>{line.code} now</ButtonLink>
        <Choice label="Period" current={period} options={PERFORMANCE_PERIODS.map((one) => ({ value: one, words: PERIOD_WORDS[one], href: href({ period: one }) }))} />
      </PageHeader>
      {told === null ? (
        <Panel label="Nothing planned">
          <EmptyState title="No shift was planned here">The calendar of the line has no shift in this period: without planned time there is nothing to measure against.</EmptyState>
        </Panel>
      ) : (
        <>
          {told.idealRateSuspect ? (
            <Mark kind="warning">
              Performance is above 100 %: more was made than the time allows in which a machine said that it produces. Either an ideal rate is too low, or the machine did not tell
              all of its running.
            </Mark>
          ) : null}
          <Panel title="Where the planned time went" note={told.running ? "the shift runs still" : undefined}>
            <LossBar label={`Planned busy time of ${line.code} by what became of it`} parts={lossParts(told)} />
          </Panel>
          <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
            <Panel title="Figures" note="each opens to what it was made from; times are h:min:s">
              <ul>
                {told.figures.map((figure) => (
                  <FigureLine key={figure.name} figure={figure} />
                ))}
              </ul>
            </Panel>
            <Panel
              title="Made by"
              actions={<Choice label="Split" current={by} options={PERFORMANCE_PARTS.map((one) => ({ value: one, words: BY_WORDS[one], href: href({ by: one }) }))} />}
            >
              <Parts
                parts={told.parts}
                by={by}
                nameOf={(part) => (by === "SHIFT" ? shiftName(part) : by === "WORK_UNIT" ? <Link href={unitHref(line.code, part.key, site.code)}>{part.key}</Link> : part.key)}
              />
              {told.partsLeftOff === 0 ? null : <p className="px-4 py-2 text-sm text-ink-3">{`${told.partsLeftOff} more are not shown: choose a shorter time.`}</p>}
            </Panel>
          </div>
        </>
      )}
    </div>
  );
}

function answerOf({ line, told, shift }: LinePerformance, period: PerformancePeriod, oee: FigureText | undefined): string {
  const when = period === "shift" ? (told?.running === true ? "in this shift" : "in its last shift") : period === "day" ? "in the last 24 hours" : "in the last 7 days";
  if (told === null) return `${line.code} had nothing planned ${shift === null ? "" : when}`.trimEnd();
  return oee?.value == null ? `${line.code} has no OEE ${when}: no busy time was planned` : `${line.code} made good use of ${kpiValue(oee)} of its planned time ${when}`;
}

function subOf({ line, site, told, shift }: LinePerformance): string {
  const reading = { timeZone: site.timeZone };
  const span = told === null ? [] : [`${formatWeekdayTime(told.from, reading)} to ${formatWeekdayTime(told.to, reading)}`];
  const late = told?.restatedAt == null ? [] : [`restated at ${formatTime(told.restatedAt, reading)}, when a late fact came`];
  return [...(line.name === line.code ? [] : [line.name]), site.name, ...(shift === null ? [] : [shift]), ...span, ...late].join(", ");
}

const figureOf = (told: Pick<Performance, "figures">, name: string) => told.figures.find((figure) => figure.name === name);

function lossParts({ losses }: Pick<Performance, "losses">): LossPart[] {
  const total = Object.values(losses).reduce((sum, seconds) => sum + Number(seconds), 0);
  const part = (key: keyof Performance["losses"], label: string, fill: string): LossPart => {
    const seconds = Number(losses[key]);
    return {
      key,
      label,
      value: seconds,
      text: `${seconds < 0 ? "\u2212" : ""}${formatStopwatch(Math.abs(seconds), { hours: true })}`,
      share: total === 0 ? "" : formatPercent(String((seconds / total) * 100), { decimals: 1 }),
      fill,
    };
  };
  return [
    part("productive", "Good at ideal speed", "fill-state-running"),
    part("quality", "Lost to scrap and rework", "bg-amber"),
    part("performance", "Lost to speed and short stops", "fill-state-slow"),
    part("availability", "Lost to stops and setup", "bg-bar-2"),
  ];
}

/** A figure that opens: its formula, and each thing that stands in it. */
function FigureLine({ figure }: { figure: FigureText }) {
  return (
    <li className="border-t border-line">
      <details className="group">
        <summary className="flex min-h-10 cursor-pointer list-none items-center gap-3 px-4 hover:bg-sunken [&::-webkit-details-marker]:hidden">
          <span aria-hidden="true" className="text-ink-3 transition-transform group-open:rotate-90">
            ›
          </span>
          <span className={clsx(figure.name === "oee" && "font-semibold")}>{kpiName(figure.name)}</span>
          <span className={clsx("ml-auto whitespace-nowrap", figure.value === null ? "text-ink-3" : "font-semibold")}>{kpiValue(figure)}</span>
        </summary>
        <div className="px-4 pb-3 pl-9 text-sm">
          <p className="text-ink-2">{figure.formula}</p>
          <dl className="mt-1.5 grid grid-cols-[auto_auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1">
            {figure.inputs.map((input) => (
              <div key={input.symbol} className="contents">
                <dt className="whitespace-nowrap">{input.symbol}</dt>
                <dd className="text-right font-semibold whitespace-nowrap">{inputValue(input)}</dd>
                <dd className="text-ink-3">{input.of === null ? symbolWords(input.symbol) : `${symbolWords(input.symbol)}: ${input.of}`}</dd>
              </div>
            ))}
          </dl>
        </div>
      </details>
    </li>
  );
}

/** A shift by its production day, which begins its key, and its name. */
function shiftName({ key, name }: Told): string {
  const [noon, reading] = [`${key.slice(0, 10)}T12:00:00Z`, { timeZone: "UTC" }];
  return `${formatWeekday(noon, reading)} ${formatDay(noon, reading)}, ${name}`;
}

function Parts({ parts, by, nameOf }: { parts: readonly Told[]; by: By; nameOf: (part: Told) => ReactNode }) {
  if (parts.length === 0) return <p className="px-4 pb-4 text-ink-3">Nothing was loaded on the line in this period.</p>;
  return (
    <Table caption={`OEE ${BY_WORDS[by].toLowerCase()}`} wide dense>
      <thead>
        <tr>
          <Th>{BY_WORDS[by].slice(3).replace(/^./, (first) => first.toUpperCase())}</Th>
          {COLUMNS.map((name) => (
            <Th key={name} num>
              {kpiName(name)}
            </Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <Tr key={part.key}>
            <Td>
              <b className="font-semibold">{nameOf(part)}</b> {part.name === part.key || by === "SHIFT" ? null : <span className="text-ink-3">{part.name}</span>}
            </Td>
            {COLUMNS.map((name) => {
              const figure = figureOf(part, name);
              return (
                <Td key={name} num>
                  {figure === undefined || figure.value === null ? <span className="text-ink-3">–</span> : kpiValue(figure)}
                </Td>
              );
            })}
          </Tr>
        ))}
      </tbody>
    </Table>
  );
}

/** A few views of the same page; each has an address. */
function Choice({ label, current, options }: { label: string; current: string; options: readonly { readonly value: string; readonly words: string; readonly href: string }[] }) {
  return (
    <nav aria-label={label} className="flex flex-wrap gap-1.5">
      {options.map((option) => (
        <ChipLink key={option.value} href={option.href} label={option.words} current={option.value === current} />
      ))}
    </nav>
  );
}
