import "server-only";
import { and, eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { policy } from "@/db/schema/integration";
import { shiftProposal } from "@/db/schema/shift-proposal";
import { type LockedOperation, lockOrder } from "@/lib/commands/execution/store";
import type { EarlyRestore } from "@/lib/domain/planning/shift-proposal";
import type { EventPayloads, EventType, NewEvent } from "@/lib/eventlog/event";
import { derivedId, newId } from "@/lib/platform/ids";

export type ProposalRow = typeof shiftProposal.$inferSelect;
export const PROPOSAL_MESSAGE = "mes.shift-production.proposed.v1";

/** S14: why a proposal is marked stale; null where it is not. */
export function staleOf({ staleLine, staleSince, staleExpectedAt }: Pick<ProposalRow, "staleLine" | "staleSince" | "staleExpectedAt">): EarlyRestore | null {
  if (staleLine === null || staleSince === null || staleExpectedAt === null) return null;
  return { line: staleLine, restoredAt: staleSince, expectedAt: staleExpectedAt };
}

/** Site of the order that a proposal takes from, or null when there is no such proposal. */
export async function siteOfProposal(tx: Tx, proposalId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: shiftProposal.siteId }).from(shiftProposal).where(eq(shiftProposal.id, proposalId));
  return row?.siteId ?? null;
}

/** Locks the order and then the proposal, always in this order: what it reserves and what the floor begins are decided one after the other. */
export async function lockProposal(tx: Tx, proposalId: string): Promise<{ readonly proposal: ProposalRow; readonly locked: LockedOperation }> {
  const [head] = await tx.select({ orderId: shiftProposal.orderId }).from(shiftProposal).where(eq(shiftProposal.id, proposalId));
  if (head === undefined) throw new Error(`proposal ${proposalId} vanished after its site was found`);
  const locked = await lockOrder(tx, head.orderId);
  const [proposal] = await tx.select().from(shiftProposal).where(eq(shiftProposal.id, proposalId)).for("update");
  if (proposal === undefined) throw new Error(`proposal ${proposalId} vanished while it was locked`);
  return { proposal, locked };
}

type ProposalFact = Extract<EventType, `shift_proposal.${string}`>;

/** A fact about a proposal. */
export function proposalFact<Type extends ProposalFact>(type: Type, proposalId: string, orderId: string, payload: EventPayloads[Type]): NewEvent {
  // Type and payload are paired by the signature; the union of all facts can't be followed through a generic.
  return { id: newId(), type, aggregate: "shift_proposal", aggregateId: proposalId, orderId, payload } as NewEvent;
}

/** What causes the message of a revision: proposal and revision are its key, so each leaves once (§8.1). */
export function messageCause(proposalId: string, revision: number): string {
  return derivedId(proposalId, `revision ${revision}`);
}

/** Whether the integration policy lets the order's own ERP be told of proposals. */
export async function isTold(tx: Tx, { siteId, connectionId }: LockedOperation["order"]): Promise<boolean> {
  const [row] = await tx
    .select({ id: policy.id })
    .from(policy)
    .where(and(eq(policy.siteId, siteId), eq(policy.connectionId, connectionId), eq(policy.messageType, PROPOSAL_MESSAGE), eq(policy.direction, "OUT"), eq(policy.enabled, true)));
  return row !== undefined;
}
