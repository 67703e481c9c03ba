"use client";

import { useEffect, useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { syncAction, syncProgressAction } from "@/app/(admin)/connections/actions";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import type { CommandResult, Refusal } from "@/lib/commands/refusal";
import { Refused } from "./refused";

const LOOK_MS = 700;
/** What takes longer, the first load of a company, say, is looked at less often. */
const SOON_MS = 45_000;
const LOOK_LATER_MS = 4_000;
/** A look keeps the session of whoever asked open, so that it ends some time, whatever goes on. */
const LAST_MS = 30 * 60_000;

type Progress = NonNullable<Awaited<ReturnType<typeof syncProgressAction>>>;
type Run = { readonly since: string; readonly due: number; readonly progress: Progress | null; readonly over: boolean; readonly begunAt: number; readonly slow: boolean };

type Ask = (head: { readonly commandId: string; readonly connectionId: string }) => Promise<CommandResult<{ readonly due: number }>>;
type SyncNowProps = { connectionId: string; name: string; timeZone: string; tone?: "plain" | "primary"; label?: string; ask?: Ask };

/** Sends what waits and reads what is new, at once, and shows how far it has come. `ask` is what asks for it. */
export function SyncNow({ connectionId, name, timeZone, tone = "plain", label, ask: askFor = syncAction }: SyncNowProps) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [run, setRun] = useState<Run | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  useEffect(() => {
    if (run === null || run.over) return;
    const timer = setTimeout(
      () => {
        // A look that fails says nothing of what was asked for: the next one does.
        void syncProgressAction(connectionId, run.since)
          .catch(() => run.progress)
          .then((progress) => {
            const passed = Date.now() - run.begunAt;
            const slow = passed > SOON_MS;
            const over = passed > LAST_MS || (progress !== null && isOver(progress, slow));
            setRun((now) => (now?.since === run.since ? { ...run, progress, over, slow } : now));
            if (over) router.refresh();
          });
      },
      run.slow ? LOOK_LATER_MS : LOOK_MS,
    );
    return () => clearTimeout(timer);
  }, [connectionId, router, run]);

  function ask() {
    start(async () => {
      // The server's clock, not this browser's.
      const before = await syncProgressAction(connectionId, null);
      const result = await askFor({ commandId: uuidv7(), connectionId });
      setRefusal(result.ok ? null : result);
      setRun(result.ok && before !== null ? { since: before.since, due: result.data.due, progress: null, over: false, begunAt: Date.now(), slow: false } : null);
    });
  }

  return (
    <div className="grid justify-items-end gap-1">
      <Button tone={tone} icon="refresh" busy={busy || (run !== null && !run.over)} onClick={ask} aria-label={label === undefined ? `Sync now, ${name}` : undefined}>
        {label ?? "Sync now"}
      </Button>
      {run === null ? null : (
        <p role="status" className="text-right text-xs text-ink-2">
          <RunWords run={run} />
        </p>
      )}
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </div>
  );
}

/** It ends with a result: all is said and read, reading failed, sending fails for a while, or nothing is done because a person paused it. */
function isOver({ enabled, waiting, read, readError, lastError }: Progress, slow: boolean): boolean {
  return !enabled || ((waiting === 0 || (slow && lastError !== null)) && (read || readError !== null));
}

function RunWords({ run: { due, progress, over, slow } }: { run: Run }) {
  const goesOn = !slow ? "" : over ? ". It goes on by itself; look again under Messages" : ". It takes its time and goes on by itself; this keeps looking";
  if (progress === null) return <>{`Asked a worker${due > 0 ? ` to send ${due}` : ""}${goesOn}`}</>;
  if (!progress.enabled) return <Mark kind="queued">Paused: nothing is sent or read</Mark>;
  if (progress.readError !== null) return <Mark kind="failed">{`Cannot be read: ${progress.readError}`}</Mark>;
  if (progress.lastError !== null && progress.reading && progress.waiting > 0) return <Mark kind="failed">{`${progress.waiting} still to send: ${progress.lastError}`}</Mark>;
  const sent = progress.waiting === 0 ? (progress.accepted > 0 ? `${progress.accepted} accepted` : "nothing to send") : `${progress.waiting} still to send`;
  const read = progress.read
    ? progress.fresh > 0
      ? `${progress.fresh} new read`
      : "nothing new"
    : progress.reading
      ? `reading changes${progress.fresh > 0 ? `, ${progress.fresh} so far` : ""}`
      : "waiting for a worker";
  const held = progress.held > 0 ? `, ${progress.held} held up` : "";
  return over && progress.read && progress.waiting === 0 ? <Mark kind="saved">{`In step: ${sent}, ${read}${held}`}</Mark> : <>{`${sent}, ${read}${held}${goesOn}`}</>;
}
