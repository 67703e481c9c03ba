"use client";

import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { useCommand } from "@/lib/client/use-command";
import { pauseAction } from "../actions";

/** Holds the connection, or lets it go on; both can be undone at once, so neither is asked twice. */
export function PauseButton({ connectionId, name, paused, timeZone, forbidden }: { connectionId: string; name: string; paused: boolean; timeZone: string; forbidden?: string }) {
  const { busy, refusal, send } = useCommand({ always: true });
  return (
    <div className="grid gap-1">
      <Button
        icon={paused ? "play" : "pause"}
        tone={paused ? "primary" : "plain"}
        busy={busy}
        forbidden={forbidden}
        aria-label={`${paused ? "Resume" : "Pause"} ${name}`}
        onClick={() => send(() => pauseAction({ commandId: uuidv7(), connectionId, paused: !paused }))}
      >
        {paused ? "Resume" : "Pause"}
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </div>
  );
}
