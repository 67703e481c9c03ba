"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { v7 as uuidv7 } from "uuid";
import { ReasonDialog } from "@/app/(admin)/_components/reason-dialog";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import type { CommandResult, Refusal } from "@/lib/commands/refusal";
import type { DifferenceRow } from "@/lib/queries/reconciliation/differences";
import { acceptAction, acceptCostAction, assignAction, assignCostAction } from "../actions";
import { OWNER_WORDS } from "./difference-words";

type SettleProps = {
  line: Pick<DifferenceRow, "id" | "owner" | "measure">;
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
  const cost = line.measure === "COST";
  const [assign, accept] = cost ? [assignCostAction, acceptCostAction] : [assignAction, acceptAction];

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
          value={line.owner ?? (cost ? "FINANCE" : "IT")}
          disabled={busy}
          onChange={(event) => run(() => assign({ commandId: uuidv7(), lineId: line.id, owner: event.target.value }))}
          options={Object.entries(OWNER_WORDS).map(([value, label]) => ({ value, label }))}
          hint="Keeps it until it is explained or accepted."
        />
      ) : null}
      <Button onClick={() => setAsking(true)} forbidden={rights.accept ? undefined : cost ? "Finance accepts a difference of cost." : "Integration accepts a difference."}>
        Accept with a reason
      </Button>
      {refusal !== null && !asking ? <Refused refusal={refusal} timeZone={timeZone} /> : null}
      <ReasonDialog
        key={asking ? "open" : "closed"}
        open={asking}
        title="Accept this difference?"
        description="The books of both sides stay as they are. It counts as unexplained no more, for as long as it is the same; a wrong fact is taken back on the floor instead."
        action="Accept"
        hint="It stays in the record, with your name."
        missing="Say why in a few words; it is all that explains it from now on."
        busy={busy}
        refusal={refusal}
        timeZone={timeZone}
        onClose={() => setAsking(false)}
        onSettle={(reason) => run(() => accept({ commandId: uuidv7(), lineId: line.id, reason }))}
      />
    </div>
  );
}
