"use client";

import { useState } from "react";
import { v7 } from "uuid";
import { CommandDialog } from "@/components/data/command-dialog";
import { Field } from "@/components/ui/field";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import type { NonconformanceView } from "@/lib/queries/quality/nonconformances";
import { allowReworkAction } from "../actions";
import { roundsWord } from "./quality-words";

/** EX-13: lets what is in rework go round once more, with a reason and a signature. */
export function AllowReworkDialog({ row, onClose }: { row: NonconformanceView; onClose: () => void }) {
  const [reason, setReason] = useState("");
  return (
    <CommandDialog
      title={`Another round of rework, ${row.number}`}
      description={`${row.what}. ${formatQuantityWithUnit(row.quantity, row.uom)} in all, up to ${roundsWord(row.rounds)} so far.`}
      action="Sign the allowance"
      ready={reason.trim() !== ""}
      meaning={`You approve round ${row.rounds + 1}.`}
      timeZone={row.timeZone}
      send={(signature) => allowReworkAction({ ...signature, input: { commandId: v7(), nonconformanceId: row.id, reason: reason.trim() } })}
      onClose={onClose}
    >
      <Field label="Why" value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
    </CommandDialog>
  );
}
