/** Payloads of the facts of proposals to make a part of an order elsewhere (domain §6.4). Quantities and hours as text, instants as ISO 8601. */

/** The projection that a proposal was judged by (PL-04). */
export type ShiftProjection = {
  readonly at: string;
  /** Hours by which the promises of the item come late, if everything waits and if the part is moved; null: not projectable. */
  readonly score: { readonly waiting: string; readonly moved: string } | null;
  /** When the goods of the original are expected, if everything waits and if the part is moved; null: no end in sight. */
  readonly original: { readonly waitingAt: string | null; readonly movedAt: string | null };
  /** When the goods of the moved part are expected. */
  readonly targetAt: string | null;
  /** Promises of the item that come late in one of the two cases, the latest first, in hours; null: no supply covers them. */
  readonly commitments: readonly { readonly number: string; readonly dueAt: string; readonly waiting: string | null; readonly moved: string | null }[];
  /** Stops of the lines of the order and of the target with which it reckons (S14). Facts of earlier versions name none. */
  readonly stops?: readonly { readonly unitId: string; readonly line: string; readonly since: string; readonly restoreAt: string }[];
};

/** A planner wants a part of an order made elsewhere; from now on its quantity is reserved (PL-02). */
export type ShiftProposed = {
  readonly proposalId: string;
  readonly orderId: string;
  /** Line that it is taken from; null where all steps of the part move to another site. */
  readonly fromWorkCentreId: string | null;
  readonly targetSiteId: string;
  readonly targetWorkCentreId: string;
  readonly quantity: string;
  /** Quantity of the order then. */
  readonly orderQuantity: string;
  readonly revision: number;
  readonly projection: ShiftProjection;
  readonly proposedBy: string;
  readonly proposedName: string;
};

/** A second planner approves it, on what the projection says then. */
export type ShiftApproved = { readonly proposalId: string; readonly projection: ShiftProjection; readonly approvedBy: string; readonly approvedName: string };

/** PL-04: before it was sent the plant changed, so the approval no longer counts. */
export type ShiftLapsed = { readonly proposalId: string; readonly code: string; readonly reason: string; readonly revision: number; readonly projection: ShiftProjection };

/** S14: a line with whose stop it reckons was back earlier than expected, so that nobody approves it as it is; `projection`: what is true now. */
export type ShiftOutdated = {
  readonly proposalId: string;
  readonly line: string;
  readonly restoredAt: string;
  readonly expectedAt: string;
  readonly projection: ShiftProjection;
};

/** It was handed to the outbox. */
export type ShiftSent = { readonly proposalId: string; readonly revision: number; readonly orderQuantity: string };

/** The ERP took it. `newOrder`: the number of the order that it made; null where it named none. */
export type ShiftAccepted = { readonly proposalId: string; readonly document: string; readonly newOrder: string | null };

/** The ERP, or who settled its message, said no. */
export type ShiftRejected = { readonly proposalId: string; readonly code: string; readonly reason: string };

/** After a refusal, or while it is stale, it is proposed once more, as its next revision. */
export type ShiftProposedAgain = Omit<ShiftProposed, "orderId" | "fromWorkCentreId" | "targetSiteId" | "targetWorkCentreId" | "quantity">;

/** PL-03: one of the two orders came from the ERP as agreed. */
export type ShiftOrderArrived = { readonly proposalId: string; readonly which: "ORIGINAL" | "TARGET"; readonly number: string };

/** PL-03: both are there. */
export type ShiftExecuted = { readonly proposalId: string };

/** Taken back by a planner, or over by its age (code EXPIRED). */
export type ShiftCancelled = { readonly proposalId: string; readonly code: "WITHDRAWN" | "EXPIRED"; readonly reason: string; readonly cancelledBy: string | null };

export type ShiftProposalPayloads = {
  "shift_proposal.proposed": ShiftProposed;
  "shift_proposal.approved": ShiftApproved;
  "shift_proposal.lapsed": ShiftLapsed;
  "shift_proposal.outdated": ShiftOutdated;
  "shift_proposal.sent": ShiftSent;
  "shift_proposal.accepted": ShiftAccepted;
  "shift_proposal.rejected": ShiftRejected;
  "shift_proposal.proposed_again": ShiftProposedAgain;
  "shift_proposal.order_arrived": ShiftOrderArrived;
  "shift_proposal.executed": ShiftExecuted;
  "shift_proposal.cancelled": ShiftCancelled;
};
