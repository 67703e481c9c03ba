"use client";

import { useState, useTransition } from "react";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { replayQuarantinedAction } from "../actions";

type Answer = Awaited<ReturnType<typeof replayQuarantinedAction>>;

/** Ingests the messages of a topic that lie here for one reason, once more. */
export function ReplayButton({ id, topic, times, timeZone, forbidden }: { id: string; topic: string; times: number; timeZone: string; forbidden?: string }) {
  const [busy, start] = useTransition();
  const [answer, setAnswer] = useState<Answer | null>(null);
  // Its order and aliases make sense within the session of its edge node only, which starts anew with each birth.
  if (topic.startsWith("spBv1.0/")) return <span className="text-xs text-ink-3">The node was asked to tell everything anew.</span>;
  const label = times > 1 ? `Replay ${times}` : "Replay";
  return (
    <div className="grid justify-items-end gap-1">
      <Button icon="refresh" busy={busy} forbidden={forbidden} aria-label={`${label}, ${topic}`} onClick={() => start(async () => setAnswer(await replayQuarantinedAction(id)))}>
        {label}
      </Button>
      {answer === null ? null : answer.ok ? <Outcome {...answer.data} /> : <Refused refusal={answer} timeZone={timeZone} />}
    </div>
  );
}

function Outcome({ taken, unreadable, unplaced }: { taken: number; unreadable: number; unplaced: number }) {
  return (
    <p role="status" className="max-w-56 text-right text-sm">
      {taken > 0 ? <Mark kind="saved">{`${taken} taken in`}</Mark> : null}
      {unreadable > 0 ? <Mark kind="failed">{`${unreadable} still cannot be read`}</Mark> : null}
      {unplaced > 0 ? <Mark kind="failed">{`${unplaced} still nobody's`}</Mark> : null}
    </p>
  );
}
