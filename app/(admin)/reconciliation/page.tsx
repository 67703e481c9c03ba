import type { Metadata } from "next";
import clsx from "clsx";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { LiveRegion } from "@/app/(admin)/_components/live-region";
import { SyncNow } from "@/app/(admin)/_components/sync-now";
import { Figure, FigureRow } from "@/components/data/figure";
import { Answer } from "@/components/ui/answer";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { formatDayTime } from "@/lib/format/instant";
import { formatMoney } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import { difference, differenceMessages, type DifferenceRow, differences, hiddenCosts } from "@/lib/queries/reconciliation/differences";
import { reconcilablePairs, reconciliationRun, reconciliationRuns, type ReconciliationRow } from "@/lib/queries/reconciliation/runs";
import { ACCURACY_GOAL, accuracyWords, leftOutWords, reconciliationAnswer, stateWords } from "./_components/answer";
import { DifferenceCard } from "./_components/difference-card";
import { DifferenceTable } from "./_components/difference-table";
import { ReconcileNow } from "./_components/reconcile-now";
import { RetryButton } from "./_components/retry-button";
import { RunTable } from "./_components/run-table";
import { filterOf, hrefWith, readParams } from "./search-params";

export const metadata: Metadata = { title: "Reconciliation" };

/** IN-11, C-17: do Millrace and the ERP hold the same, and where not, why not? */
export default async function ReconciliationPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const actor = await requireActor("message.read");
  const params = readParams(await searchParams);
  const from = reader();
  const now = from.now.toISOString();
  const [pairs, runs, asked] = await Promise.all([
    reconcilablePairs(from, actor),
    reconciliationRuns(from, actor),
    params.run === null ? null : reconciliationRun(from, actor, params.run),
  ]);
  const run = asked ?? runs[0] ?? null;
  const [rows, hidden, line] = await Promise.all([
    run === null ? [] : differences(from, actor, run.id, filterOf(params), (params.page ?? 1) - 1),
    run === null ? 0 : hiddenCosts(from, actor, run.id),
    params.line === null ? null : difference(from, actor, params.line),
  ]);
  const shown = line !== null && line.runId === run?.id ? line : null;
  const messages = shown === null ? [] : await differenceMessages(from, actor, shown);
  const mayStart = sitesWith(actor, "message.replay").length > 0;
  return (
    <OfficeFrame actor={actor} timeZone={run?.timeZone ?? pairs[0]?.timeZone ?? "UTC"}>
      <LiveRegion kinds={["reconciliation", "message"]} className="flex flex-col gap-3.5">
        <div className="flex flex-wrap items-end gap-x-9 gap-y-3">
          <Answer sub={subWords(run)}>{reconciliationAnswer(run)}</Answer>
          {run === null ? null : <RunFigures run={run} />}
          {run !== null && run.state === "DONE" && run.explained > 0 && mayStart ? <SyncNow connectionId={run.connectionId} name={run.connection} timeZone={run.timeZone} /> : null}
          <ReconcileNow pairs={pairs} allowed={mayStart} />
        </div>
        {run === null ? (
          <Panel label="Reconciliation">
            {pairs.length === 0 ? (
              <EmptyState title="No ERP is connected at your sites">As soon as one is, what both sides hold is compared daily at 06:00.</EmptyState>
            ) : (
              <EmptyState title="Nothing has been compared yet">Each site is compared with its ERP daily at 06:00 of the site. Reconcile now does it at once.</EmptyState>
            )}
          </Panel>
        ) : (
          <>
            {run.state === "FAILED" || run.state === "UNSUPPORTED" ? <Failed run={run} allowed={mayStart} /> : null}
            <RunTable runs={runs} shownId={run.id} hrefOf={(one) => hrefWith(params, { run: one.id })} />
            <div id="differences" className={clsx("grid scroll-mt-14 items-start gap-4", shown !== null && "xl:grid-cols-[minmax(0,1fr)_minmax(320px,400px)]")}>
              <DifferenceTable run={run} rows={rows} hiddenCosts={hidden} params={params} selectedId={shown?.id ?? null} now={now} />
              {shown === null ? null : (
                <div id="difference" className="scroll-mt-14">
                  <DifferenceCard line={shown} messages={messages} run={run} rights={rightsAt(actor, shown)} closeHref={hrefWith(params, { page: params.page }, "#differences")} />
                </div>
              )}
            </div>
          </>
        )}
      </LiveRegion>
    </OfficeFrame>
  );
}

function RunFigures({ run }: { run: ReconciliationRow }) {
  if (run.state !== "DONE") return <Figure label="Progress" value={stateWords(run)} />;
  const below = run.accuracy !== null && Number(run.accuracy) < ACCURACY_GOAL;
  return (
    <FigureRow>
      <Figure label="Accuracy" value={accuracyWords(run.accuracy)} note="goal 99.9" tone={below ? "warning" : "plain"} />
      <Figure
        label="Unexplained"
        value={formatQuantity(String(run.unexplained))}
        note={run.unexplainedValue === null ? "value hidden" : `${formatMoney(run.unexplainedValue)} ${run.currency}`}
        tone={run.unexplained > 0 ? "warning" : "plain"}
      />
      <Figure label="Explained" value={formatQuantity(String(run.explained))} />
      <Figure label="Agree" value={formatQuantity(String(run.matched))} />
    </FigureRow>
  );
}

function Failed({ run, allowed }: { run: ReconciliationRow; allowed: boolean }) {
  return (
    <Panel label={reconciliationAnswer(run)} tone={run.state === "FAILED" ? "critical" : "plain"}>
      <EmptyState
        title={run.state === "FAILED" ? "The comparison stopped" : "This ERP cannot be compared"}
        actions={
          run.state === "FAILED" && run.latest ? (
            <>
              <RetryButton runId={run.id} timeZone={run.timeZone} allowed={allowed} />
              <ButtonLink href="/connections">Connections</ButtonLink>
            </>
          ) : undefined
        }
      >
        {run.reason}
        {run.retryAt === null ? "" : ` It is tried again by itself at ${formatDayTime(run.retryAt, run)}.`}
      </EmptyState>
    </Panel>
  );
}

/** What is shown, from when, and what it leaves out. */
function subWords(run: ReconciliationRow | null): string | undefined {
  if (run === null) return undefined;
  const begun = `${run.site} and ${run.connection}, ${formatDayTime(run.startedAt, run)}.`;
  const left = leftOutWords(run);
  return left === null ? begun : `${begun} ${left}`;
}

/** What the actor may do about a difference of a site; the commands ask again. */
function rightsAt(actor: Actor, { siteId, measure }: DifferenceRow) {
  const finance = authorise(actor, "period.close", siteId);
  const replay = authorise(actor, "message.replay", siteId);
  const settle = measure === "COST" ? { assign: finance, accept: finance } : { assign: replay, accept: authorise(actor, "message.resolve", siteId) };
  return { replay, ...settle, orders: authorise(actor, "plan.read", siteId) };
}
