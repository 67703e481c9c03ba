"use client";

import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import type { SendResult } from "@/lib/client/queue-item";
import { useCommand } from "@/lib/client/use-command";

type CommandButtonProps = {
  label: string;
  /** The label with what it is about, for who does not see the row. */
  name: string;
  action: (raw: unknown) => Promise<SendResult>;
  /** What the command takes besides its id. */
  input: object;
  timeZone: string;
};

/** A button of a row that sends a command at one press, and says why where it was refused. */
export function CommandButton({ label, name, action, input, timeZone }: CommandButtonProps) {
  const { busy, refusal, send } = useCommand();
  return (
    <>
      <Button tone="quiet" busy={busy} aria-label={name} onClick={() => send(() => action({ commandId: uuidv7(), ...input }))}>
        {label}
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </>
  );
}
