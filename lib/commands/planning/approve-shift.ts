import "server-only";
import { authorise } from "@/lib/auth/authorise";
import { defineCommand } from "@/lib/commands/define-command";
import { signerOf } from "@/lib/commands/quality/held-lots";
import { decideProposalMove, decideShift } from "@/lib/domain/planning/shift-proposal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newlyStale } from "./outdate-shift";
import { projectShift } from "./projected";
import { isTold, lockProposal, proposalFact, siteOfProposal, staleOf } from "./proposal-store";
import { movableOrder, reservedQuantity } from "./reserved";
import { ShiftProposalAnswer, ShiftProposalInput } from "./shift-proposal.schema";

/**
 * PL-04: a planner with both sites in scope approves, never who proposed it (SEC-01); kept with the projection as it is then. The ERP hears of it in a
 * moment. Refuses INVALID_TRANSITION, PROPOSAL_STALE (S14), BOTH_SITES_REQUIRED, SECOND_PLANNER_REQUIRED, what PL-01 refuses, PROPOSAL_NOT_TOLD and PERSON_REQUIRED.
 */
export const approveShift = defineCommand({
  name: "approve-shift",
  permission: "shift.approve",
  input: ShiftProposalInput,
  answer: ShiftProposalAnswer,
  site: (tx, input) => siteOfProposal(tx, input.proposalId),
  async run({ tx, actor, recordedAt }, { proposalId }) {
    const approvedBy = signerOf(actor);
    if (approvedBy === null) return refuse("PERSON_REQUIRED");
    const { proposal, locked } = await lockProposal(tx, proposalId);
    const { order } = locked;
    // A line that came back a moment ago counts before anybody has marked the proposal.
    const move = decideProposalMove("APPROVE", proposal.state, staleOf(proposal) ?? (await newlyStale(tx, proposal)));
    if (!move.ok) return move;
    if (!authorise(actor, "shift.approve", proposal.targetSiteId)) return refuse("BOTH_SITES_REQUIRED");
    if (approvedBy === proposal.proposedBy) return refuse("SECOND_PLANNER_REQUIRED");
    const decision = decideShift(movableOrder(locked), await reservedQuantity(tx, order.id, { except: proposalId }), proposal.quantity);
    if (!decision.ok) return decision;
    if (!(await isTold(tx, order))) return refuse("PROPOSAL_NOT_TOLD");
    const projection = await projectShift(tx, recordedAt, { ...proposal, itemId: order.itemId });
    return accept({
      events: [proposalFact("shift_proposal.approved", proposalId, order.id, { proposalId, projection, approvedBy, approvedName: actor.name })],
      output: { proposalId, state: "APPROVED" as const, revision: proposal.revision },
    });
  },
});
