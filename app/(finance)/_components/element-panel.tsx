import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatMoney, formatMoneyDifference } from "@/lib/format/money";
import { formatDifference, formatQuantity } from "@/lib/format/quantity";
import type { ElementRow, OrderCostView } from "@/lib/queries/finance/order-cost";
import type { Show } from "@/lib/queries/finance/show";
import { type CostParams, costHref } from "./cost-params";
import { MoneyBought } from "./money-bought";

const NAMES: Readonly<Record<ElementRow["key"], string>> = {
  MATERIAL: "Material",
  LABOUR: "Labour",
  MACHINE: "Machine",
  OVERHEAD: "Overhead",
  SALVAGE: "Salvage",
  ROUNDING: "Rounding",
  TOTAL: "Total",
};

/** Standard for the good quantity beside what was charged, element by element; each opens its entries. */
export function ElementPanel({ view, params, show }: { view: OrderCostView; params: CostParams; show: Show }) {
  const { locale } = params;
  const compared = view.unit.standard !== null;
  return (
    <Panel title="By element" note={`${formatQuantity(view.order.good, { locale })} good, ${view.order.currency}`}>
      <Table caption="Cost by element">
        <thead>
          <tr>
            <Th>Element</Th>
            {compared ? <Th num>Standard</Th> : null}
            <Th num>Actual</Th>
            {compared ? (
              <>
                <Th num>Difference</Th>
                <Th num>%</Th>
              </>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {view.elements
            .filter((row) => compared || row.key !== "ROUNDING")
            .map((row) => (
              <Tr key={row.key} total={row.key === "TOTAL"} selected={row.key === show || (row.key === "TOTAL" && show === "ALL")}>
                <RowHead>
                  <ElementName row={row} params={params} />
                </RowHead>
                {compared ? <Td num>{formatMoney(row.standard, { locale })}</Td> : null}
                <Td num>{formatMoney(row.actual, { locale })}</Td>
                {compared ? (
                  <>
                    <Td num>{formatMoneyDifference(row.difference, { locale })}</Td>
                    <Td num>{row.percent === null ? "" : formatDifference(row.percent, { locale, decimals: 2 })}</Td>
                  </>
                ) : null}
              </Tr>
            ))}
        </tbody>
      </Table>
      <MoneyBought view={view} locale={locale} />
    </Panel>
  );
}

function ElementName({ row, params }: { row: ElementRow; params: CostParams }) {
  if (row.key === "ROUNDING") return NAMES.ROUNDING;
  return (
    <Link href={costHref(params, { show: row.key === "TOTAL" ? "ALL" : row.key })} scroll={false} className="text-accent underline underline-offset-3">
      {NAMES[row.key]}
    </Link>
  );
}
