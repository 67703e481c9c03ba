import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import type { HandlingUnitRow } from "@/lib/queries/trace/handling-units";

/** Handling units that a lot was put on, with their labels; none where it stands on none. */
export function UnitsPanel({ units, timeZone }: { units: readonly HandlingUnitRow[]; timeZone: string }) {
  if (units.length === 0) return null;
  return (
    <Panel title="Handling units" note="as they were closed, newest first" className="mt-4 overflow-x-auto">
      <Table caption="Handling units of this lot">
        <thead>
          <tr>
            <Th>SSCC</Th>
            <Th num>Quantity</Th>
            <Th num>Closed</Th>
            <Th>Label</Th>
          </tr>
        </thead>
        <tbody>
          {units.map((unit) => (
            <tr key={unit.id}>
              <RowHead className={unit.takenBack ? "text-ink-3" : undefined}>{unit.sscc}</RowHead>
              <Td num>{formatQuantityWithUnit(unit.quantity, unit.uom)}</Td>
              <Td num>{formatDayTime(unit.closedAt, { timeZone })}</Td>
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
