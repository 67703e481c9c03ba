import { Fragment } from "react";
import Link from "next/link";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { ButtonLink } from "@/components/ui/button-link";
import { Mark } from "@/components/ui/mark";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatAge, secondsBetween } from "@/lib/format/duration";
import { formatMoney, formatMoneyDifference, formatMoneyWithCurrency } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import type { ComparedRow, WipScreen } from "@/lib/queries/finance/wip-screen";
import { hrefWith } from "./figure-locale";
import { operationWord } from "./words";
import { type WipValueParams, wipValueHref } from "./wip-params";

/** Open orders by value; each opens its cost. The sums are over all of them, listed or not. */
export function WipTable({ screen, params }: { screen: WipScreen; params: WipValueParams }) {
  const { locale } = params;
  const { rows, wip, totals, asOf, reserves } = screen;
  const past = asOf !== null;
  if (rows.length === 0) {
    return (
      <Panel label="Open orders">
        <EmptyState
          title={past ? "No order was in work at that instant" : "No order is in work"}
          actions={past ? <ButtonLink href={wipValueHref(params, { t: undefined, k: undefined })}>Back to now</ButtonLink> : undefined}
        >
          {past
            ? "Nothing that happened before T and was known at K belongs to an order that was open then."
            : "As soon as somebody issues material to an order or books time on it, its value stands here until the order is completed."}
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel
      title="Open orders"
      note={rows.length < wip.orders ? `the ${rows.length} largest of ${wip.orders}; the sums and the export have all` : `${wip.orders} ${past ? "at T" : "now"}`}
      className="min-[1100px]:max-h-[calc(100dvh-10rem)]"
    >
      <Table caption="Open orders by value of WIP" scroll>
        <thead>
          <tr>
            <Th>Order</Th>
            <Th>Item</Th>
            <Th>Site</Th>
            <Th>Operation{past ? " now" : ""}</Th>
            <Th num>Age</Th>
            <Th num>Charged</Th>
            <Th num>Received</Th>
            <Th num>{past ? "WIP as known" : "WIP"}</Th>
            {past ? (
              <>
                <Th num>Restated</Th>
                <Th num>Change</Th>
              </>
            ) : (
              <Th num>Inventoriable</Th>
            )}
            {totals.length > 1 ? <Th>Currency</Th> : null}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <OrderRow key={row.orderId} row={row} screen={screen} params={params} />
          ))}
          {totals.map((total) => (
            <Tr key={total.currency} total>
              <Td colSpan={5}>
                Total of {total.orders === 1 ? "one order" : `${total.orders} orders`}, {total.currency}
              </Td>
              <Td num>{formatMoney(total.charged, { locale })}</Td>
              <Td num>{formatMoney(total.received, { locale })}</Td>
              <Td num>{formatMoney(total.wip, { locale })}</Td>
              {past ? (
                <>
                  <Td num>{formatMoney(total.restated, { locale })}</Td>
                  <Td num>{formatMoneyDifference(total.change, { locale })}</Td>
                </>
              ) : (
                <Td num>{formatMoney(total.inventoriable, { locale })}</Td>
              )}
              {totals.length > 1 ? <Td>{total.currency}</Td> : null}
            </Tr>
          ))}
        </tbody>
      </Table>
      {reserves.total === 0 ? null : (
        <PanelFoot>
          <Mark kind="warning" className="flex-none">
            {reserves.total === 1 ? "Exception: one order is a reserve" : `Exception: ${formatQuantity(String(reserves.total), { locale })} orders are reserves`}
          </Mark>
          <span>
            {reserves.rows.map((row, index) => (
              <Fragment key={row.orderId}>
                {index === 0 ? "" : ", "}
                <Link
                  href={hrefWith(`/orders/${encodeURIComponent(row.number)}/cost`, { site: screen.sites.length > 1 ? row.site : undefined, locale: params.asked })}
                  className="whitespace-nowrap text-accent underline underline-offset-3"
                >
                  {row.number}
                </Link>
                {` ${formatMoneyWithCurrency(row.wip, row.currency, { locale })}`}
              </Fragment>
            ))}
            {reserves.rows.length < reserves.total ? ` and ${formatQuantity(String(reserves.total - reserves.rows.length), { locale })} more` : ""}. More was received at standard
            than was charged. Usually an issue or a time is not recorded yet.
          </span>
        </PanelFoot>
      )}
    </Panel>
  );
}

function OrderRow({ row, screen, params }: { row: ComparedRow; screen: WipScreen; params: WipValueParams }) {
  const { locale } = params;
  const past = screen.asOf !== null;
  return (
    <Tr>
      <Td className="max-w-[14rem] truncate" title={row.number}>
        <Link
          href={hrefWith(`/orders/${encodeURIComponent(row.number)}/cost`, { site: screen.sites.length > 1 ? row.site : undefined, locale: params.asked })}
          className="whitespace-nowrap text-accent underline underline-offset-3"
        >
          {row.number}
        </Link>
      </Td>
      <Td className="max-w-[16rem] truncate" title={row.itemText}>
        {row.item}
      </Td>
      <Td className="whitespace-nowrap">{row.site}</Td>
      <Td className="whitespace-nowrap">{row.state === "ON_HOLD" ? `${operationWord(row.opNo, row.opState)}, on hold` : operationWord(row.opNo, row.opState)}</Td>
      <Td num className="text-ink-3">
        {row.startedAt === null ? "" : formatAge(Math.max(0, secondsBetween(row.startedAt, screen.at)))}
      </Td>
      <Td num>{formatMoney(row.charged, { locale })}</Td>
      <Td num>{formatMoney(row.received, { locale })}</Td>
      <Td num className={Number(row.wip) < 0 ? "font-semibold text-amber-ink" : past ? undefined : "font-semibold"}>
        {formatMoney(row.wip, { locale })}
      </Td>
      {past ? (
        <>
          <Td num className="font-semibold">
            {formatMoney(row.restated, { locale })}
          </Td>
          <Td num className={Number(row.change) === 0 ? "text-ink-3" : "font-semibold"}>
            {formatMoneyDifference(row.change, { locale })}
          </Td>
        </>
      ) : (
        <Td num>{formatMoney(row.inventoriable, { locale })}</Td>
      )}
      {screen.totals.length > 1 ? <Td>{row.currency}</Td> : null}
    </Tr>
  );
}
