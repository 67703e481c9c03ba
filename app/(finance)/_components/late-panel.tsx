import Link from "next/link";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import { formatMoneyDifference } from "@/lib/format/money";
import { formatQuantity, formatQuantityWithUnit } from "@/lib/format/quantity";
import { orderStateWord } from "@/lib/format/planner/state-words";
import type { LateLine } from "@/lib/queries/finance/wip-as-known";
import type { WipScreen } from "@/lib/queries/finance/wip-screen";
import { hrefWith } from "./figure-locale";
import { SHOW_WORDS } from "./words";
import { SHOWS } from "@/lib/queries/finance/show";
import type { WipValueParams } from "./wip-params";

/** C-13: why the past moved: what had happened before T and was recorded only after K; orders that came or went as a whole first. */
export function LatePanel({ screen, params: { locale, asked } }: { screen: WipScreen; params: WipValueParams }) {
  const { lines, total, orders } = screen.late;
  const costHref = (number: string, site: string, show?: string) =>
    hrefWith(`/orders/${encodeURIComponent(number)}/cost`, { site: screen.sites.length > 1 ? site : undefined, show, locale: asked });
  return (
    <Panel title="Why it moved" note="T says what had happened, K says what was known" className="max-h-72">
      <Table caption="Late entries, largest first" scroll dense>
        <thead>
          <tr>
            <Th>Order</Th>
            <Th>Entry</Th>
            <Th>Happened</Th>
            <Th>Recorded</Th>
            <Th num>Quantity</Th>
            <Th num>Amount</Th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <Tr key={order.id}>
              <Td>
                <Link href={costHref(order.order, order.site)} className="text-accent underline underline-offset-3">
                  {order.order}
                </Link>
              </Td>
              <Td>{`order ${orderStateWord(order.state).toLowerCase()}, known as ${order.knownAs === null ? "nothing" : orderStateWord(order.knownAs).toLowerCase()}`}</Td>
              <Td className="whitespace-nowrap">{formatDayTime(order.eventTime, { timeZone: order.timeZone, locale })}</Td>
              <Td className="whitespace-nowrap">{formatDayTime(order.recordTime, { timeZone: order.timeZone, locale })}</Td>
              <Td num>all of it</Td>
              <Td num className="font-semibold">
                {formatMoneyDifference(order.amount, { locale })}
              </Td>
            </Tr>
          ))}
          {lines.map((line) => (
            <Tr key={line.id}>
              <Td>
                <Link href={costHref(line.order, line.site, line.element)} className="text-accent underline underline-offset-3">
                  {line.order}
                </Link>
              </Td>
              <Td>{`op${line.opNo} ${wordOf(line.element).toLowerCase()}${line.item === null ? "" : ` ${line.item}`}`}</Td>
              <Td className="whitespace-nowrap">{formatDayTime(line.eventTime, { timeZone: line.timeZone, locale })}</Td>
              <Td className="whitespace-nowrap">{formatDayTime(line.recordTime, { timeZone: line.timeZone, locale })}</Td>
              <Td num>{measure(line, locale)}</Td>
              <Td num className="font-semibold">
                {formatMoneyDifference(line.amount, { locale })}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
      {lines.length < total ? <PanelFoot>{`The ${lines.length} largest of ${formatQuantity(String(total), { locale })} late entries.`}</PanelFoot> : null}
    </Panel>
  );
}

function wordOf(element: string): string {
  const show = SHOWS.find((each) => each === element);
  return show === undefined ? element : SHOW_WORDS[show];
}

function measure(line: LateLine, locale: string): string {
  if (line.quantity !== null) return formatQuantityWithUnit(line.quantity.replace(/\.?0+$/, ""), line.uom ?? "", { locale });
  return `${formatQuantity(((line.seconds ?? 0) / 3600).toFixed(2), { locale, decimals: 2 })}\u00a0h`;
}
