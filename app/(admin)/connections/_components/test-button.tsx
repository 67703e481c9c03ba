"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { testAction } from "../actions";
import { Elapsed } from "./elapsed";
import { TestedWords } from "./tested-words";

type Answer = Awaited<ReturnType<typeof testAction>>;

/** Asks the ERP who it is, and shows what it answers. */
export function TestButton({ connectionId, name, timeZone }: { connectionId: string; name: string; timeZone: string }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [answer, setAnswer] = useState<Answer | null>(null);
  function test() {
    start(async () => {
      setAnswer(await testAction(connectionId));
      // A connection that answers again is used again.
      router.refresh();
    });
  }
  return (
    <div className="grid gap-1">
      <Button icon="plug" busy={busy} aria-label={`Test now, ${name}`} onClick={test}>
        Test now
      </Button>
      {busy ? (
        <Elapsed>Asking the ERP</Elapsed>
      ) : answer === null ? null : answer.ok ? (
        <TestedWords tested={answer.data} className="max-w-72 text-sm" />
      ) : (
        <Refused refusal={answer} timeZone={timeZone} />
      )}
    </div>
  );
}
