"use client";

import { useId, useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { CommandResult, Refusal } from "@/lib/commands/refusal";
import { approveAction, replayAction, resolveAction } from "../actions";

export type RepairRights = { readonly replay: boolean; readonly resolve: boolean; readonly approve: boolean };

type RepairProps = {
  messageId: string;
  rights: RepairRights;
  /** Somebody proposed to settle it without sending. */
  proposal: { by: string; mine: boolean; reason: string } | null;
  /** It carries quantity or value: settling takes two people. */
  twoPeople: boolean;
  timeZone: string;
};

/** What a person can do about a message that stands still: send it again, or settle it without sending. */
export function RepairActions({ messageId, rights, proposal, twoPeople, timeZone }: RepairProps) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [asking, setAsking] = useState<"resolve" | "approve" | null>(null);

  function run(act: () => Promise<CommandResult<unknown>>) {
    start(async () => {
      const result = await act();
      setRefusal(result.ok ? null : result);
      if (result.ok) setAsking(null);
      router.refresh();
    });
  }
  const replay = () => run(() => replayAction({ commandId: uuidv7(), messageId }));
  const settle = (reason: string) => run(() => (asking === "approve" ? approveAction : resolveAction)({ commandId: uuidv7(), messageId, reason }));
  const mayApprove = proposal !== null && rights.approve && !proposal.mine;

  return (
    <div className="grid gap-2">
      {mayApprove ? (
        <Button tone="primary" size="lg" busy={busy} onClick={() => setAsking("approve")}>
          Approve: do not send
        </Button>
      ) : null}
      <Button
        tone={mayApprove ? "plain" : "primary"}
        size={mayApprove ? "md" : "lg"}
        icon="refresh"
        busy={busy && asking === null}
        onClick={replay}
        forbidden={rights.replay ? undefined : "Integration sends it again."}
      >
        Replay with the same id
      </Button>
      {proposal === null ? (
        <Button onClick={() => setAsking("resolve")} forbidden={rights.resolve ? undefined : "Integration proposes to settle it."}>
          Resolve, do not send
        </Button>
      ) : null}
      {refusal !== null && asking === null ? <Refused refusal={refusal} timeZone={timeZone} /> : null}
      <ReasonDialog
        key={asking ?? "closed"}
        {...{ asking, twoPeople, busy, refusal, timeZone }}
        proposed={proposal?.reason ?? ""}
        onClose={() => setAsking(null)}
        onSettle={settle}
      />
    </div>
  );
}

type ReasonProps = {
  asking: "resolve" | "approve" | null;
  twoPeople: boolean;
  busy: boolean;
  refusal: Refusal | null;
  timeZone: string;
  proposed: string;
  onClose: () => void;
  onSettle: (reason: string) => void;
};

function ReasonDialog({ asking, twoPeople, busy, refusal, timeZone, proposed, onClose, onSettle }: ReasonProps) {
  const [reason, setReason] = useState(asking === "approve" ? proposed : "");
  const [missing, setMissing] = useState(false);
  const id = useId();
  const short = reason.trim().length < 3;
  return (
    <Dialog
      open={asking !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={asking === "approve" ? "Approve that it is not sent?" : "Settle it without sending?"}
      description="The ERP gets a note in its place, so that the messages behind it go on. The fact itself stays as it was recorded; a wrong fact is taken back on the floor."
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} onClick={() => (short ? setMissing(true) : onSettle(reason.trim()))}>
            {asking === "approve" ? "Approve" : twoPeople ? "Propose" : "Do not send"}
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
            aria-invalid={missing && short ? true : undefined}
            aria-describedby={`${id}-hint`}
            onChange={(event) => setReason(event.target.value)}
            className="rounded border border-line-strong bg-raised px-3 py-2 text-ink"
          />
          <p id={`${id}-hint`} role={missing && short ? "alert" : undefined} className={missing && short ? "text-sm font-medium text-down-ink" : "text-xs text-ink-3"}>
            {missing && short ? "Say why in a few words; the ERP gets to read it." : "It travels to the ERP and stays in the record."}
          </p>
        </div>
        {asking === "resolve" && twoPeople ? <p className="text-sm text-ink-2">It carries quantity or value: it is settled once finance has approved it.</p> : null}
        {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
      </div>
    </Dialog>
  );
}
