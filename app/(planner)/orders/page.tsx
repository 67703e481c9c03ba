import type { Metadata } from "next";
import Link from "next/link";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { ButtonLink } from "@/components/ui/button-link";
import { PageHeader } from "@/components/layout/page-header";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import { findEquipment } from "@/lib/queries/planner/find-equipment";
import { orderList } from "@/lib/queries/planner/order-list";
import { siteNames } from "@/lib/queries/planner/sites";
import { sitesWith } from "@/lib/auth/authorise";
import { orderHref } from "@/lib/client/planner/links";
import { orderStateWord } from "@/lib/format/planner/state-words";
import { FoundEquipmentLinks } from "@/app/(planner)/_components/found-equipment";
import { RefreshOnChange } from "@/app/(planner)/_components/refresh-on-change";
import { OrderFilterBar } from "./_components/order-filter-bar";
import { parseOrderParams } from "@/lib/client/planner/order-params";

export const metadata: Metadata = { title: "Orders" };

/** Every order of the sites, to be found by number or item. */
export default async function OrdersPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const actor = await requireActor("plan.read");
  const filter = parseOrderParams(await searchParams);
  const [{ rows, cut }, scope, equipment] = await Promise.all([
    orderList(reader(), actor, filter),
    siteNames(reader(), sitesWith(actor, "plan.read")),
    findEquipment(reader(), actor, filter),
  ]);
  const count = `${cut ? "More than " : ""}${rows.length} ${rows.length === 1 ? "order" : "orders"}`;
  const what = filter.show === "open" ? "open" : filter.show === "done" ? "finished or gone" : "in all";
  return (
    <>
      <RefreshOnChange kinds={["order", "wip"]} />
      <PageHeader title={rows.length === 0 ? "No order fits" : `${count} ${what}`}>
        <OrderFilterBar filter={filter} scope={scope} />
      </PageHeader>
      <FoundEquipmentLinks found={equipment} severalSites={scope.length > 1} />
      <Panel label="Orders" className="overflow-x-auto">
        {rows.length === 0 ? (
          <EmptyState
            title={filter.search === "" ? "There is none" : `No order or item begins with “${filter.search}”`}
            actions={
              <ButtonLink href={filter.show === "all" && filter.search === "" ? "/wip" : "/orders?show=all"}>
                {filter.show === "all" && filter.search === "" ? "To the board" : "Show all orders"}
              </ButtonLink>
            }
          >
            Orders come from the ERP, and appear here as soon as it tells of them.
          </EmptyState>
        ) : (
          <Table caption="Orders">
            <thead>
              <tr>
                <Th>Order</Th>
                <Th>Item</Th>
                {scope.length > 1 ? <Th>Site</Th> : null}
                <Th>State</Th>
                <Th num>Quantity</Th>
                <Th num>Good</Th>
                <Th num>Scrap</Th>
                <Th>Unit</Th>
                <Th num>Due</Th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.id}>
                  <RowHead className="max-w-56 truncate">
                    <Link href={orderHref(row.number, scope.length > 1 ? row.site : undefined)} className="font-semibold text-ink no-underline hover:underline">
                      {row.number}
                    </Link>
                  </RowHead>
                  <Td className="max-w-0 min-w-48 truncate" title={`${row.item}, ${row.itemText}`}>
                    {row.item} <span className="text-ink-3">{row.itemText === row.item ? "" : row.itemText}</span>
                  </Td>
                  {scope.length > 1 ? <Td>{row.site}</Td> : null}
                  <Td className={row.state === "ON_HOLD" ? "font-medium text-amber-ink" : ""}>{orderStateWord(row.state)}</Td>
                  <Td num>{formatQuantity(row.quantity)}</Td>
                  <Td num>{formatQuantity(row.good)}</Td>
                  <Td num className="text-ink-3">
                    {formatQuantity(row.scrap)}
                  </Td>
                  <Td className="text-ink-3">{unitSymbol(row.uom)}</Td>
                  <Td num>{formatDayTime(row.dueAt, row)}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
        {cut ? <PanelFoot>{`The first ${rows.length}. A longer beginning of the number, or the item, narrows it.`}</PanelFoot> : null}
      </Panel>
    </>
  );
}
