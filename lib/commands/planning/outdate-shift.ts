import "server-only";
import type { Tx } from "@/db/client";
import { defineCommand } from "@/lib/commands/define-command";
import { decideProposalMove, type EarlyRestore, restoredEarly } from "@/lib/domain/planning/shift-proposal";
import { accept } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { countedStops, projectShift, restorationsOf } from "./projected";
import { lockProposal, proposalFact, type ProposalRow, siteOfProposal } from "./proposal-store";
import { ShiftProposalInput } from "./shift-proposal.schema";

/**
 * S14: marks a proposal that nobody has sent as stale when a line with whose stop it reckons is back earlier than expected, and refreshes its projection.
 * An approval does not count any more. Whatever is marked already, or is as it was, is left alone.
 */
export const outdateShift = defineCommand({
  name: "outdate-shift",
  permission: "erp.apply",
  input: ShiftProposalInput,
  site: (tx, input) => siteOfProposal(tx, input.proposalId),
  async run({ tx, recordedAt }, { proposalId }) {
    const { proposal, locked } = await lockProposal(tx, proposalId);
    const early = await newlyStale(tx, proposal);
    if (early === null) return accept({ events: [], output: { state: proposal.state } });
    return accept({ events: [await outdated(tx, recordedAt, { ...proposal, itemId: locked.order.itemId }, early)], output: { state: "PROPOSED" as const } });
  },
});

/** S14: the line that has overtaken a proposal without anybody having marked it yet; null: none has. */
export async function newlyStale(tx: Tx, proposal: ProposalRow): Promise<EarlyRestore | null> {
  if (proposal.staleSince !== null || !decideProposalMove("OUTDATE", proposal.state).ok) return null;
  const stops = countedStops(proposal);
  return restoredEarly(stops, await restorationsOf(tx, stops));
}

/** The fact that says so, with what the projection says now. */
export async function outdated(tx: Tx, now: Date, proposal: ProposalRow & { readonly itemId: string }, { line, restoredAt, expectedAt }: EarlyRestore): Promise<NewEvent> {
  return proposalFact("shift_proposal.outdated", proposal.id, proposal.orderId, {
    proposalId: proposal.id,
    line,
    restoredAt: restoredAt.toISOString(),
    expectedAt: expectedAt.toISOString(),
    projection: await projectShift(tx, now, proposal),
  });
}
