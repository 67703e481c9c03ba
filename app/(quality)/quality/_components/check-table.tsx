import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatAge, secondsBetween } from "@/lib/format/duration";
import { formatDayTime } from "@/lib/format/instant";
import type { DeskCheck } from "@/lib/queries/quality/desk";
import { TrendButton } from "./trend-button";

/** Checks with where they belong; of a failed one what failed, of a due one for how long. */
export function CheckTable({ title, rows, now, empty }: { title: string; rows: readonly DeskCheck[]; now: string; empty: string }) {
  return (
    <Panel title={title} className="overflow-x-auto">
      {rows.length === 0 ? (
        <EmptyState title={empty}>Plans come from the ERP; their checks become due at the operations by themselves.</EmptyState>
      ) : (
        <Table caption={title}>
          <thead>
            <tr>
              <Th>Plan</Th>
              <Th>Where</Th>
              <Th>Item</Th>
              <Th>When</Th>
              <Th>Trend</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <RowHead className="whitespace-nowrap">
                  {row.plan}
                  {row.failed.length === 0 ? null : <span className="block text-sm font-normal text-down-ink">{row.failed.join(", ")}</span>}
                </RowHead>
                <Td>{placeOf(row)}</Td>
                <Td className="whitespace-nowrap">{row.item}</Td>
                <Td>
                  {row.recordedAt === null
                    ? `due for ${formatAge(secondsBetween(row.dueAt, now))}`
                    : `${formatDayTime(row.recordedAt, { timeZone: row.timeZone })}${row.recordedBy === null ? "" : `, ${row.recordedBy}`}`}
                </Td>
                <Td>
                  <TrendButton checkId={row.id} plan={row.plan} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function placeOf({ site, order, operation, workUnit, lot }: DeskCheck): string {
  const where = [order === null ? null : operation === null ? order : `${order} / ${operation}`, lot === null ? null : `lot ${lot}`, workUnit, site];
  return where.filter((part) => part !== null).join(", ");
}
