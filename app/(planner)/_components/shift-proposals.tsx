"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import Link from "next/link";
import clsx from "clsx";
import { useQueryClient } from "@tanstack/react-query";
import { v7 } from "uuid";
import { Age } from "@/components/data/age";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextArea } from "@/components/ui/field";
import { Panel } from "@/components/ui/panel";
import { orderHref } from "@/lib/client/planner/links";
import { wipKeys } from "@/lib/client/office-keys";
import { proposalState, scoreText, staleText } from "@/lib/format/planner/proposal-words";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import { refusalSentence } from "@/lib/format/refusal-text";
import type { ShiftProposalRow } from "@/lib/queries/planner/shift-proposals";
import { approveShiftAction, cancelShiftAction, proposeShiftAgainAction } from "../actions";

/** Proposals to make a part of an order elsewhere: where each stands, whose it is, what the ERP said, and what may be done with it. */
export function ShiftProposals({ proposals, asOf, ofOrder = false }: { proposals: readonly ShiftProposalRow[]; asOf: string; ofOrder?: boolean }) {
  if (proposals.length === 0) return null;
  const open = proposals.filter((each) => each.endedAt === null).length;
  return (
    <Panel title="Moved production" note={`${open} open`}>
      <ul className="grid">
        {proposals.map((each) => (
          <Proposal key={each.id} proposal={each} asOf={asOf} ofOrder={ofOrder} />
        ))}
      </ul>
    </Panel>
  );
}

type Act = typeof approveShiftAction;

function Proposal({ proposal, asOf, ofOrder }: { proposal: ShiftProposalRow; asOf: string; ofOrder: boolean }) {
  const client = useQueryClient();
  const router = useRouter();
  const [pending, start] = useTransition();
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<string>();
  const { word, wrong } = proposalState(proposal);
  const stale = staleText(proposal);
  const send = (act: Act, input: object = {}) =>
    start(async () => {
      const result = await act({ commandId: v7(), proposalId: proposal.id, ...input });
      setError(result.ok ? undefined : refusalSentence(result, { timeZone: proposal.timeZone }));
      setAsking(false);
      await client.invalidateQueries({ queryKey: wipKeys.all });
      router.refresh();
    });
  const owner = proposal.approvedName === null ? `by ${proposal.proposedName}` : `by ${proposal.proposedName}, approved by ${proposal.approvedName}`;
  return (
    <li className="grid gap-1.5 border-b border-line px-4 py-3 last:border-b-0">
      <div className="flex items-baseline gap-3">
        <p className="min-w-0 font-semibold">
          {formatQuantityWithUnit(proposal.quantity, proposal.uom)}
          {ofOrder ? null : (
            <>
              {" of "}
              <Link href={orderHref(proposal.order, proposal.site)} className="text-ink no-underline hover:underline">
                {proposal.order}
              </Link>
            </>
          )}
          {` to ${proposal.targetLine}${proposal.targetSite === proposal.site ? "" : `, ${proposal.targetSite}`}`}
        </p>
        <Age since={proposal.proposedAt} initialNow={asOf} className="ml-auto text-xs whitespace-nowrap text-ink-3" />
      </div>
      <p className={clsx("text-sm", wrong ? "font-medium text-down-ink" : "text-ink-2")}>{`${word}; ${owner}`}</p>
      {proposal.reason === null ? null : <p className="text-sm text-ink-2">{proposal.reason}</p>}
      {stale === null ? null : <p className="text-sm text-ink-2">{stale}</p>}
      {proposal.newOrder === null ? null : (
        <p className="text-sm text-ink-2">
          {"New order "}
          <Link href={orderHref(proposal.newOrder, proposal.targetSite)}>{proposal.newOrder}</Link>
          {proposal.document === null ? null : `, ERP document ${proposal.document}`}
        </p>
      )}
      {proposal.endedAt === null ? <p className="text-xs text-ink-3">{`${scoreText(proposal.score)}.`}</p> : null}
      {proposal.mayApprove || proposal.mayCancel || proposal.mayProposeAgain ? (
        <div className="flex flex-wrap items-center gap-2">
          {proposal.mayApprove ? (
            <Button tone="primary" busy={pending} onClick={() => send(approveShiftAction)}>
              Approve
            </Button>
          ) : null}
          {proposal.mayProposeAgain ? (
            <Button busy={pending} onClick={() => send(proposeShiftAgainAction)}>
              Propose it again
            </Button>
          ) : null}
          {proposal.mayCancel ? (
            <Button busy={pending} onClick={() => setAsking(true)}>
              Take it back
            </Button>
          ) : null}
        </div>
      ) : null}
      {proposal.approveHint === null ? null : <p className="text-xs text-ink-3">{proposal.approveHint}</p>}
      {error === undefined ? null : (
        <p role="alert" className="text-sm font-medium text-down-ink">
          {error}
        </p>
      )}
      {asking ? <CancelDialog order={proposal.order} busy={pending} onClose={() => setAsking(false)} onSend={(reason) => send(cancelShiftAction, { reason })} /> : null}
    </li>
  );
}

function CancelDialog({ order, busy, onClose, onSend }: { order: string; busy: boolean; onClose: () => void; onSend: (reason: string) => void }) {
  const [reason, setReason] = useState("");
  return (
    <Dialog
      onClose={onClose}
      title={`Take back the move of ${order}`}
      description="The quantity is free again and may be made where it was planned."
      actions={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button tone="primary" busy={busy} disabled={reason.trim() === ""} onClick={() => onSend(reason.trim())}>
            Take it back
          </Button>
        </>
      }
    >
      <TextArea label="Why" rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} hint="Whoever proposed or approved it reads this." />
    </Dialog>
  );
}
