import type { ReactNode } from "react";
import Link from "next/link";
import clsx from "clsx";
import { FigureKey } from "@/app/(planner)/_components/figure-key";
import { LossBar, type LossPart } from "@/components/charts/loss-bar";
import { PageHeader } from "@/components/layout/page-header";
import { AddressSelect } from "@/components/ui/address-select";
import { ButtonLink } from "@/components/ui/button-link";
import { ChipLink } from "@/components/ui/chip";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import type { FigureScope } from "@/lib/client/planner/figure-scope";
import { lineHref, orderHref, performanceHref, unitHref } from "@/lib/client/planner/links";
import { formatStopwatch } from "@/lib/format/duration";
import { formatSignedStopwatch } from "@/lib/format/time-difference";
import { formatDay, formatTime, formatWeekday, formatWeekdayTime } from "@/lib/format/instant";
import { kpiName, kpiValue } from "@/lib/format/planner/kpi-words";
import { formatPercent, formatQuantity } from "@/lib/format/quantity";
import { type PerformanceChoice, PERFORMANCE_PERIODS, type PerformancePeriod, type PerformanceScreen } from "@/lib/queries/planner/performance-screen";
import { type FigureText, type Performance, PERFORMANCE_PARTS } from "@/lib/queries/totals/performance";

type By = (typeof PERFORMANCE_PARTS)[number];
type Told = Performance["parts"][number];

const PERIOD_WORDS: Readonly<Record<PerformancePeriod, string>> = { shift: "Shift", day: "24 hours", week: "7 days", month: "31 days", order: "Its whole time" };
const BY_WORDS: Readonly<Record<By, string>> = { WORK_CENTRE: "By line", WORK_UNIT: "By machine", SHIFT: "By shift", ORDER: "By order", ITEM: "By item" };
const COLUMNS = ["oee", "availability", "effectiveness", "qualityRatio"] as const;

/** OEE with its losses, all figures with their formulas, and who or what made them. */
export function PerformanceView({ screen, choice }: { screen: PerformanceScreen; choice: PerformanceChoice }) {
  const { site, sites, lines, shifts, shift, told } = screen;
  const { line, period, by } = choice;
  /** The same page with something else chosen; what is null is all of it. */
  const href = (next: Partial<PerformanceChoice>) => {
    const { site: _, ...of } = { ...choice, ...next };
    return performanceHref(site.code, of);
  };
  const oee = told === null ? undefined : figureOf(told, "oee");
  const subject = subjectOf(screen, choice);
  const periods = PERFORMANCE_PERIODS.filter((one) => one !== "order" || choice.order !== null);
  const splits = PERFORMANCE_PARTS.filter((one) => (one !== "WORK_CENTRE" || line === null) && (one !== "WORK_UNIT" || choice.unit === null));
  const scope = scopeOf(screen, choice);
  /** A figure of the whole as a key that opens it. */
  const opens = (name: string, figure: ReactNode) => (
    <FigureKey scope={scope} name={name} label={`${kpiName(name)}, ${subject}`}>
      {figure}
    </FigureKey>
  );
  const shiftHref = (chosen: { readonly day: string; readonly name: string }) => href({ period: "shift", day: chosen.day, shift: chosen.name });
  return (
    <div className="flex flex-col gap-4">
      <PageHeader title={answerOf(subject, screen, period, oee)} sub={subOf(screen, choice)}>
        {line === null ? null : <ButtonLink href={choice.unit === null ? lineHref(line, site.code) : unitHref(line, choice.unit, site.code)}>{choice.unit ?? line} now</ButtonLink>}
        {choice.order === null ? null : <ButtonLink href={orderHref(choice.order, site.code)}>{choice.order} now</ButtonLink>}
      </PageHeader>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-2">
        {sites.length < 2 ? null : (
          <Choice label="Site" current={site.code} options={sites.map((one) => ({ value: one.code, words: one.code, href: performanceHref(one.code, { period }) }))} />
        )}
        <AddressSelect
          label="Line"
          value={href({ line, unit: null })}
          options={[
            { value: href({ line: null, unit: null, by: "WORK_CENTRE" }), label: "Every line" },
            ...lines.map((one) => ({ value: href({ line: one.code, unit: null, by: by === "WORK_CENTRE" ? "WORK_UNIT" : by }), label: one.code })),
          ].map((option) => (option.label === (line ?? "Every line") ? { ...option, value: href({ line, unit: null }) } : option))}
        />
        <Choice label="Period" current={period} options={periods.map((one) => ({ value: one, words: PERIOD_WORDS[one], href: href({ period: one, day: null, shift: null }) }))} />
        {shift === null ? null : (
          <AddressSelect label="Shift" value={shiftHref(shift)} options={shifts.map((one) => ({ value: shiftHref(one), label: dayAndShift(one.day, one.name) }))} />
        )}
        {choice.unit === null && choice.order === null && choice.item === null ? null : (
          <Link href={href({ unit: null, order: null, item: null, period: period === "order" ? "shift" : period })}>{`Not ${subject} alone`}</Link>
        )}
      </div>
      {told === null ? (
        <Panel label="Nothing planned">
          <EmptyState title="No shift was planned here">The calendar has no shift in this period: without planned time there is nothing to measure against.</EmptyState>
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
            <LossBar label={`Planned busy time of ${subject} by what became of it`} parts={lossParts(told, opens)} />
            <p className="px-4 pb-3 text-sm text-ink-2">{opens("shortStops", shortStops(told))}</p>
          </Panel>
          <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
            <Panel title="Figures" note="each opens to what it was made from; times are h:min:s">
              <ul>
                {told.figures.map((figure) => (
                  <FigureLine key={figure.name} figure={figure} scope={scope} subject={subject} />
                ))}
              </ul>
            </Panel>
            <Panel title="Made by" actions={<Choice label="Split" current={by} options={splits.map((one) => ({ value: one, words: BY_WORDS[one], href: href({ by: one }) }))} />}>
              <Parts
                parts={told.parts}
                by={by}
                scopeOf={(part) => partScope(by, part, scope)}
                nameOf={(part) => <Link href={href(partChoice(by, part, choice))}>{by === "SHIFT" ? dayAndShift(part.key.slice(0, 10), part.name) : part.key}</Link>}
              />
              {told.partsLeftOff === 0 ? null : <p className="px-4 py-2 text-sm text-ink-3">{`${told.partsLeftOff} more are not shown: choose a shorter time.`}</p>}
            </Panel>
          </div>
        </>
      )}
    </div>
  );
}

