import type { Metadata } from "next";
import { DeviationTable } from "@/app/(planner)/_components/deviation-table";
import { RefreshOnChange } from "@/app/(planner)/_components/refresh-on-change";
import { Figure, FigureRow } from "@/components/data/figure";
import { Answer } from "@/components/ui/answer";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { deviations } from "@/lib/queries/quality/deviations";
import { dueAtSites, failedAtSites, holdsAtSites, pendingAtSites } from "@/lib/queries/quality/desk";
import { nonconformances } from "@/lib/queries/quality/nonconformances";
import { approveDeviationAction, refuseDeviationAction } from "./actions";
import { CheckTable } from "./_components/check-table";
import { HoldTable } from "./_components/hold-table";
import { NonconformanceList } from "./_components/nonconformance-list";
import { PendingTable } from "./_components/pending-table";

export const metadata: Metadata = { title: "Quality" };

/** The quality desk: what must be decided, what is held because of it, and which checks are due or failed. */
export default async function QualityPage() {
  const actor = await requireActor("hold.place");
  const from = reader();
  const [found, due, failed, holds, pending, asked] = await Promise.all([
    nonconformances(from, actor),
    dueAtSites(from, actor),
    failedAtSites(from, actor),
    holdsAtSites(from, actor),
    pendingAtSites(from, actor),
    deviations(from, actor, "QUALITY"),
  ]);
  const open = found.filter(({ state }) => state !== "CLOSED" && state !== "VOID");
  const now = from.now.toISOString();
  return (
    <>
      <RefreshOnChange kinds={["nonconformance", "operation", "lot", "order"]} />
      <div className="flex flex-wrap items-end gap-x-9 gap-y-3">
        <Answer sub="Checks that fail hold what was made since the last one that passed, and open a nonconformance over it.">{answer(open.length)}</Answer>
        <FigureRow>
          <Figure label="Holds" value={String(holds.length)} tone={holds.length > 0 ? "warning" : "plain"} />
          <Figure label="Lots to release" value={String(pending.length)} />
          <Figure label="Checks due" value={String(due.length)} />
        </FigureRow>
      </div>
      <NonconformanceList rows={found} />
      <DeviationTable rows={asked} as="quality" approve={approveDeviationAction} refuse={refuseDeviationAction} />
      <PendingTable rows={pending} />
      <HoldTable rows={holds} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <CheckTable title="Checks that are due" rows={due} now={now} empty="None is due" />
        <CheckTable title="Checks that failed" rows={failed} now={now} empty="None has failed" />
      </div>
    </>
  );
}

function answer(open: number): string {
  if (open === 0) return "No nonconformance is open";
  return open === 1 ? "One nonconformance is open" : `${open} nonconformances are open`;
}
