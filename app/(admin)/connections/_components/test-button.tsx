"use client";

import { useState, useTransition } from "react";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Mark } from "@/components/ui/mark";
import { testAction } from "../actions";

type Answer = Awaited<ReturnType<typeof testAction>>;

/** Asks the ERP who it is, and shows what it answers. */
export function TestButton({ connectionId, name, timeZone }: { connectionId: string; name: string; timeZone: string }) {
  const [busy, start] = useTransition();
  const [answer, setAnswer] = useState<Answer | null>(null);
  return (
    <div className="grid gap-1">
      <Button icon="plug" busy={busy} aria-label={`Test ${name}`} onClick={() => start(async () => setAnswer(await testAction(connectionId)))}>
        Test now
      </Button>
      {answer === null ? null : answer.ok ? (
        <p role="status" className="max-w-72 text-sm">
          <Mark kind={answer.data.ok ? "saved" : "failed"}>{answer.data.ok ? `Answered in ${answer.data.milliseconds} ms` : "It does not work"}</Mark>
          <span className="block break-words text-ink-2">{answer.data.words}</span>
        </p>
      ) : (
        <Refused refusal={answer} timeZone={timeZone} />
      )}
    </div>
  );
}
