import "server-only";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { outboxMessage } from "@/db/schema/integration";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { decideProposalMove, type ProposalState } from "@/lib/domain/planning/shift-proposal";
import { accept } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { lockMessage, type OutboxRow, resolve } from "@/lib/integration/outbox/repair";
import { NEW_ORDER_PART, ShiftProductionProposedV1 } from "@/lib/messages/shift-production-proposed.v1";
import { standingArrivals } from "./arrivals";
import { lockProposal, PROPOSAL_MESSAGE, proposalFact, type ProposalRow, siteOfProposal } from "./proposal-store";
import { ShiftProposalInput } from "./shift-proposal.schema";

const AnswerShiftInput = z.strictObject({ ...CommandHeadShape, messageId: z.uuid() });
const Payload = z.looseObject({ data: ShiftProductionProposedV1.shape.data });
const Parts = z.array(z.object({ kind: z.string(), number: z.string() })).catch([]);

/**
 * PL-03: what became of a sent proposal: taken by the ERP, which names the new order, or refused with its reason, which frees the quantity (PL-02). A refusal
 * is the ERP's answer and no fault: its message is settled, so that a later revision need not wait behind it. Whatever is answered already is left alone.
 */
export const answerShift = defineCommand<z.infer<typeof AnswerShiftInput>, { readonly state: ProposalState | null }>({
  name: "answer-shift",
  permission: "erp.apply",
  input: AnswerShiftInput,
  async site(tx, { messageId }) {
    const [row] = await tx
      .select({ siteId: outboxMessage.siteId })
      .from(outboxMessage)
      .where(and(eq(outboxMessage.id, messageId), eq(outboxMessage.type, PROPOSAL_MESSAGE)));
    return row?.siteId ?? null;
  },
  async run({ tx, recordedAt }, { messageId }) {
    const said = await saidIn(tx, messageId);
    const { proposal } = await lockProposal(tx, said.proposal);
    const message = await lockMessage(tx, messageId);
    if (message === null) throw new Error(`message ${messageId} vanished`);
    if (proposal.state !== "SENT" || proposal.revision !== said.revision) return accept({ events: [], output: { state: proposal.state } });
    switch (message.state) {
      case "ACCEPTED":
        return accept({ events: await accepted(tx, proposal, message), output: { state: "ERP_ACCEPTED" } });
      case "REJECTED": {
        // In the name of who approved it: the ERP has answered, so nothing is left to be repaired.
        const reason = message.reason ?? "The ERP refused it.";
        const settled = await resolve(tx, message, { accountId: proposal.approvedBy ?? proposal.proposedBy, actor: "ERP channel", at: recordedAt, reason });
        if (!settled.ok) throw new Error(`message ${messageId} could not be settled: ${settled.code}`);
        return accept({ events: rejected(proposal, message.reasonCode ?? "REFUSED", reason), output: { state: "ERP_REJECTED" } });
      }
      case "RESOLVED":
        return accept({
          events: rejected(proposal, message.reasonCode ?? "SETTLED", message.reason ?? "Its message was settled without being sent."),
          output: { state: "ERP_REJECTED" },
        });
      default:
        return accept({ events: [], output: { state: proposal.state } });
    }
  },
});

/** PL-03: looks whether the two orders of an accepted proposal are there by now. */
export const followShift = defineCommand<ShiftProposalInput, { readonly state: ProposalState }>({
  name: "follow-shift",
  permission: "erp.apply",
  input: ShiftProposalInput,
  site: (tx, input) => siteOfProposal(tx, input.proposalId),
  async run({ tx }, { proposalId }) {
    const { proposal } = await lockProposal(tx, proposalId);
    if (!decideProposalMove("EXECUTE", proposal.state).ok) return accept({ events: [], output: { state: proposal.state } });
    const events = await standingArrivals(tx, proposal);
    return accept({ events, output: { state: events.some((event) => event.type === "shift_proposal.executed") ? "EXECUTED" : proposal.state } });
  },
});

async function saidIn(tx: Tx, messageId: string): Promise<{ readonly proposal: string; readonly revision: number }> {
  const [row] = await tx.select({ payload: outboxMessage.payload }).from(outboxMessage).where(eq(outboxMessage.id, messageId));
  return Payload.parse(row?.payload).data;
}

async function accepted(tx: Tx, proposal: ProposalRow, message: OutboxRow): Promise<NewEvent[]> {
  const newOrder = Parts.parse(message.documentParts).find((part) => part.kind === NEW_ORDER_PART)?.number ?? null;
  const fact = proposalFact("shift_proposal.accepted", proposal.id, proposal.orderId, { proposalId: proposal.id, document: message.document ?? "", newOrder });
  // Both orders may have come before the answer to the call that made them.
  return [fact, ...(await standingArrivals(tx, { ...proposal, state: "ERP_ACCEPTED", newOrder }))];
}

function rejected(proposal: ProposalRow, code: string, reason: string): NewEvent[] {
  return [proposalFact("shift_proposal.rejected", proposal.id, proposal.orderId, { proposalId: proposal.id, code, reason })];
}
