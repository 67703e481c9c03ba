import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import type { InstructionLine } from "@/lib/queries/quality/instructions";
import { gateWord, operationWords, standing } from "./instruction-words";

/** Instructions by item and operation: the version that counts, and the draft of the next. */
export function InstructionTable({ rows }: { rows: readonly InstructionLine[] }) {
  return (
    <Panel title="Instructions" className="overflow-x-auto">
      {rows.length === 0 ? (
        <EmptyState title="There is none">What is written for an item and an operation is shown at every tablet where that operation is started.</EmptyState>
      ) : (
        <Table caption="Instructions">
          <thead>
            <tr>
              <Th>Instruction</Th>
              <Th>Item</Th>
              <Th>Operation</Th>
              <Th>Site</Th>
              <Th num>Version</Th>
              <Th>State</Th>
              <Th>Holds back</Th>
              <Th num>Read by</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <RowHead>
                  <Link href={`/instructions/${row.id}`} className="inline-flex min-h-8 items-center text-accent underline underline-offset-3">
                    {row.title}
                  </Link>
                </RowHead>
                <Td>
                  {row.item}
                  {row.itemText === null ? null : <span className="block text-sm text-ink-3">{row.itemText}</span>}
                </Td>
                <Td>{operationWords(row)}</Td>
                <Td>{row.site}</Td>
                <Td num>{row.version}</Td>
                <Td>
                  {standing(row)}
                  <span className="block text-sm text-ink-3">
                    {`${row.state === "DRAFT" ? "saved" : "since"} ${formatDayTime(row.validFrom ?? row.writtenAt, { timeZone: row.timeZone })}, ${row.writtenName}`}
                  </span>
                </Td>
                <Td>{gateWord(row.gate)}</Td>
                <Td num>{row.readers}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}
