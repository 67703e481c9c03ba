"use client";

import { useState, useTransition } from "react";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import type { QuarantinedMessage } from "@/lib/queries/admin/quarantine";
import { replayQuarantinedAction } from "../actions";

type Answer = Awaited<ReturnType<typeof replayQuarantinedAction>>;

/** Why a message of Sparkplug is not replayed, and what brings what it said. */
const NO_REPLAY = {
  ASKED: "The node was asked to tell everything anew.",
  SOURCE: "No source listens to the node. Once one does, it is told with the node's next birth.",
  NODE: "Cannot be replayed: the edge node has to say it in another way.",
} as const;

/** Ingests the messages of a topic that lie here for one reason, once more. */
export function ReplayButton({ row, timeZone, forbidden }: { row: Pick<QuarantinedMessage, "id" | "topic" | "alike" | "sparkplug">; timeZone: string; forbidden?: string }) {
  const { id, topic, alike: times, sparkplug } = row;
  const [busy, start] = useTransition();
  const [answer, setAnswer] = useState<Answer | null>(null);
  // Its order and aliases make sense within the session of its edge node only, which starts anew with each birth.
  if (sparkplug !== null && sparkplug !== "METRIC") return <span className="inline-block w-44 text-xs text-ink-3">{NO_REPLAY[sparkplug]}</span>;
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

/** What became of messages that were replayed. */
export function Outcome({ taken, late, known, unreadable, unplaced }: Extract<Answer, { ok: true }>["data"]) {
  return (
    <p role="status" className="max-w-56 text-right text-sm">
      {taken > 0 ? <Mark kind="saved">{late === 0 ? `${taken} taken in` : `${taken} taken in; of the counts, ${late} had been counted by a later reading`}</Mark> : null}
      {known > 0 ? <Mark kind="saved">{`${known} ${known === 1 ? "was" : "were"} there already`}</Mark> : null}
      {unreadable > 0 ? <Mark kind="failed">{`${unreadable} still cannot be read`}</Mark> : null}
      {unplaced > 0 ? <Mark kind="failed">{`${unplaced} refused again`}</Mark> : null}
    </p>
  );
}
