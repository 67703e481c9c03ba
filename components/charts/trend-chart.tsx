"use client";

import { Area, CartesianGrid, ComposedChart, Line, ReferenceArea, ReferenceDot, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatDayTime, formatTime } from "@/lib/format/instant";
import { formatMeasured } from "@/lib/format/quantity";
import { timeTicks } from "./time-ticks";
import { roundTicks } from "./waterfall-scale";
import { type ChartBreach, type TrendChartPoint, worstOf } from "./worst-of";

type TrendChartProps = {
  /** What it shows, as a sentence with the last value: a reader hears this instead. */
  label: string;
  points: readonly TrendChartPoint[];
  from: string;
  to: string;
  timeZone: string;
  locale?: string;
  /** Points further apart, in milliseconds, have nothing between them. */
  gapMs: number;
  low: number | null;
  high: number | null;
  /** How long a stretch is, in milliseconds. */
  stepMs: number;
  breaches: readonly ChartBreach[];
  /** Begins of shifts. */
  marks?: readonly { readonly at: string }[];
  unit: string;
  labels: { readonly low: (value: string) => string; readonly high: (value: string) => string };
  height?: number;
};

type Drawn = { readonly at: number; readonly last: number | null; readonly band: readonly [number, number] | null };

const AXIS = { fontSize: 11, fill: "var(--color-ink-3)" } as const;

/** The line breaks where nothing was heard. */
function withGaps(points: readonly TrendChartPoint[], gapMs: number): Drawn[] {
  return points.flatMap(({ at, min, max, last }, index): Drawn[] => {
    const before = points[index - 1];
    const point = { at, last, band: [min, max] as const };
    return before !== undefined && at - before.at > gapMs ? [{ at: before.at + gapMs / 2, last: null, band: null }, point] : [point];
  });
}

/** A measured value over time: its last value of each stretch as a line over what it ranged through, its limits as labelled lines, breaches on red with a cross, what was not told on amber. */
export function TrendChart({ label, points, from, to, timeZone, locale, gapMs, stepMs, low, high, breaches, marks = [], unit, labels, height = 190 }: TrendChartProps) {
  const reading = { timeZone, locale };
  const [start, end] = [Date.parse(from), Date.parse(to)];
  const write = (value: number) => formatMeasured(String(value), { locale });
  const seen = [...points.flatMap(({ min, max }) => [min, max]), ...[low, high].filter((limit) => limit !== null)];
  const [least, most] = [Math.min(...seen), Math.max(...seen)];
  const room = (most - least || Math.abs(most) || 1) * 0.08;
  const drawn = withGaps(points, gapMs);
  return (
    <figure aria-label={label} className="px-4 pb-2">
      <ResponsiveContainer width="100%" height={height}>
        <ComposedChart data={drawn} margin={{ top: 8, right: 10, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--color-grid)" />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={[start, end]}
            allowDataOverflow
            ticks={timeTicks(from, to, reading).map((tick) => Date.parse(tick.at))}
            tick={AXIS}
            tickLine={false}
            axisLine={{ stroke: "var(--color-line-strong)" }}
            tickFormatter={(at: number) => formatTime(new Date(at).toISOString(), reading)}
            minTickGap={24}
          />
          <YAxis
            width={52}
            domain={[least - room, most + room]}
            tick={AXIS}
            tickLine={false}
            axisLine={false}
            ticks={[...roundTicks(least - room, most + room, 5)]}
            tickFormatter={write}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--color-line-strong)" }}
            content={({ active, payload }) => {
              // recharts types what it hands back as any: it is one of our own points.
              const shown = payload?.[0]?.payload as { readonly at?: number } | undefined;
              const point = active ? points.find((each) => each.at === shown?.at) : undefined;
              return point === undefined ? null : (
                <div className="rounded-sm border border-line bg-raised px-2.5 py-1.5 text-xs shadow">
                  <b>{`${write(point.last)} ${unit}`}</b> <span className="text-ink-3">{formatDayTime(new Date(point.at).toISOString(), reading)}</span>
                  <div className="text-ink-3">{`${write(point.min)} – ${write(point.max)}`}</div>
                </div>
              );
            }}
          />
          {breaches.map((breach) => (
            <ReferenceArea
              key={breach.from}
              x1={Math.max(start, Date.parse(breach.from))}
              x2={breach.to === null ? end : Date.parse(breach.to)}
              fill={breach.missing ? "var(--color-amber-soft)" : "var(--color-down-soft)"}
              fillOpacity={1}
              ifOverflow="hidden"
            />
          ))}
          {marks.map((mark) => (
            <ReferenceLine key={mark.at} x={Date.parse(mark.at)} stroke="var(--color-line-strong)" />
          ))}
          <Area dataKey="band" type="linear" stroke="none" fill="var(--color-bar-3)" fillOpacity={0.7} isAnimationActive={false} activeDot={false} />
          <Line dataKey="last" type="linear" stroke="var(--color-bar)" strokeWidth={2} dot={false} activeDot={{ r: 3 }} isAnimationActive={false} />
          {[
            { limit: low, words: labels.low, position: "insideBottomLeft" as const },
            { limit: high, words: labels.high, position: "insideTopLeft" as const },
          ].map(({ limit, words, position }) =>
            limit === null ? null : (
              <ReferenceLine
                key={position}
                y={limit}
                stroke="var(--color-plan)"
                strokeWidth={1.5}
                strokeDasharray="6 4"
                label={{ value: words(write(limit)), position, fontSize: 11, fontWeight: 600, fill: "var(--color-ink-2)" }}
              />
            ),
          )}
          {worstOf({ points, stepMs, low, high, breaches }).map(({ at, value }) => (
            <ReferenceDot
              key={at}
              x={at}
              y={value}
              ifOverflow="visible"
              shape={({ cx = 0, cy = 0 }: { cx?: number; cy?: number }) => (
                <path d={`M${cx - 5} ${cy - 5}l10 10m0 -10l-10 10`} stroke="var(--color-down-ink)" strokeWidth={2.5} fill="none" />
              )}
            />
          ))}
        </ComposedChart>
      </ResponsiveContainer>
    </figure>
  );
}
