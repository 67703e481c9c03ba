"use client";

import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { useCommand } from "@/lib/client/use-command";
import { replayInboundAction } from "../actions";

type ReplayInboundProps = { messageId: string; allowed: boolean; timeZone: string };

/** Lets a message of the ERP that failed or was refused here be applied once more. */
export function ReplayInbound({ messageId, allowed, timeZone }: ReplayInboundProps) {
  const { busy, refusal, send } = useCommand({ always: true });

  return (
    <div className="grid gap-2">
      <Button
        tone="primary"
        size="lg"
        icon="refresh"
        busy={busy}
        onClick={() => send(() => replayInboundAction({ commandId: uuidv7(), messageId }))}
        forbidden={allowed ? undefined : "Integration applies it again."}
      >
        Apply it again
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </div>
  );
}
