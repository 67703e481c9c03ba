import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { shiftProposal } from "@/db/schema/shift-proposal";
import { decimal } from "@/lib/domain/shared/decimal";
import type { ShiftProposalPayloads } from "@/lib/eventlog/payloads/shift-proposal";
import type { Projections } from "@/lib/eventlog/projection";

type Change = Partial<typeof shiftProposal.$inferInsert>;

/** What the answer to a former revision left behind. */
const NOT_ANSWERED = {
  approvedBy: null,
  approvedName: null,
  approvedAt: null,
  sentAt: null,
  answeredAt: null,
  document: null,
  newOrder: null,
  originalArrivedAt: null,
  targetArrivedAt: null,
};

/** A proposal that says how things stand. */
const NOT_STALE = { staleLine: null, staleSince: null, staleExpectedAt: null };

/** Proposals to make a part of an order elsewhere (§6.4). What they reserve follows from their rows (PL-02). */
export const shiftProposalProjections: Projections<keyof ShiftProposalPayloads> = {
  "shift_proposal.proposed": async (tx, event) => {
    const { proposalId, quantity, orderQuantity, ...rest } = event.payload;
    await tx.insert(shiftProposal).values({
      id: proposalId,
      siteId: event.siteId,
      ...rest,
      quantity: decimal(quantity),
      orderQuantity: decimal(orderQuantity),
      state: "PROPOSED",
      proposedAt: event.eventTime,
    });
  },
  "shift_proposal.approved": (tx, event) => {
    const { proposalId, ...rest } = event.payload;
    return change(tx, proposalId, { ...rest, state: "APPROVED", approvedAt: event.eventTime, reasonCode: null, reason: null });
  },
  "shift_proposal.lapsed": (tx, event) => {
    const { proposalId, code, reason, revision, projection } = event.payload;
    return change(tx, proposalId, { ...NOT_ANSWERED, state: "PROPOSED", reasonCode: code, reason, revision, projection });
  },
  "shift_proposal.outdated": (tx, event) => {
    const { proposalId, line, restoredAt, expectedAt, projection } = event.payload;
    const stale = { staleLine: line, staleSince: new Date(restoredAt), staleExpectedAt: new Date(expectedAt) };
    return change(tx, proposalId, { ...NOT_ANSWERED, ...stale, state: "PROPOSED", reasonCode: null, reason: null, projection });
  },
  "shift_proposal.sent": (tx, event) => {
    const { proposalId, revision, orderQuantity } = event.payload;
    return change(tx, proposalId, { state: "SENT", revision, orderQuantity: decimal(orderQuantity), sentAt: event.eventTime });
  },
  "shift_proposal.accepted": (tx, event) => {
    const { proposalId, document, newOrder } = event.payload;
    return change(tx, proposalId, { state: "ERP_ACCEPTED", document, newOrder, answeredAt: event.eventTime });
  },
  "shift_proposal.rejected": (tx, event) => {
    const { proposalId, code, reason } = event.payload;
    return change(tx, proposalId, { state: "ERP_REJECTED", reasonCode: code, reason, answeredAt: event.eventTime });
  },
  "shift_proposal.proposed_again": (tx, event) => {
    const { proposalId, orderQuantity, ...rest } = event.payload;
    return change(tx, proposalId, {
      ...NOT_ANSWERED,
      ...NOT_STALE,
      ...rest,
      orderQuantity: decimal(orderQuantity),
      state: "PROPOSED",
      proposedAt: event.eventTime,
      reasonCode: null,
      reason: null,
    });
  },
  "shift_proposal.order_arrived": (tx, event) => {
    const { proposalId, which } = event.payload;
    return change(tx, proposalId, which === "ORIGINAL" ? { originalArrivedAt: event.eventTime } : { targetArrivedAt: event.eventTime });
  },
  "shift_proposal.executed": (tx, event) => change(tx, event.payload.proposalId, { state: "EXECUTED", endedAt: event.eventTime }),
  "shift_proposal.cancelled": (tx, event) => {
    const { proposalId, code, reason } = event.payload;
    return change(tx, proposalId, { state: "CANCELLED", reasonCode: code, reason, endedAt: event.eventTime });
  },
};

async function change(tx: Tx, proposalId: string, values: Change): Promise<void> {
  await tx.update(shiftProposal).set(values).where(eq(shiftProposal.id, proposalId));
}
