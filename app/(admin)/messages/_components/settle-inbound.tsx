"use client";

import { useState } from "react";
import { v7 as uuidv7 } from "uuid";
import { ReasonDialog } from "@/app/(admin)/_components/reason-dialog";
import { Button } from "@/components/ui/button";
import { useCommand } from "@/lib/client/use-command";
import { approveInboundAction, settleInboundAction } from "../actions";
import type { RepairRights } from "./repair-actions";

type SettleInboundProps = {
  messageId: string;
  rights: RepairRights;
  /** Somebody proposed to settle it without applying it. */
  proposal: { mine: boolean; reason: string } | null;
  /** It carries quantity or value, or nobody can read what: settling takes two people. */
  twoPeople: boolean;
  timeZone: string;
};

/** Settles a message of the ERP that was refused here without applying it, with a reason; or approves that somebody else does. */
export function SettleInbound({ messageId, rights, proposal, twoPeople, timeZone }: SettleInboundProps) {
  const [asking, setAsking] = useState(false);
  const { busy, refusal, send } = useCommand({ onDone: () => setAsking(false), always: true });
  const approving = proposal !== null && rights.approve && !proposal.mine;

  if (proposal !== null && !approving) return <p className="text-sm text-ink-2">Finance approves that it is settled, or a newer version comes.</p>;
  return (
    <div className="grid gap-2">
      <Button
        {...(approving ? { tone: "primary" as const, size: "lg" as const } : {})}
        onClick={() => setAsking(true)}
        forbidden={approving || rights.resolve ? undefined : "Integration proposes to settle it."}
      >
        {approving ? "Approve: do not apply" : "Settle, do not apply"}
      </Button>
      <ReasonDialog
        key={asking ? "open" : "closed"}
        open={asking}
        title={approving ? "Approve that it is not applied?" : "Settle it without applying it?"}
        description="Nothing of it is recorded here, and it counts as held up no more. The ERP is not told; its next version of the same thing is taken as always."
        action={approving ? "Approve" : twoPeople ? "Propose" : "Settle"}
        hint="It stays in the record."
        missing="Say why in a few words; whoever looks later reads it."
        note={!approving && twoPeople ? "It may carry quantity or value: it is settled once finance has approved it." : undefined}
        {...{ busy, refusal, timeZone }}
        proposed={approving ? proposal.reason : ""}
        onClose={() => setAsking(false)}
        onSettle={(reason) => send(() => (approving ? approveInboundAction : settleInboundAction)({ commandId: uuidv7(), messageId, reason }))}
      />
    </div>
  );
}
