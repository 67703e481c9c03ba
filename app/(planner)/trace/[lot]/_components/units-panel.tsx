import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import { lotStatusWord } from "@/lib/format/planner/state-words";
import type { HandlingUnitRow } from "@/lib/queries/trace/handling-units";
import type { LotHead } from "@/lib/queries/trace/lot-head";

/** Handling units that a lot was put on, with their labels and whether what is on them may be used; `status` is that of the lot. None where it stands on none. */
export function UnitsPanel({ units, status, timeZone }: { units: readonly HandlingUnitRow[]; status: LotHead["status"]; timeZone: string }) {
  if (units.length === 0) return null;
  return (
    <Panel title="Handling units" note="as they were closed, newest first" className="mt-4 overflow-x-auto">
      <Table caption="Handling units of this lot">
        <thead>
          <tr>
            <Th>SSCC</Th>
            <Th num>Quantity</Th>
            <Th num>Closed</Th>
            <Th>Quality</Th>
            <Th>Label</Th>
          </tr>
        </thead>
        <tbody>
          {units.map((unit) => (
            <tr key={unit.id}>
              <RowHead className={unit.takenBack ? "text-ink-3" : undefined}>{unit.sscc}</RowHead>
              <Td num>{formatQuantityWithUnit(unit.quantity, unit.uom)}</Td>
              <Td num>{formatDayTime(unit.closedAt, { timeZone })}</Td>
              <Td>{unit.takenBack ? null : <UnitState heldBy={unit.heldBy} status={status} />}</Td>
              <Td>
                {unit.takenBack ? (
                  <span className="text-ink-3">taken back</span>
                ) : (
                  <a href={`/api/labels/units/${unit.id}`} target="_blank" rel="noopener" aria-label={`Label of ${unit.sscc} as PDF`}>
                    PDF
                  </a>
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

/** EX-14: a unit of pieces in doubt is held while the rest of its lot may be used. */
function UnitState({ heldBy, status }: { heldBy: readonly string[]; status: LotHead["status"] }) {
  if (heldBy.length === 0) return <span className={status === "RELEASED" ? "text-ink-3" : undefined}>{lotStatusWord(status)}</span>;
  return (
    <span className="font-medium text-amber-ink">
      {lotStatusWord("ON_HOLD")} <span className="font-normal text-ink-3">({heldBy.join(", ")})</span>
    </span>
  );
}
