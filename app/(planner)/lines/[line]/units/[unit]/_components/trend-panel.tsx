"use client";

import { useTranslations } from "next-intl";
import { ChartPanel } from "@/components/charts/chart-panel";
import { TrendChart } from "@/components/charts/trend-chart";
import { Age } from "@/components/data/age";
import { Mark } from "@/components/ui/mark";
import { LoadingRows } from "@/components/ui/skeleton";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { useFormats } from "@/lib/format/formats";
import { unitSymbol } from "@/lib/format/quantity";
import type { UnitPast, UnitScreen } from "@/lib/queries/planner/unit-screen";
import type { UnitSignal, UnitTrends } from "@/lib/queries/planner/unit-signals";

type Props = { screen: UnitScreen; past: UnitPast; signal: UnitSignal; /** Not there while they are read for the first time. */ trends: UnitTrends | undefined; failed: boolean };

const number = (text: string | null): number | null => (text === null ? null : Number(text));

/** One parameter: its last value with unit and age, whether it kept its limits, and its trend, as a picture or as rows. */
export function TrendPanel({ screen, past, signal, trends, failed }: Props) {
  const t = useTranslations("unit.trend");
  const signals = useTranslations("unit.signals");
  const formats = useFormats();
  const { unit, site } = screen;
  const { name, value, at, trusted } = signal;
  const series = trends?.series.find((one) => one.name === name);
  const points = series === undefined ? [] : withLast(series.points, signal, past);
  const breaches = series?.breaches ?? [];
  const [outside, missing] = [breaches.filter((breach) => !breach.missing), breaches.filter((breach) => breach.missing)];
  const uom = signal.uom === null ? "" : unitSymbol(signal.uom);
  const reading = formats.reading(site.timeZone);
  const time = (instant: string) => formats.time(instant, site.timeZone);
  const spanOf = ({ from, to, missing: unknown }: (typeof breaches)[number]) =>
    to === null ? t(unknown ? "missingOpen" : "breachOpen", { from: time(from) }) : t(unknown ? "missingFrom" : "breachFrom", { from: time(from), to: time(to) });
  const last = value === null ? signals("never") : `${formats.measured(value)} ${uom}`.trim();
  const label = t("chart", { name, unit: unit.code, from: time(past.from), to: time(past.to), value: last });
  const limited = signal.low !== null || signal.high !== null;
  // What is opened later is not in the answer that stands there meanwhile.
  const waiting = series === undefined ? failed ? <p className="px-4 pb-4 text-ink-3">{t("failed")}</p> : <LoadingRows rows={3} label={t("reading")} /> : undefined;
  return (
    <ChartPanel
      title={name}
      labels={{ table: t("table") }}
      note={
        <span className="flex flex-wrap items-baseline justify-end gap-x-3">
          {outside.length > 0 ? <Mark kind="critical">{t("breach", { count: outside.length })}</Mark> : null}
          {missing.length > 0 ? <Mark kind="warning">{t("missing", { count: missing.length })}</Mark> : null}
          {breaches.length > 0 || points.length === 0 ? null : <span>{limited ? t("within") : t("noLimits")}</span>}
          <b className="text-md text-ink">{last}</b>
          {at === null ? null : trusted ? (
            <span>{signals.rich("ago", { age: () => <Age since={at} initialNow={screen.asOf} /> })}</span>
          ) : (
            <span className="text-amber-ink">{signals.rich("lost", { age: () => <Age since={at} initialNow={screen.asOf} /> })}</span>
          )}
        </span>
      }
      chart={
        waiting ??
        (points.length === 0 ? (
          <p className="px-4 pb-4 text-ink-3">{t("empty")}</p>
        ) : (
          <TrendChart
            label={label}
            points={points}
            from={past.from}
            to={past.to}
            {...reading}
            gapMs={series?.gapMs ?? 0}
            stepMs={trends?.stepMs ?? 0}
            low={number(signal.low)}
            high={number(signal.high)}
            breaches={breaches}
            marks={past.shifts}
            unit={uom}
            labels={{ low: (limit) => t("low", { value: limit }), high: (limit) => t("high", { value: limit }) }}
          />
        ))
      }
      table={
        waiting ?? (
          <div className="flex max-h-80 flex-col">
            {breaches.length === 0 ? null : (
              <ul className="px-4 pb-2 text-sm">
                {breaches.map((breach) => (
                  <li key={breach.from}>
                    <Mark kind={breach.missing ? "warning" : "critical"}>{spanOf(breach)}</Mark>
                  </li>
                ))}
              </ul>
            )}
            <Table caption={label} scroll dense>
              <thead>
                <tr>
                  <Th>{t("at")}</Th>
                  <Th num>{`${t("least")} ${uom}`}</Th>
                  <Th num>{`${t("greatest")} ${uom}`}</Th>
                  <Th num>{`${t("last")} ${uom}`}</Th>
                </tr>
              </thead>
              <tbody>
                {points.map((point) => (
                  <Tr key={point.at}>
                    <Td>{formats.timeWithSeconds(new Date(point.at).toISOString(), site.timeZone)}</Td>
                    <Td num>{formats.measured(String(point.min))}</Td>
                    <Td num>{formats.measured(String(point.max))}</Td>
                    <Td num>{formats.measured(String(point.last))}</Td>
                  </Tr>
                ))}
              </tbody>
            </Table>
          </div>
        )
      }
    />
  );
}

/** The picture of a period that goes on ends with what was heard last, though it was drawn a while before. */
function withLast(points: UnitTrends["series"][number]["points"], { value, at, trusted }: UnitSignal, { running }: UnitPast) {
  const end = points.at(-1);
  if (!running || !trusted || value === null || at === null || end === undefined || Date.parse(at) <= end.at) return points;
  const now = Number(value);
  return [...points, { at: Date.parse(at), min: now, max: now, last: now }];
}
