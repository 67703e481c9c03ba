"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import type { Refusal } from "@/lib/commands/refusal";
import { pauseAction } from "../actions";

/** Holds the connection, or lets it go on; both can be undone at once, so neither is asked twice. */
export function PauseButton({ connectionId, name, paused, timeZone, forbidden }: { connectionId: string; name: string; paused: boolean; timeZone: string; forbidden?: string }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  function act() {
    start(async () => {
      const result = await pauseAction({ commandId: uuidv7(), connectionId, paused: !paused });
      setRefusal(result.ok ? null : result);
      router.refresh();
    });
  }
  return (
    <div className="grid gap-1">
      <Button
        icon={paused ? "play" : "pause"}
        tone={paused ? "primary" : "plain"}
        busy={busy}
        forbidden={forbidden}
        aria-label={`${paused ? "Resume" : "Pause"} ${name}`}
        onClick={act}
      >
        {paused ? "Resume" : "Pause"}
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </div>
  );
}
