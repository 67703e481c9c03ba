import "server-only";
import { eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment, site } from "@/db/schema/reference";
import { defineCommand } from "@/lib/commands/define-command";
import type { LockedOperation } from "@/lib/commands/execution/store";
import { decideProposalMove, decideShift, scoreChanged, splitOrder } from "@/lib/domain/planning/shift-proposal";
import { accept } from "@/lib/domain/shared/decision";
import type { ShiftProjection } from "@/lib/eventlog/payloads/shift-proposal";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import { newlyStale, outdated } from "./outdate-shift";
import { keptProjection, projectShift, scoreOf } from "./projected";
import { isTold, lockProposal, messageCause, PROPOSAL_MESSAGE, proposalFact, type ProposalRow, siteOfProposal } from "./proposal-store";
import { movableOrder, reservedQuantity } from "./reserved";
import { ShiftProposalInput } from "./shift-proposal.schema";

/**
 * PL-03, PL-04: hands an approved proposal to the outbox, unless the plant has changed since: a score that moved by more than 10 %, or a part that the floor
 * has begun, needs another approval, and a line that is back early makes it stale (S14). Anything but an approved proposal is left alone.
 */
export const sendShift = defineCommand({
  name: "send-shift",
  permission: "erp.apply",
  input: ShiftProposalInput,
  site: (tx, input) => siteOfProposal(tx, input.proposalId),
  async run({ tx, at, recordedAt }, { proposalId }) {
    const { proposal, locked } = await lockProposal(tx, proposalId);
    const { order } = locked;
    if (!decideProposalMove("SEND", proposal.state).ok) return accept({ events: [], output: { state: proposal.state } });
    const early = await newlyStale(tx, proposal);
    if (early !== null) return accept({ events: [await outdated(tx, recordedAt, { ...proposal, itemId: order.itemId }, early)], output: { state: "PROPOSED" as const } });
    const projection = await projectShift(tx, recordedAt, { ...proposal, itemId: order.itemId });
    const lapse = await whyLapsed(tx, proposal, locked, projection);
    if (lapse !== null) {
      const lapsed = proposalFact("shift_proposal.lapsed", proposalId, order.id, { proposalId, ...lapse, revision: proposal.revision + 1, projection });
      return accept({ events: [lapsed], output: { state: "PROPOSED" as const } });
    }
    const sent = proposalFact("shift_proposal.sent", proposalId, order.id, { proposalId, revision: proposal.revision, orderQuantity: order.quantity.toFixed() });
    return accept({ events: [sent], messages: [await draftOf(tx, proposal, locked, at)], output: { state: "SENT" as const } });
  },
});

/** What makes that the approval does not count any more; null: it does. */
async function whyLapsed(tx: Tx, proposal: ProposalRow, locked: LockedOperation, now: ShiftProjection): Promise<{ readonly code: string; readonly reason: string } | null> {
  if (!(await isTold(tx, locked.order))) return { code: "PROPOSAL_NOT_TOLD", reason: "The integration policy does not tell the ERP of proposals any more." };
  const reserved = await reservedQuantity(tx, locked.order.id, { except: proposal.id });
  if (!decideShift(movableOrder(locked), reserved, proposal.quantity).ok)
    return { code: "MORE_THAN_UNSTARTED", reason: "The floor or the ERP has left less of the order to move since it was approved." };
  const approved = keptProjection(proposal);
  if (!scoreChanged(scoreOf(approved), scoreOf(now))) return null;
  const said = ({ score }: ShiftProjection): string => (score === null ? "not projectable" : `${score.waiting} h late if it waits, ${score.moved} h if it moves`);
  return { code: "SCORE_CHANGED", reason: `The projection has changed by more than 10 % since it was approved: ${said(approved)}; now ${said(now)}.` };
}

async function draftOf(tx: Tx, proposal: ProposalRow, { order, siteCode, itemCode }: LockedOperation, at: Date): Promise<OutboundDraft> {
  const places = [proposal.targetWorkCentreId, ...(proposal.fromWorkCentreId === null ? [] : [proposal.fromWorkCentreId])];
  const lines = await tx.select({ id: equipment.id, code: equipment.code }).from(equipment).where(inArray(equipment.id, places));
  const [target] = await tx.select({ code: site.code }).from(site).where(eq(site.id, proposal.targetSiteId));
  const codeOf = (id: string | null): string | null => lines.find((line) => line.id === id)?.code ?? null;
  const targetLine = codeOf(proposal.targetWorkCentreId);
  if (target === undefined || targetLine === null || proposal.approvedAt === null) throw new Error(`proposal ${proposal.id} is incomplete`);
  const { original, target: moved } = splitOrder(order.quantity, proposal.quantity);
  return {
    type: PROPOSAL_MESSAGE,
    // A lane of its own: a proposal waits for nothing of the order, and no fact of the order waits for it (IN-04).
    subject: `proposal/${proposal.id}`,
    orderId: order.id,
    eventId: messageCause(proposal.id, proposal.revision),
    eventTime: at,
    correlationId: order.number,
    data: {
      proposal: proposal.id,
      revision: proposal.revision,
      order: order.number,
      erpVersion: order.erpVersion,
      item: itemCode,
      quantity: { uom: order.uom, before: order.quantity.toFixed(), moved: moved.toFixed(), after: original.toFixed() },
      from: { site: siteCode, line: codeOf(proposal.fromWorkCentreId) },
      target: { site: target.code, line: targetLine },
      due: order.dueAt.toISOString(),
      approvedAt: proposal.approvedAt.toISOString(),
      lateHours: keptProjection(proposal).score,
    },
  };
}
