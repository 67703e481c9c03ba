"use client";

import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { replayAction } from "@/app/(admin)/messages/actions";
import { Button } from "@/components/ui/button";
import { useCommand } from "@/lib/client/use-command";

/** Sends the refused message behind a difference again, under the same id. */
export function ReplayHeld({ messageId, allowed, timeZone }: { messageId: string; allowed: boolean; timeZone: string }) {
  const { busy, refusal, send } = useCommand({ always: true });
  return (
    <div className="grid justify-items-start gap-1">
      <Button
        icon="refresh"
        busy={busy}
        onClick={() => send(() => replayAction({ commandId: uuidv7(), messageId }))}
        forbidden={allowed ? undefined : "Integration sends it again."}
      >
        Replay
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </div>
  );
}
