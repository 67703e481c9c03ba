"use client";

import { useState, useTransition } from "react";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { RowAlert } from "@/components/ui/row-alert";
import type { CommandResult } from "@/lib/commands/refusal";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { OwnedException } from "@/lib/queries/planner/exceptions";

type Send = (raw: unknown) => Promise<CommandResult<unknown>>;

type Props = {
  exception: OwnedException;
  timeZone: string;
  resolve: Send;
  close: Send;
  /** Reads anew what shows it, whatever came of it. */
  onAnswered: () => void | Promise<void>;
};

/** Says that an exception is over; one that is resolved already, that nothing more follows. Only for who may (§2.5). */
export function EndException({ exception, timeZone, resolve, close, onAnswered }: Props) {
  const [pending, start] = useTransition();
  const [error, setError] = useState<string>();
  const resolved = exception.state === "RESOLVED";
  const send = () =>
    start(async () => {
      const input = { commandId: v7(), exceptionId: exception.id };
      const result = resolved ? await close(input) : await resolve(input);
      setError(result.ok ? undefined : refusalSentence(result, { timeZone }));
      await onAnswered();
    });
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Button tone="plain" busy={pending} forbidden={exception.mayEnd ? undefined : "Its owner can end it, or whoever called or has taken it."} onClick={send}>
        {resolved ? "Close it" : "Resolve it"}
      </Button>
      <RowAlert>{error}</RowAlert>
    </div>
  );
}
