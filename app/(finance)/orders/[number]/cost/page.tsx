import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { costKeys } from "@/lib/client/office-keys";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { WhichSite } from "@/app/_frame/which-site";
import { orderWhereabouts } from "@/lib/queries/whereabouts";
import { costLines } from "@/lib/queries/finance/cost-lines";
import { eventNames } from "@/lib/queries/finance/event-names";
import { orderCostView } from "@/lib/queries/finance/order-cost";
import { LiveFigures } from "@/app/(finance)/_components/live-figures";
import { CostHead } from "@/app/(finance)/_components/cost-head";
import { ElementPanel } from "@/app/(finance)/_components/element-panel";
import { SourcePanel } from "@/app/(finance)/_components/source-panel";
import { VariancePanel } from "@/app/(finance)/_components/variance-panel";
import { costHref, parseCostParams, shownFigure } from "@/app/(finance)/_components/cost-params";

type Props = { params: Promise<{ number: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Cost of ${decodeURIComponent((await params).number)}` };
}

/** Where did the money go? Actual cost of an order against its standard, each figure down to the facts behind it. */
export default async function OrderCostPage(props: Props) {
  const actor = await requireActor("cost.read");
  const params = parseCostParams((await props.params).number, await props.searchParams);
  const read = reader();
  const places = await orderWhereabouts(read, actor, "cost.read", params.number, params.site ?? null);
  const [place, another] = places.mine;
  if (another !== undefined) return <WhichSite what={`order ${params.number}`} places={places.mine} href={(site) => costHref({ ...params, site }, {})} />;
  const view = place === undefined ? null : await orderCostView(read, actor, params.number, place.code);
  if (view === null) {
    await noteUnseen(actor, "cost.open", params.number, places);
    notFound();
  }
  const show = shownFigure(params, view);
  const lines = await costLines(read, view.order.id, show, params.page);
  const opened = lines.events.find((event) => event.id === params.event);
  const names = opened === undefined ? null : await eventNames(read, view.order.siteId, opened);
  return (
    <LiveFigures queryKey={costKeys.order(view.order.id)}>
      <CostHead view={view} locale={params.locale} />
      <VariancePanel view={view} params={params} show={show} />
      <div className="grid min-h-0 flex-1 items-start gap-4 min-[1180px]:grid-cols-[minmax(420px,500px)_minmax(0,1fr)]">
        <ElementPanel view={view} params={params} show={show} />
        <SourcePanel view={view} params={params} lines={lines} names={names} />
      </div>
    </LiveFigures>
  );
}