/** What is chosen when a part of the whole is opened. */
function partChoice(by: By, { key, name }: Told, { line }: PerformanceChoice): Partial<PerformanceChoice> {
  switch (by) {
    case "WORK_CENTRE":
      return { line: key, by: "WORK_UNIT" };
    case "WORK_UNIT":
      return { unit: key, by: "SHIFT" };
    case "SHIFT":
      return { period: "shift", day: key.slice(0, 10), shift: name, by: line === null ? "WORK_CENTRE" : "WORK_UNIT" };
    case "ORDER":
      return { order: key, by: "WORK_UNIT" };
    case "ITEM":
      return { item: key, by: "ORDER" };
  }
}

/** Of what and of which time the figures of the page are: the time that was told, not the one that it would be now. */
function scopeOf({ site, shift, told }: PerformanceScreen, { line, unit, order, item }: PerformanceChoice): FigureScope {
  const { code, timeZone } = site;
  return { site: code, timeZone, line, unit, order, item, day: null, shift: shift?.name ?? null, from: told?.from ?? "", to: told?.to ?? "" };
}

/** The same of a part: of the very time that is told, so that what opens is what stands in the row. */
function partScope(by: By, { key, name }: Told, whole: FigureScope): FigureScope {
  switch (by) {
    case "WORK_CENTRE":
      return { ...whole, line: key };
    case "WORK_UNIT":
      return { ...whole, unit: key };
    case "SHIFT":
      return { ...whole, day: key.slice(0, 10), shift: name };
    case "ORDER":
      return { ...whole, order: key };
    case "ITEM":
      return { ...whole, item: key };
  }
}

/** Whose figures they are, the narrowest first. */
function subjectOf({ site }: PerformanceScreen, { line, unit, order, item }: PerformanceChoice): string {
  return order ?? item ?? unit ?? line ?? site.name;
}

function answerOf(subject: string, { told, shift }: PerformanceScreen, period: PerformancePeriod, oee: FigureText | undefined): string {
  const when = whenOf(period, told?.running === true, shift);
  if (told === null) return `${subject} had nothing planned ${when}`.trimEnd();
  if (oee?.value == null) return `${subject} has no OEE ${when}: no busy time was planned`;
  if (Number(oee.value) > 1) return `${subject} shows an OEE of ${kpiValue(oee)} ${when}, which cannot be right`;
  return `${subject} made good use of ${kpiValue(oee)} of its planned time ${when}`;
}

function whenOf(period: PerformancePeriod, running: boolean, shift: PerformanceScreen["shift"]): string {
  switch (period) {
    case "shift":
      return running ? "in this shift" : shift === null ? "" : `on ${dayAndShift(shift.day, shift.name)}`;
    case "day":
      return "in the last 24 hours";
    case "week":
      return "in the last 7 days";
    case "month":
      return "in the last 31 days";
    case "order":
      return "while it was made";
  }
}

