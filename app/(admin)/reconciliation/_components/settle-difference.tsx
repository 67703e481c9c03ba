"use client";

import { useId, useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/field";
import type { CommandResult, Refusal } from "@/lib/commands/refusal";
import type { DifferenceRow } from "@/lib/queries/reconciliation/differences";
import { acceptAction, assignAction } from "../actions";
import { OWNER_WORDS } from "./difference-words";

type SettleProps = {
  line: Pick<DifferenceRow, "id" | "owner">;
  /** Who may hand it on, and who may take it for what it is. */
  rights: { readonly assign: boolean; readonly accept: boolean };
  timeZone: string;
};

/** What a person does about a difference that nothing explains: give it to somebody, or accept it with a reason. */
export function SettleDifference({ line, rights, timeZone }: SettleProps) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [asking, setAsking] = useState(false);

  function run(act: () => Promise<CommandResult<unknown>>) {
    start(async () => {
      const result = await act();
      setRefusal(result.ok ? null : result);
      if (result.ok) setAsking(false);
      router.refresh();
    });
  }

  return (
    <div className="grid gap-2">
      {rights.assign ? (
        <Select
          label="Owner"
          value={line.owner ?? "IT"}
          disabled={busy}
          onChange={(event) => run(() => assignAction({ commandId: uuidv7(), lineId: line.id, owner: event.target.value }))}
          options={Object.entries(OWNER_WORDS).map(([value, label]) => ({ value, label }))}
          hint="Keeps it until it is explained or accepted."
        />
      ) : null}
      <Button onClick={() => setAsking(true)} forbidden={rights.accept ? undefined : "Integration accepts a difference."}>
        Accept with a reason
      </Button>
      {refusal !== null && !asking ? <Refused refusal={refusal} timeZone={timeZone} /> : null}
      <AcceptDialog
        open={asking}
        busy={busy}
        refusal={refusal}
        timeZone={timeZone}
        onClose={() => setAsking(false)}
        onAccept={(reason) => run(() => acceptAction({ commandId: uuidv7(), lineId: line.id, reason }))}
      />
    </div>
  );
}

type AcceptProps = { open: boolean; busy: boolean; refusal: Refusal | null; timeZone: string; onClose: () => void; onAccept: (reason: string) => void };

function AcceptDialog({ open, busy, refusal, timeZone, onClose, onAccept }: AcceptProps) {
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const id = useId();
  const short = reason.trim().length < 3;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title="Accept this difference?"
      description="The books of both sides stay as they are. It counts as unexplained no more, for as long as it is the same; a wrong fact is taken back on the floor instead."
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} onClick={() => (short ? setMissing(true) : onAccept(reason.trim()))}>
            Accept
          </Button>
        </>
      }
    >
      <div className="grid gap-1">
        <label htmlFor={id} className="text-sm font-medium">
          Why
        </label>
        <textarea
          id={id}
          value={reason}
          rows={3}
          maxLength={500}
          aria-invalid={missing && short ? true : undefined}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setReason(event.target.value)}
          className="rounded border border-line-strong bg-raised px-3 py-2 text-ink"
        />
        <p id={`${id}-hint`} role={missing && short ? "alert" : undefined} className={missing && short ? "text-sm font-medium text-down-ink" : "text-xs text-ink-3"}>
          {missing && short ? "Say why in a few words; it is all that explains it from now on." : "It stays in the record, with your name."}
        </p>
        {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
      </div>
    </Dialog>
  );
}
