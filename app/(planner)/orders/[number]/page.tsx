import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { Figure, FigureRow } from "@/components/data/figure";
import { ButtonLink } from "@/components/ui/button-link";
import { CheckTable } from "@/app/(quality)/_components/check-table";
import { sitesWith } from "@/lib/auth/authorise";
import { checksOf } from "@/lib/queries/quality/desk";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { formatDayTime } from "@/lib/format/instant";
import { formatQuantity, unitSymbol } from "@/lib/format/quantity";
import { correctionChoices } from "@/lib/queries/planner/correction-choices";
import { orderActions } from "@/lib/queries/planner/order-actions";
import { shiftProposals } from "@/lib/queries/planner/shift-proposals";
import { deviations } from "@/lib/queries/quality/deviations";
import { orderDetail } from "@/lib/queries/planner/order-detail";
import { orderWhereabouts } from "@/lib/queries/whereabouts";
import { orderHref } from "@/lib/client/planner/links";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { WhichSite } from "@/app/_frame/which-site";
import { approveDeviationAction, refuseDeviationAction } from "@/app/(planner)/actions";
import { DeviationTable } from "@/app/(planner)/_components/deviation-table";
import { MoveProduction } from "@/app/(planner)/_components/move-production";
import { RefreshOnChange } from "@/app/(planner)/_components/refresh-on-change";
import { ShiftProposals } from "@/app/(planner)/_components/shift-proposals";
import { listed } from "@/lib/format/planner/listed";
import { orderStateWord } from "@/lib/format/planner/state-words";
import { OrderActionBar } from "./_components/order-action-bar";
import { OrderComponents } from "./_components/order-components";
import { OrderEvents } from "./_components/order-events";
import { OrderExceptions } from "./_components/order-exceptions";
import { OrderMessages } from "./_components/order-messages";
import { OrderOperations } from "./_components/order-operations";
import { ProducedLots } from "./_components/produced-lots";

type Props = { params: Promise<{ number: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).number) };
}

/** One order: what was done, with which lots, what the ERP was told, and what happened. */
export default async function OrderPage({ params, searchParams }: Props) {
  const actor = await requireActor("plan.read");
  const { site } = await searchParams;
  const number = decodeURIComponent((await params).number);
  const places = await orderWhereabouts(reader(), actor, "plan.read", number, typeof site === "string" ? site : null);
  const [place, another] = places.mine;
  if (another !== undefined) return <WhichSite what={`order ${number}`} places={places.mine} href={(code) => orderHref(number, code)} />;
  const detail = place === undefined ? null : await orderDetail(reader(), actor, number, place.code);
  if (detail === null) {
    await noteUnseen(actor, "order.open", number, places);
    notFound();
  }
  const { order } = detail;
  const [actions, proposals, choices, asked, checks] = await Promise.all([
    orderActions(reader(), actor, order.id),
    shiftProposals(reader(), actor, { orderId: order.id }),
    correctionChoices(reader(), actor, order.id),
    deviations(reader(), actor, "PLANNER", { orderId: order.id }),
    checksOf(reader(), actor, { orderId: order.id }),
  ]);
  const mayAsk = sitesWith(actor, "check.record").includes(order.siteId);
  const unit = unitSymbol(order.uom);
  const late = order.completedAt === null && order.dueAt < detail.asOf;
  return (
    <>
      <RefreshOnChange kinds={["order", "operation", "exception", "message"]} />
      <PageHeader
        title={`${order.number}${answer(detail)}`}
        sub={`${order.itemText === order.item ? order.item : `${order.item}, ${order.itemText}`} · ${order.site} · revision ${order.erpVersion} of ${order.connection}${order.commitment === null ? "" : ` · for ${order.commitment}`}`}
      >
        <FigureRow>
          <Figure label="Good" value={formatQuantity(order.good)} note={`of ${formatQuantity(order.quantity)} ${unit}`} />
          <Figure label="Scrap" value={formatQuantity(order.scrap)} note={unit} />
          <Figure label="In stock" value={formatQuantity(order.received)} note={unit} />
          <Figure label="Due" value={formatDayTime(order.dueAt, order)} tone={late ? "critical" : "plain"} note={late ? "passed" : undefined} />
          <Figure label="State" value={orderStateWord(order.state)} tone={order.state === "ON_HOLD" ? "warning" : "plain"} />
        </FigureRow>
        {detail.maySeeCost ? <ButtonLink href={`/orders/${encodeURIComponent(order.number)}/cost?site=${encodeURIComponent(order.siteCode)}`}>Cost</ButtonLink> : null}
      </PageHeader>
      {actions === null ? null : (
        <OrderActionBar orderId={order.id} number={order.number} actions={actions} timeZone={order.timeZone} asOf={detail.asOf}>
          {actions.move ? <MoveProduction number={order.number} siteCode={order.siteCode} timeZone={order.timeZone} /> : null}
        </OrderActionBar>
      )}
      <div className="grid items-start gap-4 min-[88rem]:grid-cols-[minmax(0,1fr)_27rem]">
        <div className="grid min-w-0 gap-4">
          <OrderOperations detail={detail} />
          <OrderComponents detail={detail} />
          <DeviationTable rows={asked} as="planner" approve={approveDeviationAction} refuse={refuseDeviationAction} />
          {mayAsk || checks.length > 0 ? (
            <CheckTable
              title="Checks of the order"
              rows={checks}
              now={detail.asOf}
              empty="None is due, and none was made"
              ask={mayAsk ? { about: { order: order.id }, timeZone: order.timeZone } : undefined}
            />
          ) : null}
          <ProducedLots detail={detail} />
          <OrderEvents detail={detail} choices={choices} />
        </div>
        <div className="grid min-w-0 gap-4">
          <ShiftProposals proposals={proposals} asOf={detail.asOf} ofOrder />
          <OrderExceptions detail={detail} />
          <OrderMessages detail={detail} />
        </div>
      </div>
    </>
  );
}

/** What the order does now, in words. */
function answer({ order, operations }: NonNullable<Awaited<ReturnType<typeof orderDetail>>>): string {
  const loaded = operations.filter((operation) => operation.state === "RUNNING" || operation.state === "SETUP" || operation.state === "PAUSED");
  const [running] = loaded;
  switch (order.state) {
    case "CREATED":
      return " waits for its release.";
    case "ON_HOLD":
      return " is on hold.";
    case "COMPLETED":
    case "CLOSED":
      return ` is finished, ${formatQuantity(order.good)} good.`;
    case "CANCELLED":
      return " was cancelled.";
    case "ABORTED":
      return ` was aborted, ${formatQuantity(order.good)} good.`;
    case "RELEASED":
      return " has not begun.";
    case "IN_PROGRESS":
      if (running === undefined) return " waits between steps.";
      if (loaded.length > 1) return `: ${listed(loaded.map((operation) => operation.name))} are in work.`;
      return `: ${running.name} ${running.state === "PAUSED" ? "is paused" : running.state === "SETUP" ? "is being set up" : "runs"} on ${running.line}.`;
  }
}
