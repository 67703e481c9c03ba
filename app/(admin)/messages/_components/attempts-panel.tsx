import clsx from "clsx";
import { Panel } from "@/components/ui/panel";
import { RowHead, Table, Td, Th, Tr } from "@/components/ui/table";
import { formatDayTimeWithSeconds } from "@/lib/format/instant";
import type { MessageAttempt } from "@/lib/queries/admin/message-detail";
import { JsonBlock } from "./json-block";
import { formatLag } from "./lag-panel";

const ACTION: Readonly<Record<MessageAttempt["action"], string>> = { POST: "Sent", LOOK_UP: "Looked up", REPLAY: "Replayed", RESOLVE: "Settling" };
const OUTCOME: Readonly<Record<string, string>> = {
  accepted: "Accepted",
  rejected: "Refused",
  retry: "Not now",
  unknown: "No answer: it may have arrived",
  broken: "Connection is broken",
  absent: "Not there",
  replayed: "Sent again",
  proposed: "Proposed not to send",
  resolved: "Not to be sent",
  approved: "Approved not to send",
};

/** Every try to deliver and every decision about it, latest first, each with its answer. */
export function AttemptsPanel({ attempts, timeZone }: { attempts: readonly MessageAttempt[]; timeZone: string }) {
  return (
    <Panel title="Tries" note={attempts.length === 0 ? "none yet" : "latest first, with the answers"}>
      {attempts.length === 0 ? null : (
        <Table caption="Tries to deliver the message, with answers" dense className="[--cell-edge:calc(var(--spacing)*4)]!">
          <thead>
            <tr>
              <Th>When</Th>
              <Th>What</Th>
              <Th>Outcome</Th>
              <Th num>Took</Th>
              <Th>By</Th>
            </tr>
          </thead>
          <tbody>
            {attempts.map((attempt) => (
              <Tr key={attempt.id}>
                <RowHead className="whitespace-nowrap">{formatDayTimeWithSeconds(attempt.startedAt, { timeZone })}</RowHead>
                <Td className="whitespace-nowrap">{ACTION[attempt.action]}</Td>
                <Td className="w-full">
                  <span className={clsx(attempt.outcome === "rejected" && "font-semibold text-down-ink")}>{OUTCOME[attempt.outcome] ?? attempt.outcome}</span>
                  {attempt.reason === null || attempt.reason === "" ? null : <span className="block text-sm text-ink-2">{attempt.reason}</span>}
                  {attempt.answer === null || attempt.answer === undefined ? null : (
                    <details className="mt-1 text-sm">
                      <summary className="cursor-pointer text-accent">The answer as it came</summary>
                      <JsonBlock value={attempt.answer} label="Answer of the ERP" />
                    </details>
                  )}
                </Td>
                <Td num className="text-ink-3">
                  {attempt.action === "POST" || attempt.action === "LOOK_UP" ? formatLag((Date.parse(attempt.endedAt) - Date.parse(attempt.startedAt)) / 1000) : ""}
                </Td>
                <Td className="max-w-32 truncate text-ink-3" title={attempt.worker ?? undefined}>
                  {attempt.action === "POST" || attempt.action === "LOOK_UP" ? "worker" : (attempt.worker ?? "")}
                </Td>
              </Tr>
            ))}
          </tbody>
        </Table>
      )}
    </Panel>
  );
}
