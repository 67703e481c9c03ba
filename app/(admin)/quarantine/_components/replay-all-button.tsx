"use client";

import { useState, useTransition } from "react";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { replayQuarantinedAction } from "../actions";
import { Outcome } from "./replay-button";

type Answer = Awaited<ReturnType<typeof replayQuarantinedAction>>;
type Replayed = Extract<Answer, { ok: true }>["data"];

const NOTHING: Replayed = { taken: 0, late: 0, known: 0, unreadable: 0, unplaced: 0 };

/** Ingests everything that is shown once more, one topic and reason after the other: a mapping that is put right concerns every machine that it is of. Says what became of it, also of rows that are gone by then. */
export function ReplayAllButton({ ids, timeZone, forbidden }: { ids: readonly string[]; timeZone: string; forbidden?: string }) {
  const [busy, start] = useTransition();
  const [left, setLeft] = useState(0);
  const [sum, setSum] = useState<Replayed | null>(null);
  const [refusal, setRefusal] = useState<Extract<Answer, { ok: false }> | null>(null);
  const replay = () =>
    start(async () => {
      setRefusal(null);
      let total = NOTHING;
      for (const [index, id] of ids.entries()) {
        setLeft(ids.length - index);
        const answer = await replayQuarantinedAction(id);
        // Somebody else has replayed it meanwhile.
        if (!answer.ok && answer.code === "NOT_FOUND") continue;
        if (!answer.ok) return setRefusal(answer);
        total = added(total, answer.data);
        setSum(total);
      }
    });
  return (
    <div className="flex flex-wrap items-center gap-3">
      {sum === null ? null : <Outcome {...sum} />}
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
      {ids.length < 2 && !busy ? null : (
        <Button icon="refresh" busy={busy} forbidden={forbidden} onClick={replay}>
          {busy && left > 0 ? `Replay all: ${left} to go` : "Replay all"}
        </Button>
      )}
    </div>
  );
}

function added(one: Replayed, other: Replayed): Replayed {
  return {
    taken: one.taken + other.taken,
    late: one.late + other.late,
    known: one.known + other.known,
    unreadable: one.unreadable + other.unreadable,
    unplaced: one.unplaced + other.unplaced,
  };
}
