import Link from "next/link";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDayTime } from "@/lib/format/instant";
import { formatMoney } from "@/lib/format/money";
import { formatQuantity } from "@/lib/format/quantity";
import type { ReconciliationRow } from "@/lib/queries/reconciliation/runs";
import { accuracyWords, ACCURACY_GOAL, stateWords } from "./answer";

/** Comparisons of the sites with their ERPs, latest first; the one that is shown below is marked. */
export function RunTable({ runs, shownId, hrefOf }: { runs: readonly ReconciliationRow[]; shownId: string | null; hrefOf: (run: ReconciliationRow) => string }) {
  return (
    <Panel title="Comparisons" note="daily at 06:00 of the site, and on demand">
      <Table caption="Comparisons of sites with their ERPs" className="[&_td]:whitespace-nowrap">
        <thead>
          <tr>
            <Th>Begun</Th>
            <Th>Site</Th>
            <Th>ERP</Th>
            <Th>Cause</Th>
            <Th>State</Th>
            <Th num>Orders</Th>
            <Th num>Agree</Th>
            <Th num>Explained</Th>
            <Th num>Unexplained</Th>
            <Th num>Accepted</Th>
            <Th num>Unexplained value</Th>
            <Th num>Accuracy</Th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => (
            <Tr key={run.id} selected={run.id === shownId} className="group">
              <RowHead className="whitespace-nowrap">
                <Link href={hrefOf(run)} scroll={false} className="font-medium text-ink no-underline group-hover:underline">
                  {formatDayTime(run.startedAt, run)}
                </Link>
              </RowHead>
              <Td>{run.site}</Td>
              <Td>{run.connection}</Td>
              <Td className="text-ink-2">{run.cause === "DAILY" ? "daily" : (run.requestedBy ?? "on demand")}</Td>
              <Td>
                <RunState run={run} />
              </Td>
              <Td num>{run.ordersTotal === null ? "–" : formatQuantity(String(run.ordersDone))}</Td>
              <Td num>{formatQuantity(String(run.matched))}</Td>
              <Td num>{formatQuantity(String(run.explained))}</Td>
              <Td num className={run.unexplained > 0 ? "font-semibold text-amber-ink" : undefined}>
                {formatQuantity(String(run.unexplained))}
              </Td>
              <Td num>{formatQuantity(String(run.accepted))}</Td>
              <Td num>
                {run.unexplainedValue === null ? (
                  <span className="text-ink-3">hidden</span>
                ) : (
                  <>
                    {formatMoney(run.unexplainedValue)} <span className="text-ink-3">{run.currency}</span>
                  </>
                )}
              </Td>
              <Td num className={run.accuracy !== null && Number(run.accuracy) < ACCURACY_GOAL ? "font-semibold text-amber-ink" : undefined}>
                {run.state === "DONE" ? accuracyWords(run.accuracy) : "–"}
              </Td>
            </Tr>
          ))}
        </tbody>
      </Table>
    </Panel>
  );
}

/** State of a comparison with its shape. */
export function RunState({ run }: { run: ReconciliationRow }) {
  switch (run.state) {
    case "DONE":
      return <Mark kind="saved">{stateWords(run)}</Mark>;
    case "QUEUED":
    case "RUNNING":
      return <Mark kind="queued">{stateWords(run)}</Mark>;
    case "FAILED":
      return <Mark kind="failed">{stateWords(run)}</Mark>;
    case "UNSUPPORTED":
      return <Mark kind="warning">{stateWords(run)}</Mark>;
  }
}
