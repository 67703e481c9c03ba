"use client";

import { useEffect, useRef, useState } from "react";
import { Refused } from "@/app/(admin)/_components/refused";
import { SyncNow } from "@/app/(admin)/_components/sync-now";
import { loadConnectionAction } from "@/app/(admin)/connections/actions";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { Panel } from "@/components/ui/panel";
import { jsonLines } from "@/lib/client/json-lines";
import { answerOf } from "@/lib/client/send-command";
import type { LoadProgress, LoadReport } from "@/lib/edge/dry-run-load";
import { formatQuantity } from "@/lib/format/quantity";
import { LoadReportPanels } from "./load-report-panels";

type From = "START" | "CURSOR";
type DryRunProps = { connectionId: string; name: string; timeZone: string; /** What is offered first. */ first: From };

/** Tries a load, shows how far it has come and what it would do; then it can be done. */
export function DryRun({ connectionId, name, timeZone, first }: DryRunProps) {
  const [from, setFrom] = useState<From>(first);
  const [progress, setProgress] = useState<LoadProgress | null>(null);
  const [report, setReport] = useState<LoadReport | null>(null);
  const [running, setRunning] = useState(false);
  // The request of the run that goes on: whoever leaves the page, or stops it, ends that and with it the run.
  const request = useRef<AbortController | null>(null);
  useEffect(() => () => request.current?.abort(), []);

  async function run() {
    const mine = new AbortController();
    request.current = mine;
    setRunning(true);
    setProgress({ step: "reading", pages: 0, messages: 0 });
    setReport(null);
    try {
      for await (const step of dryRun(connectionId, from, mine.signal)) {
        setProgress(step);
        if (step.step === "so-far" || step.step === "done") setReport(step.report);
      }
    } catch {
      // It was stopped, or the connection to this server broke; nothing was stored by a run that nobody saw the end of.
      setProgress({ step: "failed", reason: mine.signal.aborted ? "Stopped before its end." : "The answer broke off before its end. Try again." });
    } finally {
      setRunning(false);
    }
  }

  return (
    <>
      <Panel label="Dry run" padded>
        <div className="flex flex-wrap items-center gap-x-6 gap-y-3">
          <fieldset className="flex flex-wrap items-center gap-x-5 gap-y-1">
            <legend className="sr-only">Read from</legend>
            {(
              [
                ["CURSOR", "what is new since the last read"],
                ["START", "everything, from the start"],
              ] as const
            ).map(([value, label]) => (
              <label key={value} className="flex min-h-8 items-center gap-2">
                <input type="radio" name="from" value={value} checked={from === value} disabled={running} onChange={() => setFrom(value)} className="size-4 accent-primary" />
                {label}
              </label>
            ))}
          </fieldset>
          <Button tone={progress?.step === "done" ? "plain" : "primary"} icon="play" busy={running} onClick={() => void run()}>
            Try the load
          </Button>
          {running ? (
            <Button tone="quiet" onClick={() => request.current?.abort()}>
              Stop
            </Button>
          ) : null}
          <p role="status" className="text-ink-2">
            <ProgressWords progress={progress} />
          </p>
        </div>
        {progress?.step === "refused" ? <Refused refusal={progress.refusal} timeZone={timeZone} /> : null}
      </Panel>
      {report === null ? null : <LoadReportPanels report={report} soFar={progress?.step !== "done"} />}
      {progress?.step === "done" ? (
        <>
          <Panel label="Do it" padded>
            <div className="flex flex-wrap items-start gap-4">
              <p className="max-w-[44rem] flex-1 text-ink-2">
                {progress.report.from === "START"
                  ? "Applied, everything is read again from the start; what came before as it is now is recognised by its id and changes nothing, what reads otherwise is taken anew."
                  : "Applied, a worker reads what is new and sends what waits."}{" "}
                What the ERP changes in the meantime comes with it.
              </p>
              <SyncNow
                connectionId={connectionId}
                name={name}
                timeZone={timeZone}
                tone="primary"
                label="Apply the load"
                ask={(head) => loadConnectionAction({ ...head, from: progress.report.from })}
              />
            </div>
          </Panel>
        </>
      ) : null}
    </>
  );
}

/** The steps of a dry run, until it ends or the signal ends it. */
async function* dryRun(connectionId: string, from: From, signal: AbortSignal): AsyncGenerator<LoadProgress, void> {
  const answer = await fetch("/api/dry-run", { method: "POST", signal, headers: { "content-type": "application/json" }, body: JSON.stringify({ connectionId, from }) });
  if (answer.ok) return yield* jsonLines<LoadProgress>(answer);
  const refusal = await answerOf(answer, "dry-run");
  if (!refusal.ok) yield { step: "refused", refusal };
}

function ProgressWords({ progress }: { progress: LoadProgress | null }) {
  switch (progress?.step) {
    case undefined:
      return null;
    case "reading":
      return progress.pages === 0 ? <>Asking the ERP</> : <>{`Read ${formatQuantity(String(progress.messages))} messages`}</>;
    case "trying":
      return <>{`Tried ${formatQuantity(String(progress.tried))} of ${formatQuantity(String(progress.of))} read so far`}</>;
    case "so-far":
      return <>{`${formatQuantity(String(progress.report.messages))} tried, reading on`}</>;
    case "failed":
      return <Mark kind="failed">{progress.reason}</Mark>;
    case "refused":
      return null;
    case "done":
      return <Mark kind="saved">{`${formatQuantity(String(progress.report.messages))} ${progress.report.messages === 1 ? "message" : "messages"} tried, nothing stored`}</Mark>;
  }
}
