import type { Metadata } from "next";
import { CheckTable } from "@/app/(quality)/_components/check-table";
import { DeviationTable } from "@/app/(planner)/_components/deviation-table";
import { RefreshOnChange } from "@/app/(planner)/_components/refresh-on-change";
import { Figure, FigureRow } from "@/components/data/figure";
import { Answer } from "@/components/ui/answer";
import { sitesWith } from "@/lib/auth/authorise";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { deviations } from "@/lib/queries/quality/deviations";
import { dueAtSites, failedAtSites, holdsAtSites, pendingAtSites } from "@/lib/queries/quality/desk";
import { qualityExceptions } from "@/lib/queries/quality/exceptions";
import { nonconformances } from "@/lib/queries/quality/nonconformances";
import { approveDeviationAction, refuseDeviationAction } from "./actions";
import { HoldTable } from "./_components/hold-table";
import { NonconformanceList } from "./_components/nonconformance-list";
import { PendingTable } from "./_components/pending-table";
import { QualityExceptions } from "./_components/quality-exceptions";

export const metadata: Metadata = { title: "Quality" };

/** The quality desk: what must be decided, what is held because of it, and which checks are due or failed. */
export default async function QualityPage() {
  const actor = await requireActor("hold.place");
  const from = reader();
  const [found, due, failed, holds, pending, asked, exceptions] = await Promise.all([
    nonconformances(from, actor),
    dueAtSites(from, actor),
    failedAtSites(from, actor),
    holdsAtSites(from, actor),
    pendingAtSites(from, actor),
    deviations(from, actor, "QUALITY"),
    qualityExceptions(from, actor),
  ]);
  const open = found.filter(({ state }) => state !== "CLOSED" && state !== "VOID");
  const now = from.now.toISOString();
  return (
    <>
      <RefreshOnChange kinds={["nonconformance", "operation", "lot", "order", "exception"]} />
      <div className="flex flex-wrap items-end gap-x-9 gap-y-3">
        <Answer sub="Checks that fail hold what was made since the last one that passed, and open a nonconformance over it.">{answer(open.length)}</Answer>
        <FigureRow>
          <Figure label="Calls" value={String(exceptions.total)} tone={exceptions.total > 0 ? "warning" : "plain"} />
          <Figure label="Holds" value={String(holds.length)} tone={holds.length > 0 ? "warning" : "plain"} />
          <Figure label="Lots to release" value={String(pending.length)} />
          <Figure label="Checks due" value={String(due.length)} />
        </FigureRow>
      </div>
      <QualityExceptions exceptions={exceptions} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <CheckTable
          title="Checks that are due"
          rows={due}
          now={now}
          empty="None is due"
          ask={sitesWith(actor, "check.record").length > 0 ? { about: "IN_WORK", timeZone: exceptions.timeZone } : undefined}
        />
        <CheckTable title="Checks that failed" rows={failed} now={now} empty="None has failed" />
      </div>
      <NonconformanceList rows={found} />
      <DeviationTable rows={asked} as="quality" approve={approveDeviationAction} refuse={refuseDeviationAction} />
      <PendingTable rows={pending} />
      <HoldTable rows={holds} />
    </>
  );
}

function answer(open: number): string {
  if (open === 0) return "No nonconformance is open";
  return open === 1 ? "One nonconformance is open" : `${open} nonconformances are open`;
}
