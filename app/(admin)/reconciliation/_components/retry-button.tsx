"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import type { Refusal } from "@/lib/commands/refusal";
import { retryAction } from "../actions";

/** Tries a failed comparison again; it goes on where it stopped. */
export function RetryButton({ runId, timeZone, allowed }: { runId: string; timeZone: string; allowed: boolean }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  function retry() {
    start(async () => {
      const result = await retryAction({ commandId: uuidv7(), runId });
      setRefusal(result.ok ? null : result);
      router.refresh();
    });
  }
  return (
    <div className="grid justify-items-start gap-1">
      <Button icon="refresh" busy={busy} onClick={retry} forbidden={allowed ? undefined : "Integration tries it again."}>
        Try again
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </div>
  );
}
