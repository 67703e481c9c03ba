import Link from "next/link";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatQuantity, formatQuantityWithUnit } from "@/lib/format/quantity";
import type { CellState } from "@/lib/queries/planner/wip-board";
import type { WipScreen } from "@/lib/queries/planner/wip-screen";
import { orderHref } from "@/lib/client/planner/links";
import { dueText, projectedText } from "@/lib/format/planner/due-text";
import { boardNote } from "./board-note";
import { ToDue } from "./to-due";

const WORDS: Readonly<Record<CellState, string>> = {
  done: "Finished",
  running: "Running",
  slow: "Slow",
  waiting: "Waiting",
  none: "Not here yet",
  setup: "Setup",
  hold: "On hold",
  blocked: "Blocked",
  paused: "Paused",
  down: "Down",
  offline: "No signal",
};

/** The board as rows: one for each operation, for reading and for copying. */
export function BoardTable({ screen }: { screen: WipScreen }) {
  const zones = new Map(screen.scope.map((site) => [site.id, site]));
  return (
    <Panel label="Operations of open orders" className="max-h-full overflow-hidden">
      <Table caption="Operations of open orders" scroll dense className="text-sm">
        <thead>
          <tr>
            <Th>Order</Th>
            <Th>Item</Th>
            <Th num>Op</Th>
            <Th>Line</Th>
            <Th>State</Th>
            <Th num>To make</Th>
            <Th num>Made</Th>
            <Th num>Waiting</Th>
            <Th num>Plan now</Th>
            <Th num>Due</Th>
            <Th num>Projected</Th>
            <Th num>To due</Th>
          </tr>
        </thead>
        <tbody>
          {screen.rows.flatMap((row) => {
            const site = zones.get(row.siteId);
            const timeZone = site?.timeZone ?? "UTC";
            return row.cells.map((cell) => (
              <tr key={`${row.orderId}-${cell.opNo}`}>
                <RowHead className="whitespace-nowrap">
                  <Link href={orderHref(row.number, zones.size > 1 ? site?.code : undefined)} className="font-semibold text-ink no-underline hover:underline">
                    {row.number}
                  </Link>
                </RowHead>
                <Td className="max-w-40 truncate" title={row.itemText}>
                  {row.item}
                </Td>
                <Td num>{cell.opNo}</Td>
                <Td className="whitespace-nowrap">{cell.line}</Td>
                <Td className={cell.state === "down" ? "font-semibold whitespace-nowrap text-down-ink stale:text-inherit" : "whitespace-nowrap"}>{WORDS[cell.state]}</Td>
                <Td num>{formatQuantityWithUnit(cell.total, row.uom)}</Td>
                <Td num>{formatQuantity(cell.made)}</Td>
                <Td num>{formatQuantity(cell.waiting)}</Td>
                <Td num>{cell.plan === null ? "" : formatQuantity(cell.plan)}</Td>
                <Td num>{dueText(row.dueAt, screen.asOf, timeZone)}</Td>
                <Td num>{projectedText(row, screen.asOf, timeZone)}</Td>
                <Td num>
                  <ToDue row={row} />
                </Td>
              </tr>
            ));
          })}
        </tbody>
      </Table>
      <PanelFoot>{boardNote(screen, null)}</PanelFoot>
    </Panel>
  );
}
