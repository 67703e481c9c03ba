import { PhotoButton } from "@/components/data/photo-button";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantity, formatQuantityWithUnit } from "@/lib/format/quantity";
import type { NonconformanceView } from "@/lib/queries/quality/nonconformances";
import { NonconformanceMoves } from "./nonconformance-moves";
import { dispositionWord, roundsWord, STATE_WORDS } from "./quality-words";

/** Nonconformances: what is wrong, over how much, how far it is decided, and what comes next. */
export function NonconformanceList({ rows }: { rows: readonly NonconformanceView[] }) {
  return (
    <Panel title="Nonconformances" className="overflow-x-auto">
      {rows.length === 0 ? (
        <EmptyState title="There is none">
          A check that fails opens one, over exactly what was made since the last check that passed; so does what an operation sends to rework.
        </EmptyState>
      ) : (
        <Table caption="Nonconformances">
          <thead>
            <tr>
              <Th>Number</Th>
              <Th>What</Th>
              <Th num>Quantity</Th>
              <Th>Where</Th>
              <Th>Raised</Th>
              <Th>State</Th>
              <Th>Next</Th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id} className={row.state === "CLOSED" || row.state === "VOID" ? "text-ink-3" : ""}>
                <RowHead className="whitespace-nowrap">{row.number}</RowHead>
                <Td>
                  {row.what}
                  {row.cause === "REWORK" ? <span className="block text-sm text-ink-3">{`up to ${roundsWord(row.rounds)}`}</span> : null}
                  {row.photos.length === 0 ? null : (
                    <span className="mt-1 flex flex-wrap gap-2">
                      {row.photos.map((photo) => (
                        <PhotoButton key={photo.id} id={photo.id} of={rejectWords(photo)} />
                      ))}
                    </span>
                  )}
                </Td>
                <Td num>{formatQuantityWithUnit(row.quantity, row.uom)}</Td>
                <Td>{placeOf(row)}</Td>
                <Td>
                  {row.raisedName}, {formatDayTime(row.raisedAt, { timeZone: row.timeZone })}
                </Td>
                <Td>
                  {STATE_WORDS[row.state]}
                  {row.dispositions.map((one) => (
                    <span key={`${one.decision} ${one.quantity} ${one.reason}`} className="block text-sm text-ink-3">
                      {`${formatQuantity(one.quantity)} ${dispositionWord(one.decision)}: ${one.reason}`}
                    </span>
                  ))}
                  {row.signedBy === null ? null : <span className="block text-sm text-ink-3">{`signed by ${row.signedBy}, ${row.signedAt ?? ""} (approval)`}</span>}
                  {row.said === null ? null : <span className="block text-sm text-ink-3">{row.said}</span>}
                </Td>
                <Td>
                  <NonconformanceMoves row={row} />
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}

function rejectWords({ scrap, rework, reason }: NonconformanceView["photos"][number]): string {
  const quantities = [scrap === "0" ? null : `${formatQuantity(scrap)} scrap`, rework === "0" ? null : `${formatQuantity(rework)} rework`];
  return [...quantities, reason].filter((part) => part !== null).join(", ");
}

function placeOf({ site, order, operation, item, lot }: NonconformanceView): string {
  return [order === null ? null : operation === null ? order : `${order} / ${operation}`, item, lot === null ? null : `lot ${lot}`, site]
    .filter((part) => part !== null)
    .join(", ");
}
