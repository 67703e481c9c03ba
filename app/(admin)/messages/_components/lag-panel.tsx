import { Fragment } from "react";
import Link from "next/link";
import clsx from "clsx";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatQuantity } from "@/lib/format/quantity";
import type { LagRow } from "@/lib/queries/admin/lag";
import { typeLabel } from "@/lib/format/message-types";

/** A lag in one unit: "1.8 s", "14 s", "1:48 min", "2:05 h". */
export function formatLag(seconds: number | null): string {
  if (seconds === null) return "";
  if (seconds < 0.05) return "<0.1 s";
  if (seconds < 10) return `${formatQuantity(seconds.toFixed(1))} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < 3_600) return whole % 60 === 0 ? `${whole / 60} min` : `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} min`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 2_880) return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")} h`;
  return `${Math.round(minutes / 1440)} d`;
}

/** Where the target stands on the bar; beyond it there is room for what missed it. */
const TARGET_AT = 0.8;

type LagPanelProps = {
  rows: readonly LagRow[];
  /** Each site on its own, or all together; and the address of the other one, where there are several. */
  bySite: boolean;
  switchHref: string | null;
  className?: string;
};

/** §8.3: how long it took from the event to its acceptance, by type, against the target of the policy. */
export function LagPanel({ rows, bySite, switchHref, className }: LagPanelProps) {
  const directions = [
    { key: "OUT", label: "Millrace to ERP" },
    { key: "IN", label: "ERP to Millrace" },
  ] as const;
  return (
    <Panel
      title="Visibility lag, last 24 h"
      note={
        <>
          event to accepted; bar is p95, line is target
          {switchHref === null ? null : (
            <Link href={switchHref} scroll={false} className="ml-3 text-sm text-ink underline underline-offset-2">
              {bySite ? "All sites together" : "By site"}
            </Link>
          )}
        </>
      }
      className={className}
    >
      {rows.length === 0 ? (
        <EmptyState title="Nothing was said for a day">The lag of every kind of message stands here as soon as one was accepted.</EmptyState>
      ) : (
        <Table caption="Lag from event to acceptance by kind of message" dense className="[--cell-edge:calc(var(--spacing)*4)]!">
          <thead>
            <tr>
              <Th>Message</Th>
              {bySite ? <Th>Site</Th> : null}
              <Th num>Count</Th>
              <Th num>p50</Th>
              <Th num>p95</Th>
              <Th num className="max-[1600px]:hidden">
                recorded
              </Th>
              <Th num className="max-[1600px]:hidden">
                accepted
              </Th>
              <Th num>max</Th>
              <Th num className="max-[1380px]:pr-(--cell-edge)!">
                Target
              </Th>
              <Th className="w-24 max-[1380px]:hidden">
                <span className="sr-only">p95 against the target, as a bar</span>
              </Th>
            </tr>
          </thead>
          <tbody>
            {directions.map(({ key, label }) => {
              const own = rows.filter((row) => row.direction === key);
              if (own.length === 0) return null;
              return (
                <Fragment key={key}>
                  <tr>
                    <th scope="colgroup" colSpan={bySite ? 10 : 9} className="h-7 border-b border-line px-(--cell-edge) text-left text-xs font-medium text-ink-3">
                      {label}
                    </th>
                  </tr>
                  {own.map((row) => (
                    <LagLine key={`${row.type} ${row.site ?? ""}`} row={row} />
                  ))}
                </Fragment>
              );
            })}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function LagLine({ row }: { row: LagRow }) {
  const missed = row.p95 !== null && row.p95 > row.targetSeconds;
  const longMax = row.longest !== null && row.longest > row.targetSeconds;
  const share = row.p95 === null ? 0 : Math.min(1, (row.p95 / row.targetSeconds) * TARGET_AT);
  return (
    <tr>
      <RowHead className="max-w-0 w-2/5 truncate">
        {row.direction === "OUT" ? <span className="mr-1.5 text-ink-3">P{row.priority}</span> : null}
        {typeLabel(row.type)}
        {row.untimed > 0 ? <span className="ml-1.5 text-xs text-ink-3">{row.untimed} without a time</span> : null}
      </RowHead>
      {row.site === null ? null : <Td className="whitespace-nowrap text-ink-2">{row.site}</Td>}
      <Td num className="text-ink-3">
        {formatQuantity(String(row.count))}
      </Td>
      <Td num>{formatLag(row.p50)}</Td>
      <Td num className={clsx("font-semibold", missed && "text-amber-ink")}>
        <span title={`p95: ${formatLag(row.capture95)} from the event to the record, ${formatLag(row.transfer95)} from there to acceptance`}>{formatLag(row.p95)}</span>
      </Td>
      <Td num className="text-ink-3 max-[1600px]:hidden">
        {formatLag(row.capture95)}
      </Td>
      <Td num className="text-ink-3 max-[1600px]:hidden">
        {formatLag(row.transfer95)}
      </Td>
      <Td num className={longMax ? "font-semibold text-amber-ink" : "text-ink-3"}>
        {formatLag(row.longest)}
      </Td>
      <Td num className="max-[1380px]:pr-(--cell-edge)!">
        {formatLag(row.targetSeconds)}
      </Td>
      <Td className="max-[1380px]:hidden">
        <span aria-hidden="true" className="relative ml-auto block h-2.5 w-20">
          <i className="absolute inset-y-0 left-0 bg-sunken" style={{ width: `${TARGET_AT * 100}%` }} />
          <i className={clsx("absolute inset-y-0.5 left-0", missed ? "bg-amber" : "bg-bar")} style={{ width: `${share * 100}%` }} />
          <i className="absolute -inset-y-[3px] w-0.5 bg-plan" style={{ left: `${TARGET_AT * 100}%` }} />
        </span>
      </Td>
    </tr>
  );
}
