import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { PageHeader } from "@/components/layout/page-header";
import { CheckTable } from "@/app/(quality)/_components/check-table";
import { sitesWith } from "@/lib/auth/authorise";
import { checksOf } from "@/lib/queries/quality/desk";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { lotWhereabouts, lotWhereaboutsById } from "@/lib/queries/whereabouts";
import { lotsByNumber } from "@/lib/queries/trace/lot-head";
import { handlingUnitsOfLot } from "@/lib/queries/trace/handling-units";
import { lotPieces } from "@/lib/queries/trace/lot-conditions";
import { lotHolds } from "@/lib/queries/trace/lot-holds";
import { traceLot } from "@/lib/queries/trace/trace-lot";
import { RefreshOnChange } from "@/app/(planner)/_components/refresh-on-change";
import { LotTable } from "@/app/(planner)/trace/_components/lot-table";
import { ConditionsPanel } from "./_components/conditions-panel";
import { TraceView } from "./_components/trace-view";

type Props = { params: Promise<{ lot: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Trace ${decodeURIComponent((await params).lot)}` };
}

/** Where a lot came from and where it went, over all levels and orders. Where several lots have the number: which one. */
export default async function TraceLotPage({ params, searchParams }: Props) {
  const actor = await requireActor("trace.read");
  const number = decodeURIComponent((await params).lot);
  const { lot } = await searchParams;
  const asked = typeof lot === "string" && UUID.test(lot) ? lot : null;
  const lots = asked === null ? await lotsByNumber(reader(), actor, number) : [];
  const only = asked ?? (lots.length === 1 ? lots[0]?.id : undefined);
  if (only !== undefined) {
    const trace = await traceLot(reader(), actor, only);
    if (trace === null) {
      await noteUnseen(actor, "lot.trace", only, await lotWhereaboutsById(reader(), actor, "trace.read", only));
      notFound();
    }
    const { lot: head } = trace;
    const [holds, units, checks, pieces] = await Promise.all([
      lotHolds(reader(), actor, head),
      handlingUnitsOfLot(reader(), head.id),
      checksOf(reader(), actor, { lotId: head.id }),
      lotPieces(reader(), actor, head.id),
    ]);
    const mayAsk = sitesWith(actor, "check.record").includes(head.siteId);
    return (
      <>
        <RefreshOnChange kinds={["lot"]} />
        <TraceView
          trace={trace}
          holds={holds}
          units={units}
          conditions={pieces.length === 0 ? null : <ConditionsPanel lotId={head.id} number={head.number} uom={head.uom} timeZone={head.timeZone} pieces={pieces} />}
          checks={
            mayAsk || checks.length > 0 ? (
              <CheckTable
                title="Checks of the lot"
                rows={checks}
                now={reader().now.toISOString()}
                empty="Nobody has asked for a check of it"
                ask={mayAsk ? { about: { lot: head.id }, timeZone: head.timeZone } : undefined}
                className="mt-4"
              />
            ) : null
          }
        />
      </>
    );
  }
  if (lots.length === 0) {
    await noteUnseen(actor, "lot.trace", number, await lotWhereabouts(reader(), actor, "trace.read", number));
    return (
      <Panel label="Not found">
        <EmptyState
          level={1}
          title={`No lot ${number}`}
          actions={
            <ButtonLink tone="primary" href="/trace">
              Look for another
            </ButtonLink>
          }
        >
          None of your sites has a lot of that number, nor a supplier’s lot. It may be at a site that you do not see.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <>
      <PageHeader title={`Which of the ${lots.length} lots ${number}?`} sub="A number is unique within an item and a site only." />
      <Panel label="Lots of that number" className="overflow-x-auto">
        <LotTable lots={lots} caption={`Lots ${number}`} />
      </Panel>
    </>
  );
}
