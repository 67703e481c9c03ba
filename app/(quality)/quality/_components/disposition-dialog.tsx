"use client";

import { useState } from "react";
import { v7 } from "uuid";
import { CommandDialog } from "@/components/data/command-dialog";
import { Field } from "@/components/ui/field";
import { formatQuantityWithUnit, unitSymbol } from "@/lib/format/quantity";
import { isZeroTyped, readTyped, typedWords } from "@/lib/format/typed-decimal";
import type { NonconformanceView } from "@/lib/queries/quality/nonconformances";
import { dispositionNonconformanceAction } from "../actions";
import { DISPOSITION_WORDS } from "./quality-words";

type Parts = Readonly<Record<string, string>>;

/** A part that is left empty is none of it. */
const readPart = (typed: string = ""): string | null => (typed.trim() === "" ? "0" : readTyped(typed));

/** What becomes of which part: the parts add up to the quantity, and the decision is signed (SEC-12). */
export function DispositionDialog({ row, onClose }: { row: NonconformanceView; onClose: () => void }) {
  const [parts, setParts] = useState<Parts>({});
  const [reason, setReason] = useState("");
  const offered = DISPOSITION_WORDS.filter(([code]) => code !== "RETURN_TO_VENDOR" || row.purchased);
  const lines = offered.flatMap(([decision]) => {
    const quantity = readPart(parts[decision]);
    return quantity === null || isZeroTyped(quantity) ? [] : [{ decision, quantity, reason: reason.trim() }];
  });
  const isRead = offered.every(([code]) => readPart(parts[code]) !== null);
  return (
    <CommandDialog
      title={`Decide over ${row.number}`}
      description={`${row.what}. ${formatQuantityWithUnit(row.quantity, row.uom)} in all; what is decided must add up to it.`}
      action="Sign the decision"
      ready={isRead && reason.trim() !== ""}
      meaning="You approve what becomes of it."
      timeZone={row.timeZone}
      send={(signature) => dispositionNonconformanceAction({ ...signature, input: { commandId: v7(), nonconformanceId: row.id, lines } })}
      onClose={onClose}
    >
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
    </CommandDialog>
  );
}
