import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatDate, formatDayTime } from "@/lib/format/instant";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { OrderDetail } from "@/lib/queries/planner/order-detail";
import { traceHref } from "@/lib/client/planner/links";
import { lotStatusWord } from "@/lib/format/planner/state-words";

/** Lots that the order made. */
export function ProducedLots({ detail }: { detail: OrderDetail }) {
  const { produced, order, mayTrace } = detail;
  return (
    <Panel title="Lots produced" className="overflow-x-auto">
      {produced.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">Nothing has come out of the last operation yet.</p>
      ) : (
        <Table caption="Lots produced">
          <thead>
            <tr>
              <Th>Lot</Th>
              <Th num>Quantity</Th>
              <Th>Unit</Th>
              <Th>Status</Th>
              <Th num>Made</Th>
              <Th num>Expires</Th>
            </tr>
          </thead>
          <tbody>
            {produced.map((lot) => (
              <tr key={lot.id}>
                <RowHead className="max-w-64 truncate">{mayTrace ? <Link href={traceHref(lot.number, lot.id)}>{lot.number}</Link> : lot.number}</RowHead>
                <Td num className="font-semibold">
                  {formatQuantity(lot.quantity)}
                </Td>
                <Td className="text-ink-3">{unitSymbol(lot.uom)}</Td>
                <Td>{lotStatusWord(lot.status)}</Td>
                <Td num>{lot.madeAt === null ? "" : formatDayTime(lot.madeAt, order)}</Td>
                <Td num>{lot.expiresAt === null ? "" : formatDate(lot.expiresAt, order)}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}
