import Link from "next/link";
import clsx from "clsx";
import { Race, RaceKey } from "@/components/data/race";
import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { BoardRow } from "@/lib/queries/planner/wip-board";
import type { WipScreen } from "@/lib/queries/planner/wip-screen";
import { orderHref } from "@/lib/client/planner/links";
import { dueText, projectedText } from "@/lib/format/planner/due-text";
import { boardNote } from "./board-note";
import { ToDue } from "./to-due";

/** Orders by operation: what is made, waiting and not here yet, and when it will be there. */
export function Board({ screen }: { screen: WipScreen }) {
  const zones = new Map(screen.scope.map((site) => [site.id, site]));
  const wide = screen.rows.some((row) => Number(row.quantity) >= 1_000_000);
  const units = [...new Set(screen.rows.map((row) => unitSymbol(row.uom)))];
  return (
    <Panel label="Orders by operation" className="max-h-full overflow-hidden max-xl:overflow-x-auto">
      <Table caption="Orders by operation" fixed dense scroll className="min-w-[54rem]">
        <colgroup>
          <col className="w-32" />
          <col className={wide ? "w-24" : "w-17"} />
          {screen.columns.map((column) => (
            <col key={column.opNo} />
          ))}
          <col className="w-21" />
          <col className="w-21" />
          <col className="w-24" />
        </colgroup>
        <thead>
          <tr>
            <Th>Order</Th>
            <Th num className="pr-3.5!">
              Qty
            </Th>
            {screen.columns.map((column) => (
              <Th key={column.opNo} className="overflow-hidden px-0! text-ellipsis" title={column.name ?? undefined}>
                {`${column.opNo}${column.name === null ? "" : ` ${column.name}`}`}
              </Th>
            ))}
            <Th num>Due</Th>
            <Th num>Projected</Th>
            <Th num>To due</Th>
          </tr>
        </thead>
        <tbody>
          {screen.rows.map((row) => (
            <OrderRow
              key={row.orderId}
              row={row}
              screen={screen}
              timeZone={zones.get(row.siteId)?.timeZone ?? "UTC"}
              siteCode={zones.size > 1 ? zones.get(row.siteId)?.code : undefined}
            />
          ))}
        </tbody>
      </Table>
      <RaceKey note={boardNote(screen, units.length === 1 ? (units[0] ?? null) : "each order’s unit")} />
    </Panel>
  );
}

function OrderRow({ row, screen, timeZone, siteCode }: { row: BoardRow; screen: WipScreen; timeZone: string; siteCode: string | undefined }) {
  const late = row.lateSeconds === null ? row.state !== "ON_HOLD" && row.withoutTimes.length === 0 : row.lateSeconds > 0;
  // A bar's caption has room for whole units of what is counted in thousands; the order's page has every decimal.
  const decimals = Number(row.quantity) >= 1_000 ? 0 : row.decimals;
  return (
    <tr>
      <RowHead className="max-w-0 leading-[1.25]">
        <Link href={orderHref(row.number, siteCode)} className="block truncate font-semibold text-ink no-underline hover:underline" title={row.number}>
          {row.number}
        </Link>
        <span className="block truncate font-cond text-xs leading-[1.2] text-ink-3" title={`${row.item}, ${row.itemText}`}>
          {row.item}
        </span>
      </RowHead>
      <Td num className="pr-3.5! text-sm text-ink-2">
        {formatQuantity(row.quantity)}
      </Td>
      {screen.columns.map(({ opNo }) => {
        const cell = row.cells.find((each) => each.opNo === opNo);
        return (
          <Td key={opNo} flush className="h-11">
            {cell === undefined ? null : (
              <Race
                state={cell.state}
                total={cell.total}
                made={cell.made}
                waiting={cell.waiting}
                plan={cell.plan ?? undefined}
                decimals={decimals}
                line={cell.state === "done" || cell.state === "down" || cell.state === "none" ? undefined : cell.line}
              />
            )}
          </Td>
        );
      })}
      <Td num className="text-sm">
        {dueText(row.dueAt, screen.asOf, timeZone)}
      </Td>
      <Td num className={clsx("text-sm", late && "font-semibold")}>
        {projectedText(row, screen.asOf, timeZone)}
      </Td>
      <Td num className="text-sm text-ink-3">
        <ToDue row={row} />
      </Td>
    </tr>
  );
}
