"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { ButtonLink } from "@/components/ui/button-link";
import { Dialog } from "@/components/ui/dialog";
import { TextArea } from "@/components/ui/field";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { InstructionDetail } from "@/lib/queries/quality/instructions";
import { saveInstructionAction, withdrawInstructionAction } from "../actions";

/** What may be done with a version: write the next one from it, or withdraw it; nothing for who may not. */
export function InstructionMoves({ row }: { row: InstructionDetail }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [refused, setRefused] = useState<string>();
  if (!row.mayWrite) return <ButtonLink href="/instructions">All instructions</ButtonLink>;
  const draft = row.versions.find(({ state }) => state === "DRAFT");
  const { itemId, opNo, title, gate, content } = row;
  const again = () =>
    start(async () => {
      const result = await saveInstructionAction({ commandId: v7(), itemId, opNo, title, gate, content: { blocks: [...content.blocks], points: [...content.points] }, seen: null });
      if (result.ok) router.push(`/instructions/${result.data.instructionId}`);
      else setRefused(refusalSentence(result, { timeZone: row.timeZone }));
    });
  const withdraw = () =>
    start(async () => {
      const result = await withdrawInstructionAction({ commandId: v7(), instructionId: row.id, reason: reason.trim() });
      if (!result.ok) {
        setRefused(refusalSentence(result, { timeZone: row.timeZone }));
        return;
      }
      setAsking(false);
      if (row.state === "DRAFT") router.push("/instructions");
      else router.refresh();
    });
  const over = row.state === "WITHDRAWN" || row.validTo !== null;
  return (
    <>
      <ButtonLink href="/instructions">All instructions</ButtonLink>
      {row.state === "DRAFT" ? null : draft === undefined ? (
        <Button tone="primary" busy={busy} onClick={again}>
          Write the next version
        </Button>
      ) : (
        <ButtonLink tone="primary" href={`/instructions/${draft.id}`}>
          Open the draft of the next
        </ButtonLink>
      )}
      {over ? null : (
        <Button busy={busy} onClick={() => setAsking(true)}>
          {row.state === "DRAFT" ? "Throw the draft away" : "Withdraw"}
        </Button>
      )}
      {refused === undefined || asking ? null : (
        <p role="alert" className="text-sm font-medium text-down-ink">
          {refused}
        </p>
      )}
      {asking ? (
        <Dialog
          onClose={() => setAsking(false)}
          title={row.state === "DRAFT" ? "Throw the draft away" : `Withdraw version ${row.version}`}
          description={row.state === "DRAFT" ? "What is published stays as it is." : "No tablet shows it any more, and it holds nothing back."}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>Leave it</Button>
              <Button tone="primary" busy={busy} disabled={reason.trim() === ""} onClick={withdraw}>
                {row.state === "DRAFT" ? "Throw it away" : "Withdraw it"}
              </Button>
            </>
          }
        >
          <TextArea label="Why" value={reason} maxLength={500} rows={3} error={refused} onChange={(event) => setReason(event.target.value)} />
        </Dialog>
      ) : null}
    </>
  );
}
