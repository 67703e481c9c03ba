"use client";

import { CartesianGrid, Line, LineChart, ReferenceDot, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { formatDay, formatDayTime } from "@/lib/format/instant";
import { formatMoney } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import { Table, Td, Th, Tr } from "@/components/ui/table";

/** The value from an instant on, until the next point. */
export type StepPoint = { readonly at: string; readonly value: string };

type StepLineProps = {
  label: string;
  points: readonly StepPoint[];
  timeZone: string;
  locale?: string;
  decimals?: number;
  /** Instants that are drawn as thin lines: cut-offs, shift boundaries. */
  marks?: readonly { readonly at: string; readonly label: string }[];
  /** The words at the end of the line, before any legend: "7,850.14 closed". */
  endLabel?: string;
  height?: number;
};

const AXIS = { fontSize: 11, fill: "var(--color-ink-3)" } as const;

/** A value that jumps and then stays: WIP over days. Its y axis starts at zero. */
export function StepLine({ label, points, timeZone, locale, decimals = 2, marks = [], endLabel, height = 160 }: StepLineProps) {
  // Pixels only: tooltip and table write the exact texts.
  const data = points.map((point) => ({ at: Date.parse(point.at), height: Number(point.value), text: formatMoney(point.value, { locale, decimals }) }));
  const last = data.at(-1);
  return (
    <figure aria-label={label} className="px-4 pb-2">
      <ResponsiveContainer width="100%" height={height}>
        <LineChart data={data} margin={{ top: 14, right: endLabel === undefined ? 12 : 130, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--color-grid)" />
          <XAxis
            dataKey="at"
            type="number"
            scale="time"
            domain={["dataMin", "dataMax"]}
            tick={AXIS}
            tickLine={false}
            axisLine={{ stroke: "var(--color-ink)" }}
            tickFormatter={(at: number) => formatDay(new Date(at).toISOString(), { timeZone, locale })}
            minTickGap={48}
          />
          <YAxis
            width={56}
            domain={[(low: number) => Math.min(0, low), "auto"]}
            tick={AXIS}
            tickLine={false}
            axisLine={false}
            tickFormatter={(value: number) => formatQuantity(String(value), { locale })}
            tickCount={3}
          />
          <Tooltip
            isAnimationActive={false}
            cursor={{ stroke: "var(--color-line-strong)" }}
            content={({ active, payload }) => {
              // recharts types what it hands back as any: it is one of our own points.
              const shown = payload?.[0]?.payload as { readonly at?: number } | undefined;
              const at = active ? shown?.at : undefined;
              const point = data.find((each) => each.at === at);
              return point === undefined ? null : (
                <div className="rounded-sm border border-line bg-raised px-2.5 py-1.5 text-xs shadow">
                  <b>{point.text}</b> <span className="text-ink-3">{formatDayTime(new Date(point.at).toISOString(), { timeZone, locale })}</span>
                </div>
              );
            }}
          />
          {marks.map((mark) => (
            <ReferenceLine
              key={mark.at}
              x={Date.parse(mark.at)}
              stroke="var(--color-line-strong)"
              label={{ value: mark.label, position: "insideTopLeft", fontSize: 11, fill: "var(--color-ink-2)" }}
            />
          ))}
          <Line dataKey="height" type="stepAfter" stroke="var(--color-bar)" strokeWidth={2} dot={false} isAnimationActive={false} />
          {last === undefined ? null : (
            <ReferenceDot
              x={last.at}
              y={last.height}
              r={4}
              fill="var(--color-bar)"
              stroke="none"
              label={endLabel === undefined ? undefined : { value: endLabel, position: "right", offset: 10, fontSize: 12, fontWeight: 600, fill: "var(--color-ink)" }}
            />
          )}
        </LineChart>
      </ResponsiveContainer>
    </figure>
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
