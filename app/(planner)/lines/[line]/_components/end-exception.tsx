"use client";

import { useState, useTransition } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { LineException } from "@/lib/queries/planner/line-screen";
import { closeExceptionAction, resolveExceptionAction } from "../actions";

/** Says that an exception is over; one that is resolved already, that nothing more follows. Only for who may (§2.5). */
export function EndException({ exception, timeZone }: { exception: LineException; timeZone: string }) {
  const client = useQueryClient();
  const [pending, start] = useTransition();
  const [error, setError] = useState<string>();
  const resolved = exception.state === "RESOLVED";
  const send = () =>
    start(async () => {
      const input = { commandId: v7(), exceptionId: exception.id };
      const result = resolved ? await closeExceptionAction(input) : await resolveExceptionAction(input);
      setError(result.ok ? undefined : refusalSentence(result, { timeZone }));
      await client.invalidateQueries({ queryKey: ["wip"] });
    });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button tone="plain" busy={pending} forbidden={exception.mayEnd ? undefined : "Its owner can end it, or whoever called or has taken it."} onClick={send}>
        {resolved ? "Close it" : "Resolve it"}
      </Button>
      {error === undefined ? null : (
        <p role="alert" className="basis-full text-sm font-medium text-down-ink">
          {error}
        </p>
      )}
    </div>
  );
}
