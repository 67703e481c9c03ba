"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { useQuery } from "@tanstack/react-query";
import { seenState } from "@/components/data/equipment-state";
import { StateGlyph } from "@/components/data/state-glyph";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/panel-state";
import { LoadingRows } from "@/components/ui/skeleton";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { type FigureScope, factsHref } from "@/lib/client/planner/figure-scope";
import { orderHref, unitHref } from "@/lib/client/planner/links";
import { readScreen } from "@/lib/client/read-screen";
import { formatStopwatch } from "@/lib/format/duration";
import { formatDayTime, formatTimeWithSeconds, formatWeekdayTime } from "@/lib/format/instant";
import { inputValue, kpiValue, symbolWords } from "@/lib/format/planner/kpi-words";
import { formatQuantity } from "@/lib/format/quantity";
import type { PerformanceFacts } from "@/lib/queries/totals/performance-facts";

const time = (seconds: number) => formatStopwatch(seconds, { hours: true });
const count = (value: number) => formatQuantity(String(value));

/** One figure: its formula with what stands in it, and the facts that this was made from. */
export function FigureDialog({ scope, name, label, onClose }: { scope: FigureScope; name: string; label: string; onClose: () => void }) {
  const address = factsHref(scope, name);
  // Without a network it says so, and waits for none.
  const { data: facts, isError } = useQuery({ queryKey: ["figure", address], queryFn: () => readScreen<PerformanceFacts>(address), networkMode: "always" });
  const reading = { timeZone: scope.timeZone };
  return (
    <Dialog
      wide
      title={facts === undefined ? label : `${label}: ${kpiValue(facts.figure)}`}
      description={`${formatDayTime(scope.from, reading)} to ${formatDayTime(scope.to, reading)}; times are h:min:s`}
      onClose={onClose}
    >
      {isError ? (
        <ErrorState title="It could not be read">Close it and open it again.</ErrorState>
      ) : facts === undefined ? (
        <LoadingRows rows={5} columns={3} />
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
          <Formula figure={facts.figure} />
          {facts.times === null ? null : <Times times={facts.times} scope={scope} />}
          {facts.failures === null ? null : <Failures failures={facts.failures} scope={scope} />}
          {facts.entries === null ? null : <Entries entries={facts.entries} scope={scope} />}
          {facts.people === null ? null : <People people={facts.people} />}
          {scope.order === null ? null : (
            <p>
              <Link href={orderHref(scope.order, scope.site)}>{`All that was recorded of ${scope.order}`}</Link>
            </p>
          )}
        </div>
      )}
    </Dialog>
  );
}