function subOf({ site, told, shift, lines }: PerformanceScreen, { line, unit, item, order }: PerformanceChoice): string {
  const reading = { timeZone: site.timeZone };
  const name = lines.find(({ code }) => code === line)?.name;
  const place = [...(line === null ? ["Every line"] : [name === undefined || name === line ? line : `${line} ${name}`]), ...(unit === null ? [] : [unit]), site.name];
  const of = [...(item === null ? [] : [`time with ${item} loaded`]), ...(order === null ? [] : [`time with ${order} loaded`])];
  const span = told === null ? [] : [`${formatWeekdayTime(told.from, reading)} to ${formatWeekdayTime(told.to, reading)}`];
  const late = told?.restatedAt == null ? [] : [`restated at ${formatTime(told.restatedAt, reading)}, when a late fact came`];
  return [...place, ...of, ...(shift === null ? [] : [shift.name]), ...span, ...late].join(", ");
}

/** KP-01: always told, whichever loss they are. */
function shortStops({ microStops, microStopSeconds }: Performance): string {
  if (microStops === 0) return "No short stops.";
  return `${formatQuantity(String(microStops))} short ${microStops === 1 ? "stop" : "stops"}, ${formatStopwatch(microStopSeconds, { hours: true })} in all.`;
}

const figureOf = (told: Pick<Performance, "figures">, name: string) => told.figures.find((figure) => figure.name === name);

function lossParts({ losses }: Pick<Performance, "losses">, opens: (name: string, figure: ReactNode) => ReactNode): LossPart[] {
  const total = Object.values(losses).reduce((sum, seconds) => sum + Number(seconds), 0);
  const part = (key: keyof Performance["losses"], name: string, fill: string): LossPart => {
    const seconds = Number(losses[key]);
    return {
      key,
      label: kpiName(name),
      value: seconds,
      text: opens(name, formatSignedStopwatch(seconds)),
      share: total === 0 ? "" : formatPercent(String((seconds / total) * 100), { decimals: 1 }),
      fill,
    };
  };
  return [
    part("productive", "productive", "fill-state-running"),
    part("quality", "qualityLoss", "bg-amber"),
    part("performance", "performanceLoss", "fill-state-slow"),
    part("availability", "availabilityLoss", "bg-bar-2"),
  ];
}

/** A figure that opens: its formula, each thing that stands in it, and the facts behind. */
function FigureLine({ figure, scope, subject }: { figure: FigureText; scope: FigureScope; subject: string }) {
  return (
    <li className="border-t border-line">
      <FigureKey row scope={scope} name={figure.name} label={`${kpiName(figure.name)}, ${subject}`}>
        <span aria-hidden="true" className="text-ink-3">
          ›
        </span>
        <span className={clsx(figure.name === "oee" && "font-semibold")}>{kpiName(figure.name)}</span>
        <span className={clsx("ml-auto whitespace-nowrap", figure.value === null ? "text-ink-3" : "font-semibold")}>{kpiValue(figure)}</span>
      </FigureKey>
    </li>
  );
}

/** A production day, and a shift of it. */
function dayOf(day: string): string {
  const [noon, reading] = [`${day}T12:00:00Z`, { timeZone: "UTC" }];
  return `${formatWeekday(noon, reading)} ${formatDay(noon, reading)}`;
}

function dayAndShift(day: string, name: string): string {
  return `${dayOf(day)}, ${name}`;
}

type PartsProps = { parts: readonly Told[]; by: By; nameOf: (part: Told) => ReactNode; scopeOf: (part: Told) => FigureScope };

function Parts({ parts, by, nameOf, scopeOf: scopeOfPart }: PartsProps) {
  if (parts.length === 0) return <p className="px-4 pb-4 text-ink-3">Nothing was loaded in this period.</p>;
  // One scope for all figures of a row: what a page sends twice it sends once.
  const rows = parts.map((part) => ({ part, scope: scopeOfPart(part), label: by === "SHIFT" ? dayAndShift(part.key.slice(0, 10), part.name) : part.key }));
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
        {rows.map(({ part, scope, label }) => (
          <Tr key={part.key}>
            <Td>
              <b className="font-semibold">{nameOf(part)}</b> {part.name === part.key || by === "SHIFT" ? null : <span className="text-ink-3">{part.name}</span>}
            </Td>
            {COLUMNS.map((name) => {
              const figure = figureOf(part, name);
              return (
                <Td key={name} num>
                  <FigureKey scope={scope} name={name} label={`${kpiName(name)}, ${label}`}>
                    {figure === undefined || figure.value === null ? <span className="text-ink-3">–</span> : kpiValue(figure)}
                  </FigureKey>
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
