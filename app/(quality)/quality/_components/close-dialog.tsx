"use client";

import { useState } from "react";
import { v7 } from "uuid";
import { CommandDialog } from "@/components/data/command-dialog";
import { Select, TextArea } from "@/components/ui/field";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import type { NonconformanceView } from "@/lib/queries/quality/nonconformances";
import { closeNonconformanceAction } from "../actions";
import { dispositionWord } from "./quality-words";

const POSTINGS = [
  { value: "POST", label: "Post it now" },
  { value: "BY_HAND", label: "It was recorded by hand: post nothing" },
] as const;

/** Closes what is done, and posts what was decided with it: under which reason, unless somebody has recorded it already. */
export function CloseDialog({ row, onClose }: { row: NonconformanceView; onClose: () => void }) {
  const [note, setNote] = useState("");
  const [posting, setPosting] = useState<string>("POST");
  const [reason, setReason] = useState("");
  const posts = row.cause === "CHECK" && row.dispositions.length > 0;
  const asks = posts && posting === "POST" && row.reasons.length > 0;
  return (
    <CommandDialog
      title={`${row.number}: Close it`}
      description={posts ? `Decided: ${row.dispositions.map((one) => `${formatQuantityWithUnit(one.quantity, row.uom)} ${dispositionWord(one.decision)}`).join(", ")}.` : undefined}
      action="Close"
      ready={note.trim() !== "" && (!asks || reason !== "")}
      timeZone={row.timeZone}
      send={() => closeNonconformanceAction({ commandId: v7(), nonconformanceId: row.id, note: note.trim(), posting, ...(asks ? { reason } : {}) })}
      onClose={onClose}
    >
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
    </CommandDialog>
  );
}
