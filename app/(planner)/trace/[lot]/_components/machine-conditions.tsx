"use client";

import { Fragment, useState } from "react";
import { TrendChart } from "@/components/charts/trend-chart";
import { Chip } from "@/components/ui/chip";
import { Mark } from "@/components/ui/mark";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatAge } from "@/lib/format/duration";
import { formatDayTimeWithSeconds } from "@/lib/format/instant";
import { formatMeasured, formatQuantity, formatQuantityWithUnit, unitSymbol } from "@/lib/format/quantity";
import type { LotMachine, LotParameter } from "@/lib/queries/trace/lot-conditions";
import { spanWords } from "./span-words";

type Props = { machine: LotMachine; uom: string; timeZone: string };

/** The parameters of one machine while pieces of a lot were made on it; each opens to its breaches and its trend. */
export function MachineConditions({ machine, uom, timeZone }: Props) {
  const [opened, setOpened] = useState<string | null>(null);
  const { unit, opNo, operation, whole, parameters, leftOff } = machine;
  const title = `${unit}, ${opNo} ${operation}`;
  return (
    <div className="border-t border-line first:border-t-0">
      <h3 className="flex flex-wrap items-baseline gap-x-3 px-4 pt-3 text-sm font-semibold">
        {title}
        <span className="text-xs font-normal text-ink-3">
          {`${spanWords(machine, timeZone)}${whole ? ", the whole run" : `, ${formatAge(machine.seconds)} of it on this lot`}`}
        </span>
      </h3>
      {parameters.length === 0 ? (
        <p className="px-4 pt-1 pb-3 text-ink-3">Nothing was measured there in that time.</p>
      ) : (
        <Table caption={`Parameters of ${title}`} wide>
          <thead>
            <tr>
              <Th>Parameter</Th>
              <Th num>Limits</Th>
              <Th num>Least</Th>
              <Th num>Mean</Th>
              <Th num>Greatest</Th>
              <Th num>Values</Th>
              <Th>Out of limits</Th>
              <Th unseen>Trend</Th>
            </tr>
          </thead>
          <tbody>
            {parameters.map((parameter) => {
              const key = `${parameter.name} ${parameter.uom ?? ""}`;
              return (
                <Fragment key={key}>
                  <ParameterRow parameter={parameter} uom={uom} open={opened === key} onOpen={() => setOpened(opened === key ? null : key)} />
                  {opened === key ? (
                    <Tr>
                      <Td colSpan={8} flush>
                        <ParameterTrend machine={machine} parameter={parameter} timeZone={timeZone} />
                      </Td>
                    </Tr>
                  ) : null}
                </Fragment>
              );
            })}
          </tbody>
        </Table>
      )}
      {leftOff === 0 ? null : <p className="px-4 py-2 text-sm text-ink-3">{`${leftOff} more that kept their limits; the page of the machine has them.`}</p>}
    </div>
  );
}

const write = (value: number): string => formatMeasured(String(value));

function ParameterRow({ parameter, uom, open, onOpen }: { parameter: LotParameter; uom: string; open: boolean; onOpen: () => void }) {
  const { name, stats, low, high } = parameter;
  const figure = (value: number | undefined) => (value === undefined ? "–" : write(value));
  return (
    <Tr>
      <RowHead>
        {name} {parameter.uom === null ? null : <span className="text-ink-3">{unitSymbol(parameter.uom)}</span>}
      </RowHead>
      <Td num>{low === null && high === null ? "none" : `${low === null ? "" : write(low)} – ${high === null ? "" : write(high)}`}</Td>
      <Td num>{figure(stats?.min)}</Td>
      <Td num>{figure(stats?.mean)}</Td>
      <Td num>{figure(stats?.max)}</Td>
      <Td num>{formatQuantity(String(stats?.count ?? 0))}</Td>
      <Td>{breachWords(parameter, uom)}</Td>
      <Td className="text-right">
        <Chip label="Trend" aria-label={`Trend of ${name}`} aria-expanded={open} pressed={open} onClick={onOpen} className="min-h-7! px-2.5!" />
      </Td>
    </Tr>
  );
}

function breachWords({ breaches, breachSeconds, touched, low, high }: LotParameter, uom: string) {
  if (breaches.length === 0) return <span className="text-ink-3">{low === null && high === null ? "no limits" : "never"}</span>;
  const outside = breaches.some(({ missing }) => !missing);
  const pieces = `${touched.pieces} ${touched.pieces === 1 ? "piece" : "pieces"}${touched.quantity === "0" ? "" : `, ${formatQuantityWithUnit(touched.quantity, uom)}`}`;
  return (
    <span className="flex flex-wrap items-baseline gap-x-2">
      <Mark kind={outside ? "critical" : "warning"}>{`${outside ? "out" : "not known"} for ${formatAge(breachSeconds)}`}</Mark>
      <span className="text-ink-3">{pieces}</span>
    </span>
  );
}

/** Where the machine made something else, or nothing, the line breaks: only what belongs to the lot is drawn. */
function ParameterTrend({ machine, parameter, timeZone }: { machine: LotMachine; parameter: LotParameter; timeZone: string }) {
  const { name, breaches, points, low, high, gapMs } = parameter;
  const unit = parameter.uom === null ? "" : unitSymbol(parameter.uom);
  const time = (instant: string) => formatDayTimeWithSeconds(instant, { timeZone });
  const label = `${name} at ${machine.unit} from ${time(machine.from)} to ${time(machine.to)}`;
  return (
    <div className="py-2">
      {points.length === 0 ? (
        <p className="px-4 pb-2 text-ink-3">No value was told in that time.</p>
      ) : (
        <TrendChart
          label={label}
          points={points}
          from={machine.from}
          to={machine.to}
          timeZone={timeZone}
          gapMs={gapMs}
          stepMs={machine.stepMs}
          low={low}
          high={high}
          breaches={breaches}
          marks={machine.begins.map((at) => ({ at }))}
          unit={unit}
          labels={{ low: (limit) => `at least ${limit}`, high: (limit) => `at most ${limit}` }}
        />
      )}
      {breaches.length === 0 ? null : (
        <ul className="max-h-48 overflow-auto px-4 text-sm" aria-label={`Breaches of ${name}`}>
          {breaches.map((breach) => (
            <li key={breach.from}>
              <Mark kind={breach.missing ? "warning" : "critical"}>
                {`${time(breach.from)} – ${breach.to === null ? "" : time(breach.to)}: ${breach.missing ? "not told, or not to be trusted" : "out of its limits"}`}
              </Mark>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
