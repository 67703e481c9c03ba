import Link from "next/link";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { OrderDetail } from "@/lib/queries/planner/order-detail";
import { lineHref } from "@/lib/client/planner/links";
import { noTimes } from "@/lib/format/planner/projection-words";
import { operationStateWord } from "@/lib/format/planner/state-words";

/** Steps of the order: quantities, times by plan and in truth. */
export function OrderOperations({ detail }: { detail: OrderDetail }) {
  const { order, operations } = detail;
  const withoutTimes = operations.filter((operation) => operation.withoutTimes).map((operation) => operation.opNo);
  return (
    <Panel title="Operations" note={`quantities in ${unitSymbol(order.uom)}, machine hours by plan → used`} className="overflow-x-auto">
      <Table caption="Operations">
        <thead>
          <tr>
            <Th>Operation</Th>
            <Th>Line</Th>
            <Th>State</Th>
            <Th num>To make</Th>
            <Th num>Good</Th>
            <Th num>Scrap</Th>
            <Th num>Rework open</Th>
            <Th num>Hours</Th>
            <Th num>Stopped</Th>
            <Th num>Began</Th>
            <Th num>Ended</Th>
          </tr>
        </thead>
        <tbody>
          {operations.map((operation) => (
            <tr key={operation.id}>
              <RowHead className="max-w-44 truncate" title={operation.name}>
                <b>{operation.opNo}</b> {operation.name}
              </RowHead>
              <Td className="whitespace-nowrap">
                <Link href={lineHref(operation.line, order.siteCode)} className="text-ink no-underline hover:underline" title={operation.unit ?? undefined}>
                  {operation.line}
                </Link>
              </Td>
              <Td className={operation.state === "PAUSED" ? "font-medium text-amber-ink" : operation.state === "RUNNING" || operation.state === "SETUP" ? "font-semibold" : ""}>
                {operationStateWord(operation.state)}
              </Td>
              <Td num>{formatQuantity(operation.required, { decimals: order.decimals })}</Td>
              <Td num className="font-semibold">
                {formatQuantity(operation.good)}
              </Td>
              <Td num>{formatQuantity(operation.scrap)}</Td>
              <Td num className={operation.openRework === "0" ? "text-ink-3" : "text-amber-ink"}>
                {formatQuantity(operation.openRework)}
              </Td>
              <Td num>
                <span className="text-ink-3">{`${plannedHours(operation)} → `}</span>
                {hours(operation.setupSeconds + operation.runSeconds)}
              </Td>
              <Td num className={operation.delaySeconds > 0 ? "" : "text-ink-3"}>
                {hours(operation.delaySeconds)}
              </Td>
              <Td num>{operation.actualStartAt === null ? "" : formatDayTime(operation.actualStartAt, order)}</Td>
              <Td num>{operation.actualEndAt === null ? "" : formatDayTime(operation.actualEndAt, order)}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
      {withoutTimes.length === 0 ? null : <PanelFoot>{`When this order is finished cannot be projected: ${noTimes(withoutTimes)}.`}</PanelFoot>}
    </Panel>
  );
}

type Operation = OrderDetail["operations"][number];

// Hours to two decimals are for the eye; cost is counted from the seconds themselves.
function hours(seconds: number): string {
  return formatQuantity((seconds / 3_600).toFixed(2), { decimals: 2 });
}

function plannedHours(operation: Operation): string {
  return hours((Number(operation.setupHours) + Number(operation.runHours) * Number(operation.required)) * 3_600);
}
