import clsx from "clsx";
import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantity } from "@/lib/format/quantity";
import type { ChannelScope, ConnectionRow } from "@/lib/queries/admin/channel-scope";
import type { FreshnessRow } from "@/lib/queries/admin/freshness";
import { formatLag } from "./lag-panel";
import { typeLabel } from "@/lib/format/message-types";

type FreshnessProps = { rows: readonly FreshnessRow[]; scope: ChannelScope; now: string; hrefOf: (type: string) => string; className?: string };

/** Of what age is what Millrace knows of the ERP's data? It is as of the last read; the table says what changed last and what could not be taken in. */
export function FreshnessPanel({ rows, scope, now, hrefOf, className }: FreshnessProps) {
  const several = scope.connections.length > 1;
  return (
    <Panel title="Master data" note={scope.connections.map((one) => asOf(one, now, several)).join("; ")} className={className}>
      {rows.length === 0 ? (
        <EmptyState title="Nothing is asked of the ERP">The policy of no site lets data of the ERP in.</EmptyState>
      ) : (
        <Table caption="Data of the ERP by kind, with its last change" dense className="[--cell-edge:calc(var(--spacing)*4)]!">
          <thead>
            <tr>
              <Th>Data</Th>
              <Th>Last change</Th>
              <Th num>Held up</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const held = row.parked + row.failed;
              return (
                <tr key={`${row.connectionId} ${row.type}`}>
                  <RowHead className="w-2/5 max-w-0 truncate">
                    <Link href={hrefOf(row.type)} className="text-ink no-underline hover:underline">
                      {typeLabel(row.type)}
                    </Link>
                    {several ? <span className="ml-1.5 text-xs text-ink-3">{scope.connections.find(({ id }) => id === row.connectionId)?.name}</span> : null}
                  </RowHead>
                  <Td className="max-w-0 truncate text-ink-2">
                    {row.receivedAt === null ? <span className="text-ink-3">none yet</span> : formatDayTime(row.receivedAt, { timeZone: scope.timeZone })}
                    {row.subject === null ? null : <span className="ml-2 text-ink-3">{row.subject}</span>}
                  </Td>
                  <Td num className={clsx(held > 0 ? "font-semibold text-amber-ink" : "text-ink-3")}>
                    {formatQuantity(String(held))}
                  </Td>
                </tr>
              );
            })}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function asOf(connection: ConnectionRow, now: string, several: boolean): string {
  const name = several ? `${connection.name} ` : "";
  // Of several the reasons have no room in a line; each stands on the card of its connection.
  const why = several ? "" : `: ${connection.readError}`;
  if (connection.readAt === null) return `${name}never read to its end${connection.readError === null ? "" : `, cannot be read${why}`}`;
  const failing = connection.readError === null ? "" : `, cannot be read since then${why}`;
  return `${name}as of ${formatLag(Math.max(0, (Date.parse(now) - Date.parse(connection.readAt)) / 1000))} ago${failing}`;
}
