import Link from "next/link";
import clsx from "clsx";
import { MoveProduction } from "@/app/(planner)/_components/move-production";
import { Panel, PanelFoot } from "@/components/ui/panel";
import { RowHead, Table, Td, Th } from "@/components/ui/table";
import { clockSecondsBetween, formatHoursDifference } from "@/lib/format/time-difference";
import { formatQuantity } from "@/lib/format/quantity";
import type { LineScreen, MovedOrder } from "@/lib/queries/planner/line-screen";
import { orderHref } from "@/lib/client/planner/links";
import { dueText } from "@/lib/format/planner/due-text";
import { noTimes, notProjectable, projectionBasis, readOf } from "@/lib/format/planner/projection-words";

/** As many as are drawn as rows; the rest is counted. */
const ROWS = 200;

/** Orders of the line and those that move with them: finish by plan, now, and the difference. */
export function MovedOrders({ screen }: { screen: LineScreen }) {
  const { orders, asOf, site, stop } = screen;
  const moved = orders.filter((order) => order.movedSeconds !== 0 && order.planAt !== order.nowAt).length;
  const when = (at: string | null, order: MovedOrder) => (order.withoutTimes.length > 0 ? "no times" : at === null ? "not in sight" : dueText(at, asOf, site.timeZone));
  const foot = [
    ...(orders.length > ROWS ? [`${ROWS} of ${formatQuantity(String(orders.length))} orders are listed.`] : []),
    ...notProjectable(orders.filter((order) => order.withoutTimes.length > 0).length),
    ...readOf(screen.projectedOrders, screen.openOrders, "open orders of the site by due date"),
    // The capacity panel says it where there is a stop.
    ...(stop === null ? projectionBasis(screen) : []),
  ];
  return (
    <Panel
      title={moved > 0 ? "Orders that move" : "Orders on this line"}
      note={`${stop === null ? `${orders.length} open` : moved === 0 ? "none moves because of the stop" : `${moved} of ${orders.length} move`}; finish of the whole order`}
      className="overflow-x-auto"
    >
      {orders.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">No open order needs this line.</p>
      ) : (
        <Table wide caption="Orders of this line, plan against now">
          <thead>
            <tr>
              <Th>Order</Th>
              <Th num>Left here</Th>
              <Th num>Due</Th>
              {stop === null ? null : <Th num>Without the stop</Th>}
              <Th num>{stop === null ? "Projected" : "Now"}</Th>
              {stop === null ? null : <Th num>Moved</Th>}
              <Th num>To due</Th>
              {screen.mayMove ? <Th unseen>Move</Th> : null}
            </tr>
          </thead>
          <tbody>
            {orders.slice(0, ROWS).map((order) => (
              <tr key={order.orderId}>
                <RowHead className="max-w-0 min-w-36 leading-[1.25]">
                  <Link href={orderHref(order.number, site.code)} className="block truncate font-semibold text-ink no-underline hover:underline">
                    {order.number}
                  </Link>
                  <span className="block truncate font-cond text-xs text-ink-3" title={`${order.item}, ${order.itemText}`}>
                    {order.item}
                  </span>
                </RowHead>
                <Td num>{order.left === null ? "later" : formatQuantity(order.left)}</Td>
                <Td num>{dueText(order.dueAt, asOf, site.timeZone)}</Td>
                {stop === null ? null : (
                  <Td num className="text-ink-3">
                    {when(order.planAt, order)}
                  </Td>
                )}
                <Td num className={clsx(isLate(order) && "font-semibold")} title={order.withoutTimes.length === 0 ? undefined : `Not projectable: ${noTimes(order.withoutTimes)}`}>
                  {when(order.nowAt, order)}
                </Td>
                {stop === null ? null : <Td num>{movedText(order)}</Td>}
                <Td num className={isLate(order) ? "font-semibold text-down-ink stale:text-inherit" : "text-ink-3"}>
                  {order.withoutTimes.length > 0 ? "" : order.nowAt === null ? "late" : formatHoursDifference(clockSecondsBetween(order.dueAt, order.nowAt))}
                </Td>
                {screen.mayMove ? <Td num>{order.left === null ? null : <MoveProduction number={order.number} siteCode={site.code} timeZone={site.timeZone} inRow />}</Td> : null}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      {foot.length === 0 ? null : <PanelFoot className="text-xs! text-ink-3!">{foot.join(" ")}</PanelFoot>}
    </Panel>
  );
}

function movedText(order: MovedOrder): string {
  if (order.withoutTimes.length > 0) return "";
  if (order.planAt === null || order.nowAt === null) return order.planAt === order.nowAt ? "" : "no end";
  return order.movedSeconds === 0 ? "–" : formatHoursDifference(clockSecondsBetween(order.planAt, order.nowAt));
}

function isLate(order: MovedOrder): boolean {
  if (order.withoutTimes.length > 0) return false;
  return order.lateSeconds === null || order.lateSeconds > 0;
}
