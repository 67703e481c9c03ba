"use client";

import { useId, useState } from "react";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { Refusal } from "@/lib/commands/refusal";

type ReasonProps = {
  open: boolean;
  title: string;
  description: string;
  /** What the filled button says. */
  action: string;
  /** Who gets to read it, below the field; and the same when it is missing. */
  hint: string;
  missing: string;
  /** What follows from it. */
  note?: string;
  busy?: boolean;
  refusal?: Refusal | null;
  timeZone: string;
  proposed?: string;
  onClose: () => void;
  onSettle: (reason: string) => void;
};

/** Asks for the reason of what a person does, in a few words. */
export function ReasonDialog({ open, title, description, action, hint, missing, note, busy = false, refusal = null, timeZone, proposed = "", onClose, onSettle }: ReasonProps) {
  const [reason, setReason] = useState(proposed);
  const [tried, setTried] = useState(false);
  const id = useId();
  const short = reason.trim().length < 3;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      description={description}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} onClick={() => (short ? setTried(true) : onSettle(reason.trim()))}>
            {action}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <div className="grid gap-1">
          <label htmlFor={id} className="text-sm font-medium">
            Why
          </label>
          <textarea
            id={id}
            value={reason}
            rows={3}
            maxLength={500}
            aria-invalid={tried && short ? true : undefined}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setReason(event.target.value)}
            className="rounded border border-line-strong bg-raised px-3 py-2 text-ink"
          />
          <p id={`${id}-hint`} role={tried && short ? "alert" : undefined} className={tried && short ? "text-sm font-medium text-down-ink" : "text-xs text-ink-3"}>
            {tried && short ? missing : hint}
          </p>
        </div>
        {note === undefined ? null : <p className="text-sm text-ink-2">{note}</p>}
        {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
      </div>
    </Dialog>
  );
}
