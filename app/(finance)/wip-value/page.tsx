import type { Metadata } from "next";
import { wipKeys } from "@/lib/client/office-keys";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { wipScreen } from "@/lib/queries/finance/wip-screen";
import { LiveFigures } from "@/app/(finance)/_components/live-figures";
import { AgePanel } from "@/app/(finance)/_components/age-panel";
import { AsOfForm } from "@/app/(finance)/_components/as-of-form";
import { LatePanel } from "@/app/(finance)/_components/late-panel";
import { TrendPanel } from "@/app/(finance)/_components/trend-panel";
import { WipHead } from "@/app/(finance)/_components/wip-head";
import { WipTable } from "@/app/(finance)/_components/wip-table";
import { parseWipValueParams, wipValueHref } from "@/app/(finance)/_components/wip-params";

export const metadata: Metadata = { title: "Value of WIP" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** What is WIP worth, now or at T as known at K, on which orders, and since when? */
export default async function WipValuePage(props: Props) {
  const actor = await requireActor("cost.read");
  const params = parseWipValueParams(await props.searchParams);
  const screen = await wipScreen(reader(), actor, params);
  return (
    <LiveFigures queryKey={wipKeys.value(wipValueHref(params))} frozen={screen.asOf !== null}>
      <WipHead screen={screen} params={params} />
      <AsOfForm key={wipValueHref(params)} screen={screen} params={params} />
      <div className="grid items-stretch gap-4 min-[1100px]:grid-cols-[minmax(380px,500px)_minmax(0,1fr)]">
        <AgePanel screen={screen} params={params} />
        {screen.late.lines.length + screen.late.orders.length > 0 ? <LatePanel screen={screen} params={params} /> : <TrendPanel screen={screen} locale={params.locale} />}
      </div>
      <WipTable screen={screen} params={params} />
    </LiveFigures>
  );
}
