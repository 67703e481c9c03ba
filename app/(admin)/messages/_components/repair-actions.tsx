"use client";

import { useState } from "react";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { ReasonDialog } from "@/app/(admin)/_components/reason-dialog";
import { Button } from "@/components/ui/button";
import { useCommand } from "@/lib/client/use-command";
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
  const [asking, setAsking] = useState<"resolve" | "approve" | null>(null);
  const { busy, refusal, send } = useCommand({ onDone: () => setAsking(null), always: true });

  const replay = () => send(() => replayAction({ commandId: uuidv7(), messageId }));
  const settle = (reason: string) => send(() => (asking === "approve" ? approveAction : resolveAction)({ commandId: uuidv7(), messageId, reason }));
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
        open={asking !== null}
        title={asking === "approve" ? "Approve that it is not sent?" : "Settle it without sending?"}
        description="The ERP gets a note in its place, so that the messages behind it go on. The fact itself stays as it was recorded; a wrong fact is taken back on the floor."
        action={asking === "approve" ? "Approve" : twoPeople ? "Propose" : "Do not send"}
        hint="It travels to the ERP and stays in the record."
        missing="Say why in a few words; the ERP gets to read it."
        note={asking === "resolve" && twoPeople ? "It carries quantity or value: it is settled once finance has approved it." : undefined}
        {...{ busy, refusal, timeZone }}
        proposed={asking === "approve" ? (proposal?.reason ?? "") : ""}
        onClose={() => setAsking(null)}
        onSettle={settle}
      />
    </div>
  );
}
