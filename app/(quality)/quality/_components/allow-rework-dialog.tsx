"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 } from "uuid";
import { type Signature, SignFields, UNSIGNED } from "@/components/data/sign-fields";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { NonconformanceView } from "@/lib/queries/quality/nonconformances";
import { allowReworkAction } from "../actions";

/** EX-13: lets what is in rework go round once more, with a reason and a signature. */
export function AllowReworkDialog({ row, onClose }: { row: NonconformanceView; onClose: () => void }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [reason, setReason] = useState("");
  const [signature, setSignature] = useState<Signature>(UNSIGNED);
  const [refused, setRefused] = useState<string>();
  const send = () =>
    start(async () => {
      const result = await allowReworkAction({ ...signature, input: { commandId: v7(), nonconformanceId: row.id, reason: reason.trim() } });
      if (result.ok) {
        onClose();
        router.refresh();
        return;
      }
      setSignature({ ...signature, password: "" });
      setRefused(refusalSentence(result, { timeZone: row.timeZone }));
    });
  const ready = reason.trim() !== "" && signature.email !== "" && signature.password !== "";
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Another round of rework, ${row.number}`}
      description={`${row.what}. ${formatQuantityWithUnit(row.quantity, row.uom)} in all; ${row.rounds} rounds are allowed so far.`}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} disabled={!ready} onClick={send}>
            Sign the allowance
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Field label="Why" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        <SignFields value={signature} meaning={`You approve round ${row.rounds + 1}.`} onChange={setSignature} />
        {refused === undefined ? null : (
          <p role="alert" className="text-sm font-medium text-down-ink">
            {refused}
          </p>
        )}
      </div>
    </Dialog>
  );
}
