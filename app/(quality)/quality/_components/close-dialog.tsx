"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 } from "uuid";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select, TextArea } from "@/components/ui/field";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { NonconformanceView } from "@/lib/queries/quality/nonconformances";
import { closeNonconformanceAction } from "../actions";
import { dispositionWord } from "./quality-words";

const POSTINGS = [
  { value: "POST", label: "Post it now" },
  { value: "BY_HAND", label: "It was recorded by hand: post nothing" },
] as const;

/** Closes what is done, and posts what was decided with it: under which reason, unless somebody has recorded it already. */
export function CloseDialog({ row, onClose }: { row: NonconformanceView; onClose: () => void }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [note, setNote] = useState("");
  const [posting, setPosting] = useState<string>("POST");
  const [reason, setReason] = useState("");
  const [refused, setRefused] = useState<string>();
  const posts = row.cause === "CHECK" && row.dispositions.length > 0;
  const asks = posts && posting === "POST" && row.reasons.length > 0;
  const send = () =>
    start(async () => {
      const result = await closeNonconformanceAction({ commandId: v7(), nonconformanceId: row.id, note: note.trim(), posting, ...(asks ? { reason } : {}) });
      if (result.ok) {
        onClose();
        router.refresh();
        return;
      }
      setRefused(refusalSentence(result, { timeZone: row.timeZone }));
    });
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`${row.number}: Close it`}
      description={posts ? `Decided: ${row.dispositions.map((one) => `${formatQuantityWithUnit(one.quantity, row.uom)} ${dispositionWord(one.decision)}`).join(", ")}.` : undefined}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} disabled={note.trim() === "" || (asks && reason === "")} onClick={send}>
            Close
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <TextArea label="What was done" value={note} maxLength={500} rows={3} onChange={(event) => setNote(event.target.value)} />
        {posts ? <Select label="Stock and entries" options={POSTINGS} value={posting} onChange={(event) => setPosting(event.target.value)} /> : null}
        {asks ? (
          <Select
            label="Reason for scrap and rework"
            options={[{ value: "", label: "Choose" }, ...row.reasons.map((one) => ({ value: one.code, label: one.name }))]}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        ) : null}
        {refused === undefined ? null : (
          <p role="alert" className="text-sm font-medium text-down-ink">
            {refused}
          </p>
        )}
      </div>
    </Dialog>
  );
}
