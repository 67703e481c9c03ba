"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 } from "uuid";
import { type Signature, SignFields, UNSIGNED } from "@/components/data/sign-fields";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field } from "@/components/ui/field";
import { formatQuantityWithUnit, unitSymbol } from "@/lib/format/quantity";
import { refusalSentence } from "@/lib/format/refusal-text";
import { isZeroTyped, readTyped, typedWords } from "@/lib/format/typed-decimal";
import type { NonconformanceView } from "@/lib/queries/quality/nonconformances";
import { dispositionNonconformanceAction } from "../actions";
import { DISPOSITION_WORDS } from "./quality-words";

type Parts = Readonly<Record<string, string>>;

/** A part that is left empty is none of it. */
const readPart = (typed: string = ""): string | null => (typed.trim() === "" ? "0" : readTyped(typed));

/** What becomes of which part: the parts add up to the quantity, and the decision is signed (SEC-12). */
export function DispositionDialog({ row, onClose }: { row: NonconformanceView; onClose: () => void }) {
  const router = useRouter();
  const [busy, start] = useTransition();
  const [parts, setParts] = useState<Parts>({});
  const [reason, setReason] = useState("");
  const [signature, setSignature] = useState<Signature>(UNSIGNED);
  const [refused, setRefused] = useState<string>();
  const offered = DISPOSITION_WORDS.filter(([code]) => code !== "RETURN_TO_VENDOR" || row.purchased);
  const send = () =>
    start(async () => {
      const lines = offered.flatMap(([decision]) => {
        const quantity = readPart(parts[decision]);
        return quantity === null || isZeroTyped(quantity) ? [] : [{ decision, quantity, reason: reason.trim() }];
      });
      const result = await dispositionNonconformanceAction({ ...signature, input: { commandId: v7(), nonconformanceId: row.id, lines } });
      if (result.ok) {
        onClose();
        router.refresh();
        return;
      }
      setSignature({ ...signature, password: "" });
      setRefused(refusalSentence(result, { timeZone: row.timeZone }));
    });
  const isRead = offered.every(([code]) => readPart(parts[code]) !== null);
  const ready = isRead && reason.trim() !== "" && signature.email !== "" && signature.password !== "";
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Decide over ${row.number}`}
      description={`${row.what}. ${formatQuantityWithUnit(row.quantity, row.uom)} in all; what is decided must add up to it.`}
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} disabled={!ready} onClick={send}>
            Sign the decision
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <div className="grid grid-cols-2 gap-3">
          {offered.map(([code, word]) => (
            <Field
              key={code}
              label={`${word.charAt(0).toUpperCase()}${word.slice(1)}, ${unitSymbol(row.uom)}`}
              inputMode="decimal"
              value={parts[code] ?? ""}
              onChange={(event) => setParts({ ...parts, [code]: event.target.value })}
              error={readPart(parts[code]) === null ? typedWords() : undefined}
            />
          ))}
        </div>
        <Field label="Why" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
        <SignFields value={signature} meaning="You approve what becomes of it." onChange={setSignature} />
        {refused === undefined ? null : (
          <p role="alert" className="text-sm font-medium text-down-ink">
            {refused}
          </p>
        )}
      </div>
    </Dialog>
  );
}
