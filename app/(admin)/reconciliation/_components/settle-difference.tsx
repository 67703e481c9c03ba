"use client";

import { useState } from "react";
import { v7 as uuidv7 } from "uuid";
import { ReasonDialog } from "@/app/(admin)/_components/reason-dialog";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/field";
import { useCommand } from "@/lib/client/use-command";
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
  const [asking, setAsking] = useState(false);
  const { busy, refusal, send } = useCommand({ onDone: () => setAsking(false), always: true });
  const cost = line.measure === "COST";
  const [assign, accept] = cost ? [assignCostAction, acceptCostAction] : [assignAction, acceptAction];

  return (
    <div className="grid gap-2">
      {rights.assign ? (
        <Select
          label="Owner"
          value={line.owner ?? (cost ? "FINANCE" : "IT")}
          disabled={busy}
          onChange={(event) => send(() => assign({ commandId: uuidv7(), lineId: line.id, owner: event.target.value }))}
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
        onSettle={(reason) => send(() => accept({ commandId: uuidv7(), lineId: line.id, reason }))}
      />
    </div>
  );
}
