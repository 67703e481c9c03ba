"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import type { Refusal } from "@/lib/commands/refusal";
import { replayInboundAction } from "../actions";

type ReplayInboundProps = { messageId: string; allowed: boolean; timeZone: string };

/** Lets a message of the ERP that failed or was refused here be applied once more. */
export function ReplayInbound({ messageId, allowed, timeZone }: ReplayInboundProps) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  function replay() {
    start(async () => {
      const result = await replayInboundAction({ commandId: uuidv7(), messageId });
      setRefusal(result.ok ? null : result);
      router.refresh();
    });
  }

  return (
    <div className="grid gap-2">
      <Button tone="primary" size="lg" icon="refresh" busy={busy} onClick={replay} forbidden={allowed ? undefined : "Integration applies it again."}>
        Apply it again
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </div>
  );
}
