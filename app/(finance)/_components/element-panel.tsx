import Link from "next/link";
import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatMoney, formatMoneyDifference } from "@/lib/format/money";
import { formatDifference, formatQuantity } from "@/lib/format/quantity";
import type { ElementRow, OrderCostView } from "@/lib/queries/finance/order-cost";
import type { Show } from "@/lib/queries/finance/show";
import { type CostParams, costHref } from "./cost-params";
import { MoneyBought } from "./money-bought";
import { SHOW_WORDS } from "./words";

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
                  <ElementName row={row} params={params} alarm={view.variance?.alarm ?? false} />
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
      {compared && view.made !== null ? <MadeNote made={view.made} locale={locale} /> : null}
      <MoneyBought view={view} locale={locale} />
    </Panel>
  );
}

/** §4.2: what is hidden in the material of this order, since a made component is issued at its full standard. */
function MadeNote({ made, locale }: { made: NonNullable<OrderCostView["made"]>; locale: string }) {
  const money = (amount: string) => formatMoney(amount, { locale });
  return (
    <p className="px-4 py-2 text-xs text-ink-3">
      Material takes what was made here before at its full standard, as it is issued: {money(made.total)} of the standard.
      {made.work === null ? "" : ` In it ${money(made.work.labour)} labour, ${money(made.work.machine)} machine and ${money(made.work.overhead)} overhead of its own orders.`}
    </p>
  );
}

function ElementName({ row, params, alarm }: { row: ElementRow; params: CostParams; alarm: boolean }) {
  if (row.key === "ROUNDING") return alarm ? SHOW_WORDS.REMAINING : NAMES.ROUNDING;
  return (
    <Link href={costHref(params, { show: row.key === "TOTAL" ? "ALL" : row.key })} scroll={false} className="text-accent underline underline-offset-3">
      {NAMES[row.key]}
    </Link>
  );
}
