import Link from "next/link";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { LotHead } from "@/lib/queries/trace/lot-head";
import { traceHref } from "@/lib/client/planner/links";
import { lotStatusWord } from "@/lib/format/planner/state-words";

/** Lots to choose from. */
export function LotTable({ lots, caption }: { lots: readonly LotHead[]; caption: string }) {
  return (
    <Table caption={caption}>
      <thead>
        <tr>
          <Th>Lot</Th>
          <Th>Item</Th>
          <Th>Site</Th>
          <Th>From</Th>
          <Th>Status</Th>
          <Th num>On hand</Th>
          <Th>Unit</Th>
          <Th num>Made or received</Th>
        </tr>
      </thead>
      <tbody>
        {lots.map((lot) => {
          const at = lot.madeAt ?? lot.receivedAt;
          return (
            <tr key={lot.id}>
              <RowHead className="max-w-56 truncate">
                <Link href={traceHref(lot.number, lot.id)} className="font-semibold">
                  {lot.number}
                </Link>
              </RowHead>
              <Td className="max-w-0 min-w-44 truncate" title={`${lot.item}, ${lot.itemText}`}>
                {lot.item} <span className="text-ink-3">{lot.itemText === lot.item ? "" : lot.itemText}</span>
              </Td>
              <Td className="whitespace-nowrap">{lot.site}</Td>
              <Td className="max-w-44 truncate">{lot.order ?? lot.supplierLot ?? (lot.origin === "PURCHASED" ? "purchased" : "made here")}</Td>
              <Td className={lot.status === "RELEASED" ? "whitespace-nowrap" : "font-medium whitespace-nowrap text-amber-ink"}>{lotStatusWord(lot.status)}</Td>
              <Td num>{formatQuantity(lot.onHand)}</Td>
              <Td className="text-ink-3">{unitSymbol(lot.uom)}</Td>
              <Td num>{at === null ? "" : formatDayTime(at, lot)}</Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