function Formula({ figure }: Pick<PerformanceFacts, "figure">) {
  return (
    <div>
      <p className="font-semibold">{`${figure.formula} = ${kpiValue(figure)}`}</p>
      <dl className="mt-2 grid grid-cols-[auto_auto_minmax(0,1fr)] items-baseline gap-x-4 gap-y-1 text-sm">
        {figure.inputs.map((input) => (
          <div key={input.symbol} className="contents">
            <dt className="whitespace-nowrap">{input.symbol}</dt>
            <dd className="text-right font-semibold whitespace-nowrap">{inputValue(input)}</dd>
            <dd className="text-ink-3">{input.of === null ? symbolWords(input.symbol) : `${symbolWords(input.symbol)}: ${input.of}`}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Facts of one kind: how many there are, and which are listed. */
function Facts({ title, shown, total, children }: { title: string; shown: number; total: number; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h3 className="mb-1 flex items-baseline gap-3 font-semibold">
        {title}
        <span className="ml-auto text-xs font-normal text-ink-3">{shown < total ? `the latest ${count(shown)} of ${count(total)}` : ""}</span>
      </h3>
      {total === 0 ? <p className="text-sm text-ink-3">There is none in this time.</p> : <div className="rounded-sm border border-line">{children}</div>}
    </section>
  );
}

function Times({ times, scope }: { times: NonNullable<PerformanceFacts["times"]>; scope: FigureScope }) {
  const total = times.sums.reduce((seconds, one) => seconds + one.seconds, 0);
  return (
    <>
      <Facts title="Times by state" shown={times.sums.length} total={times.sums.length}>
        <Table caption="Times by state" wide dense>
          <thead>
            <tr>
              <Th>State</Th>
              <Th>Reason</Th>
              <Th>Counts as</Th>
              <Th num>Times</Th>
              <Th num>How long</Th>
            </tr>
          </thead>
          <tbody>
            {times.sums.map((sum) => (
              <Tr key={`${sum.class} ${sum.state} ${sum.reason ?? ""}`}>
                <Td>
                  <StateGlyph state={sum.state} />
                </Td>
                <Td>{sum.reason ?? <span className="text-ink-3">–</span>}</Td>
                <Td>{symbolWords(sum.class)}</Td>
                <Td num>{count(sum.count)}</Td>
                <Td num>{time(sum.seconds)}</Td>
              </Tr>
            ))}
            <Tr total>
              <Td colSpan={3}>All of it</Td>
              <Td num>{count(times.total)}</Td>
              <Td num>{time(total)}</Td>
            </Tr>
          </tbody>
        </Table>
      </Facts>
      <Facts title="Each of them" shown={times.rows.length} total={times.total}>
        <Table caption="Each stretch of time" wide dense>
          <thead>
            <tr>
              <Th>When</Th>
              <Th>Machine</Th>
              <Th>State</Th>
              <Th>Reason</Th>
              <Th num>How long</Th>
            </tr>
          </thead>
          <tbody>
            {times.rows.map((row) => (
              <Tr key={`${row.unit} ${row.from}`}>
                <Td className="whitespace-nowrap">{fromTo(row.from, row.to, scope)}</Td>
                <Td>
                  <Link href={unitHref(row.line, row.unit, scope.site)}>{row.unit}</Link>
                </Td>
                <Td>
                  <StateGlyph state={row.state} />
                </Td>
                <Td>{row.reason ?? <span className="text-ink-3">–</span>}</Td>
                <Td num>{time(row.seconds)}</Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      </Facts>
    </>
  );
}

function Failures({ failures, scope }: { failures: NonNullable<PerformanceFacts["failures"]>; scope: FigureScope }) {
  return (
    <Facts title="Failures that began in this time" shown={failures.rows.length} total={failures.total}>
      <Table caption="Failures that began in this time" wide dense>
        <thead>
          <tr>
            <Th>When</Th>
            <Th>Machine</Th>
            <Th>Reason</Th>
            <Th num>To restore</Th>
          </tr>
        </thead>
        <tbody>
          {failures.rows.map((row) => (
            <Tr key={`${row.unit} ${row.from}`}>
              <Td className="whitespace-nowrap">{fromTo(row.from, row.to, scope)}</Td>
              <Td>
                <Link href={unitHref(row.line, row.unit, scope.site)}>{row.unit}</Link>
              </Td>
              <Td>{row.reason ?? <span className="text-ink-3">{seenState("DOWN").word}</span>}</Td>
              <Td num>{time(row.seconds)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Facts>
  );
}

function Entries({ entries, scope }: { entries: NonNullable<PerformanceFacts["entries"]>; scope: FigureScope }) {
  const { sum } = entries;
  return (
    <Facts title="Entries, first pass" shown={entries.rows.length} total={entries.total}>
      <Table caption="Entries, first pass" wide dense>
        <thead>
          <tr>
            <Th>When</Th>
            <Th>Machine</Th>
            <Th>Order</Th>
            <Th num>Good</Th>
            <Th num>Scrap</Th>
            <Th num>Rework</Th>
            <Th num>Ideal of one, s</Th>
          </tr>
        </thead>
        <tbody>
          {entries.rows.map((row, index) => (
            // Two entries of an operation may be of one instant.
            <Tr key={`${row.at} ${row.order} ${String(index)}`}>
              <Td className="whitespace-nowrap">
                {when(row.at, scope)}
                {row.reversal ? <span className="text-ink-3"> taken back</span> : null}
              </Td>
              <Td>
                <Link href={unitHref(row.line, row.unit, scope.site)}>{row.unit}</Link>
              </Td>
              <Td className="whitespace-nowrap">
                <Link href={orderHref(row.order, scope.site)}>{row.order}</Link> <span className="text-ink-3">{row.opNo}</span>
              </Td>
              <Td num>{formatQuantity(row.good)}</Td>
              <Td num>{formatQuantity(row.scrap)}</Td>
              <Td num>{formatQuantity(row.rework)}</Td>
              <Td num>{formatQuantity(row.idealSeconds)}</Td>
            </Tr>
          ))}
          <Tr total>
            <Td colSpan={3}>{`All of them; ideal time of all ${time(Number(sum.idealProcessedSeconds))}, of good ${time(Number(sum.idealGoodSeconds))}`}</Td>
            <Td num>{formatQuantity(sum.good)}</Td>
            <Td num>{formatQuantity(sum.scrap)}</Td>
            <Td num>{formatQuantity(sum.rework)}</Td>
            <Td />
          </Tr>
        </tbody>
      </Table>
    </Facts>
  );
}

function People({ people }: { people: NonNullable<PerformanceFacts["people"]> }) {
  return (
    <Facts title="Time of people by shift" shown={people.length} total={people.length}>
      <Table caption="Time of people by shift" wide dense>
        <thead>
          <tr>
            <Th>Shift</Th>
            <Th num>People</Th>
            <Th num>Booked</Th>
            <Th num>Attended</Th>
          </tr>
        </thead>
        <tbody>
          {people.map((row) => (
            <Tr key={`${row.day} ${row.shift}`}>
              <Td>{`${row.day}, ${row.shift}`}</Td>
              <Td num>{count(row.people)}</Td>
              <Td num>{time(row.bookedSeconds)}</Td>
              <Td num>{time(row.attendedSeconds)}</Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Facts>
  );
}

const WEEK_MS = 7 * 86_400_000;

/** By the day of the week, or by the date where the figure is of longer than a week. */
function when(instant: string, { timeZone, from, to }: FigureScope): string {
  return Date.parse(to) - Date.parse(from) < WEEK_MS ? formatWeekdayTime(instant, { timeZone }) : formatDayTime(instant, { timeZone });
}

function fromTo(from: string, to: string | null, scope: FigureScope): string {
  return to === null ? `since ${when(from, scope)}` : `${when(from, scope)} to ${formatTimeWithSeconds(to, scope)}`;
}
