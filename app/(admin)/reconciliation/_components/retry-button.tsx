"use client";

import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { useCommand } from "@/lib/client/use-command";
import { retryAction } from "../actions";

/** Tries a failed comparison again; it goes on where it stopped. */
export function RetryButton({ runId, timeZone, allowed }: { runId: string; timeZone: string; allowed: boolean }) {
  const { busy, refusal, send } = useCommand({ always: true });
  return (
    <div className="grid justify-items-start gap-1">
      <Button icon="refresh" busy={busy} onClick={() => send(() => retryAction({ commandId: uuidv7(), runId }))} forbidden={allowed ? undefined : "Integration tries it again."}>
        Try again
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </div>
  );
}
