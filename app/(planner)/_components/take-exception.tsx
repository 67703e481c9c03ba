"use client";

import { useState, useTransition } from "react";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { RowAlert } from "@/components/ui/row-alert";
import { Select } from "@/components/ui/field";
import type { CommandResult } from "@/lib/commands/refusal";
import { formatWeekdayTime } from "@/lib/format/instant";
import type { OpenException } from "@/lib/queries/planner/exceptions";

const HOURS = [1, 2, 4, 8, 12, 24, 48] as const;
const STEP_MS = 15 * 60_000;

type Props = {
  exception: OpenException;
  /** Of a line that is down: who takes it may say until when. */ isStop: boolean;
  main: boolean;
  allowed: boolean;
  timeZone: string;
  asOf: string;
  acknowledge: (raw: unknown) => Promise<CommandResult<unknown>>;
  /** Reads anew what shows it, whatever came of it. */
  onAnswered: () => void | Promise<void>;
};

/** Takes an exception, or says anew when the line is expected back. The projection follows at once. */
export function TakeException({ exception, isStop, main, allowed, timeZone, asOf, acknowledge, onAnswered }: Props) {
  const [pending, start] = useTransition();
  const [hours, setHours] = useState("");
  const [error, setError] = useState<string>();
  const taken = exception.acknowledgedAt !== null;
  if (taken && !isStop) return null;
  const backIn = (count: number) => new Date(Math.ceil((Date.parse(asOf) + count * 3_600_000) / STEP_MS) * STEP_MS).toISOString();
  const send = () =>
    start(async () => {
      const estimatedRestore = hours === "" ? undefined : backIn(Number(hours));
      const result = await acknowledge({ commandId: v7(), exceptionId: exception.id, ...(estimatedRestore === undefined ? {} : { estimatedRestore }) });
      setError(result.ok ? undefined : refusalWords(result.code));
      if (result.ok) setHours("");
      await onAnswered();
    });
  return (
    <div className="flex flex-wrap items-end gap-2">
      {isStop ? (
        <Select
          label="Expected back"
          value={hours}
          onChange={(event) => setHours(event.target.value)}
          className="min-w-44"
          options={[
            { value: "", label: taken ? "as said" : "not known yet" },
            ...HOURS.map((count) => ({ value: String(count), label: `in ${count} h, ${formatWeekdayTime(backIn(count), { timeZone })}` })),
          ]}
        />
      ) : null}
      <Button tone={main ? "primary" : "plain"} busy={pending} disabled={taken && hours === ""} forbidden={allowed ? undefined : whoTakes(exception.class)} onClick={send}>
        {taken ? "Change the estimate" : "Take it"}
      </Button>
      <RowAlert>{error}</RowAlert>
    </div>
  );
}

/** §2.5: what is quality's business quality takes, and whoever it has gone to. */
function whoTakes(kind: string): string {
  return kind === "QUALITY_FAIL" ? "Quality can take it, or the line lead once it has gone there." : "Its owner, a planner, the line lead or maintenance can take it.";
}

function refusalWords(code: string): string {
  if (code === "ALREADY_ACKNOWLEDGED") return "Somebody else has taken it meanwhile.";
  if (code === "INVALID_TRANSITION") return "It is resolved already.";
  if (code === "ESTIMATE_PASSED") return "That time has passed; choose a later one.";
  if (code === "FORBIDDEN" || code === "NOT_FOUND") return "You may not take it here.";
  return "It was not saved. Try again.";
}
