import "server-only";
import { and, eq, inArray, notInArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { messageAttempt, outboxMessage } from "@/db/schema/integration";
import { defineCommand } from "@/lib/commands/define-command";
import { signerOf } from "@/lib/commands/quality/held-lots";
import { decideProposalMove, isExpired } from "@/lib/domain/planning/shift-proposal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { lockMessage, withdraw } from "@/lib/integration/outbox/repair";
import { lockProposal, messageCause, PROPOSAL_MESSAGE, proposalFact, type ProposalRow, siteOfProposal } from "./proposal-store";
import { CancelShiftInput, ShiftProposalAnswer, ShiftProposalInput } from "./shift-proposal.schema";

/** Answers of the ERP after which certainly nothing was posted. */
const NOT_POSTED = ["retry", "broken", "not-taken", "absent"];

/**
 * §6.4: a planner takes a proposal back with a reason, and its quantity is free. One that was sent only while the ERP certainly has not got it: its message
 * is withdrawn, else PROPOSAL_ON_ITS_WAY. Refuses INVALID_TRANSITION once the ERP has accepted, and PERSON_REQUIRED.
 */
export const cancelShift = defineCommand({
  name: "cancel-shift",
  permission: "plan.write",
  input: CancelShiftInput,
  answer: ShiftProposalAnswer,
  site: (tx, input) => siteOfProposal(tx, input.proposalId),
  async run({ tx, actor, recordedAt }, { proposalId, reason }) {
    const cancelledBy = signerOf(actor);
    if (cancelledBy === null) return refuse("PERSON_REQUIRED");
    const { proposal } = await lockProposal(tx, proposalId);
    const move = decideProposalMove("CANCEL", proposal.state);
    if (!move.ok) return move;
    if (proposal.state === "SENT") {
      const taken = await takeBack(tx, proposal, { accountId: cancelledBy, actor: actor.name, at: recordedAt, reason });
      if (!taken.ok) return taken;
    }
    return accept({
      events: [proposalFact("shift_proposal.cancelled", proposalId, proposal.orderId, { proposalId, code: "WITHDRAWN", reason, cancelledBy })],
      output: { proposalId, state: "CANCELLED" as const, revision: proposal.revision },
    });
  },
});

/** PL-02: ends a proposal that nobody has brought further within a day. Answers the state in which it was found when it is not over. */
export const expireShift = defineCommand({
  name: "expire-shift",
  permission: "erp.apply",
  input: ShiftProposalInput,
  site: (tx, input) => siteOfProposal(tx, input.proposalId),
  async run({ tx, recordedAt }, { proposalId }) {
    const { proposal } = await lockProposal(tx, proposalId);
    if (!isExpired(proposal, recordedAt)) return accept({ events: [], output: { state: proposal.state } });
    const reason = "Nobody brought it further within a day.";
    return accept({
      events: [proposalFact("shift_proposal.cancelled", proposalId, proposal.orderId, { proposalId, code: "EXPIRED", reason, cancelledBy: null })],
      output: { state: "CANCELLED" as const },
    });
  },
});

type Repair = Parameters<typeof withdraw>[2];

/** Takes the message back before the ERP gets it: a tombstone leaves in its place. What may have arrived stays what it is. */
async function takeBack(tx: Tx, proposal: ProposalRow, repair: Repair): Promise<Decision<null, "PROPOSAL_ON_ITS_WAY">> {
  const [message] = await tx
    .select({ id: outboxMessage.id })
    .from(outboxMessage)
    .where(and(eq(outboxMessage.eventId, messageCause(proposal.id, proposal.revision)), eq(outboxMessage.type, PROPOSAL_MESSAGE)));
  const row = message === undefined ? null : await lockMessage(tx, message.id);
  if (row === null) throw new Error(`the message of proposal ${proposal.id} is missing`);
  const [landed] = await tx
    .select({ id: messageAttempt.id })
    .from(messageAttempt)
    // Calls alone: what people did with the message stands among them.
    .where(and(eq(messageAttempt.messageId, row.id), inArray(messageAttempt.action, ["POST", "LOOK_UP"]), notInArray(messageAttempt.outcome, NOT_POSTED)))
    .limit(1);
  if (landed !== undefined) return refuse("PROPOSAL_ON_ITS_WAY");
  const withdrawn = await withdraw(tx, row, repair);
  return withdrawn.ok ? accept(null) : refuse("PROPOSAL_ON_ITS_WAY");
}
