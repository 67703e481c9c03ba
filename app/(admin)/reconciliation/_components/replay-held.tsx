"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { replayAction } from "@/app/(admin)/messages/actions";
import { Button } from "@/components/ui/button";
import type { Refusal } from "@/lib/commands/refusal";

/** Sends the refused message behind a difference again, under the same id. */
export function ReplayHeld({ messageId, allowed, timeZone }: { messageId: string; allowed: boolean; timeZone: string }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  function replay() {
    start(async () => {
      const result = await replayAction({ commandId: uuidv7(), messageId });
      setRefusal(result.ok ? null : result);
      router.refresh();
    });
  }
  return (
    <div className="grid justify-items-start gap-1">
      <Button icon="refresh" busy={busy} onClick={replay} forbidden={allowed ? undefined : "Integration sends it again."}>
        Replay
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </div>
  );
}
