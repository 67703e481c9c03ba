import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import type { OrderDetail } from "@/lib/queries/planner/order-detail";
import { traceHref } from "@/lib/client/planner/links";

const STATES: Readonly<Record<OrderDetail["components"][number]["state"], string>> = { OPEN: "Open", PARTIAL: "Partly taken", ISSUED: "Taken", CLOSED: "Closed" };

/** Materials of the order: what it needs, what was taken, and from which lots. */
export function OrderComponents({ detail }: { detail: OrderDetail }) {
  const { components, mayTrace } = detail;
  return (
    <Panel title="Materials" note={components.length === 0 ? undefined : "required → taken"} className="overflow-x-auto">
      {components.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">The order takes no material.</p>
      ) : (
        <Table caption="Materials and lots taken">
          <thead>
            <tr>
              <Th>Item</Th>
              <Th num>Op</Th>
              <Th num>Required</Th>
              <Th num>Taken</Th>
              <Th>Unit</Th>
              <Th>State</Th>
              <Th>Lots</Th>
            </tr>
          </thead>
          <tbody>
            {components.map((component) => (
              <tr key={component.id}>
                <RowHead className="max-w-48 truncate" title={component.itemText}>
                  <b>{component.item}</b>
                </RowHead>
                <Td num>{component.opNo}</Td>
                <Td num className="text-ink-3">
                  {formatQuantity(component.required, { decimals: component.decimals })}
                </Td>
                <Td num className="font-semibold">
                  {formatQuantity(component.issued)}
                </Td>
                <Td className="text-ink-3">{unitSymbol(component.uom)}</Td>
                <Td>{STATES[component.state]}</Td>
                <Td>
                  <ul className="flex flex-wrap gap-x-4 gap-y-0.5">
                    {component.lots.map((lot) => (
                      <li key={lot.id} className="whitespace-nowrap">
                        {mayTrace ? <Link href={traceHref(lot.number, lot.id)}>{lot.number}</Link> : lot.number} <span className="text-ink-3">{formatQuantity(lot.quantity)}</span>
                      </li>
                    ))}
                  </ul>
                </Td>
              </tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}
