import "server-only";
import type { CommandFrame } from "@/lib/commands/define-command";
import { defineCommand } from "@/lib/commands/define-command";
import { lockOrder, siteOfOrder } from "@/lib/commands/execution/store";
import { signerOf } from "@/lib/commands/quality/held-lots";
import { decideProposalMove, decideShift } from "@/lib/domain/planning/shift-proposal";
import { decimal } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { shiftTargets } from "@/lib/queries/planner/shift-targets";
import { projectShift } from "./projected";
import { isTold, lockProposal, proposalFact, siteOfProposal, staleOf } from "./proposal-store";
import { movableOrder, reservedQuantity } from "./reserved";
import { ProposeShiftInput, ShiftProposalAnswer, ShiftProposalInput } from "./shift-proposal.schema";

/**
 * §6.4: proposes to make a part of an order on another line that is qualified for it. From now on the quantity is reserved on the original (PL-02). Refuses
 * LINE_NOT_QUALIFIED, ORDER_NOT_MOVABLE, INVALID_QUANTITY, MORE_THAN_UNSTARTED (PL-01), PROPOSAL_NOT_TOLD and, for a process, PERSON_REQUIRED.
 */
export const proposeShift = defineCommand({
  name: "propose-shift",
  permission: "plan.write",
  input: ProposeShiftInput,
  answer: ShiftProposalAnswer,
  site: (tx, input) => siteOfOrder(tx, input.orderId),
  async run(frame, input) {
    const { tx, actor } = frame;
    const proposedBy = signerOf(actor);
    if (proposedBy === null) return refuse("PERSON_REQUIRED");
    const locked = await lockOrder(tx, input.orderId);
    const { order } = locked;
    const quantity = decimal(input.quantity);
    const decision = decideShift(movableOrder(locked), await reservedQuantity(tx, order.id), quantity);
    if (!decision.ok) return decision;
    const target = await findTarget(frame, order.id, input.targetWorkCentreId);
    if (target === null) return refuse("LINE_NOT_QUALIFIED");
    if (!(await isTold(tx, order))) return refuse("PROPOSAL_NOT_TOLD");
    const proposalId = newId();
    const shift = {
      orderId: order.id,
      itemId: order.itemId,
      siteId: order.siteId,
      fromWorkCentreId: target.fromLineId,
      targetSiteId: target.siteId,
      targetWorkCentreId: target.lineId,
      quantity,
    };
    const proposed = proposalFact("shift_proposal.proposed", proposalId, order.id, {
      proposalId,
      orderId: order.id,
      fromWorkCentreId: target.fromLineId,
      targetSiteId: target.siteId,
      targetWorkCentreId: target.lineId,
      quantity: quantity.toFixed(),
      orderQuantity: order.quantity.toFixed(),
      revision: 1,
      projection: await projectShift(tx, frame.recordedAt, shift),
      proposedBy,
      proposedName: actor.name,
    });
    return accept({ events: [proposed], output: { proposalId, state: "PROPOSED" as const, revision: 1 } });
  },
});

/**
 * §6.4: after the ERP's refusal, or when a line that is back early has made it stale (S14), proposes the same once more as the next revision, on what the
 * projection says now, and reserves its quantity (again). Refuses as `propose-shift`.
 */
export const proposeShiftAgain = defineCommand({
  name: "propose-shift-again",
  permission: "plan.write",
  input: ShiftProposalInput,
  answer: ShiftProposalAnswer,
  site: (tx, input) => siteOfProposal(tx, input.proposalId),
  async run(frame, { proposalId }) {
    const { tx, actor } = frame;
    const proposedBy = signerOf(actor);
    if (proposedBy === null) return refuse("PERSON_REQUIRED");
    const { proposal, locked } = await lockProposal(tx, proposalId);
    const { order } = locked;
    const move = decideProposalMove("PROPOSE_AGAIN", proposal.state, staleOf(proposal));
    if (!move.ok) return move;
    // A stale one has kept its own quantity all the while.
    const decision = decideShift(movableOrder(locked), await reservedQuantity(tx, order.id, { except: proposalId }), proposal.quantity);
    if (!decision.ok) return decision;
    if ((await findTarget(frame, order.id, proposal.targetWorkCentreId)) === null) return refuse("LINE_NOT_QUALIFIED");
    if (!(await isTold(tx, order))) return refuse("PROPOSAL_NOT_TOLD");
    const revision = proposal.revision + 1;
    const again = proposalFact("shift_proposal.proposed_again", proposalId, order.id, {
      proposalId,
      orderQuantity: order.quantity.toFixed(),
      revision,
      projection: await projectShift(tx, frame.recordedAt, { ...proposal, itemId: order.itemId }),
      proposedBy,
      proposedName: actor.name,
    });
    return accept({ events: [again], output: { proposalId, state: "PROPOSED" as const, revision } });
  },
});

/** The line, if it is qualified for the order and at a site of the caller's (SEC-02). */
async function findTarget({ tx, actor, recordedAt }: CommandFrame, orderId: string, lineId: string) {
  const sites = actor.sites.map((site) => site.siteId);
  const targets = await shiftTargets({ db: tx, now: recordedAt }, sites, orderId);
  return targets.find((target) => target.lineId === lineId) ?? null;
}
