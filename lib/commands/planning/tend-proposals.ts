import "server-only";
import { and, asc, eq, inArray, lte, or, sql } from "drizzle-orm";
import { shiftProposal } from "@/db/schema/shift-proposal";
import { outboxMessage } from "@/db/schema/integration";
import { systemActor } from "@/lib/auth/system-actor";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { PROPOSAL_HOURS } from "@/lib/domain/planning/shift-proposal";
import { log } from "@/lib/platform/log";
import { newId } from "@/lib/platform/ids";
import { answerShift, followShift } from "./answer-shift";
import { expireShift } from "./cancel-shift";
import { messageCause, PROPOSAL_MESSAGE } from "./proposal-store";
import { sendShift } from "./send-shift";

/** Proposals of one round; what is left is for the next. */
const MOST = 100;

/**
 * Brings proposals on: ends those that are over by their age, sends what was approved, and takes in answers and orders of the ERP that came while nobody
 * listened. Any number of workers may do it; each step looks again under its locks. Answers how many it looked at.
 */
export async function tendProposals(services: Services): Promise<number> {
  const { db, clock } = services;
  const expired = new Date(clock.now().getTime() - PROPOSAL_HOURS * 3_600_000);
  const due = await db
    .select({ id: shiftProposal.id, siteId: shiftProposal.siteId, state: shiftProposal.state, revision: shiftProposal.revision, proposedAt: shiftProposal.proposedAt })
    .from(shiftProposal)
    .where(
      or(
        inArray(shiftProposal.state, ["APPROVED", "SENT", "ERP_ACCEPTED"]),
        and(inArray(shiftProposal.state, ["PROPOSED", "ERP_REJECTED"]), lte(shiftProposal.proposedAt, expired)),
      ),
    )
    .orderBy(asc(shiftProposal.proposedAt))
    .limit(MOST);
  for (const proposal of due) {
    try {
      await tend(services, proposal, expired);
    } catch (reason) {
      // One that cannot be brought on must not keep the others from it; it is tried again in the next round.
      log.error({ err: reason, proposal: proposal.id }, "a proposal to move production could not be brought on");
    }
  }
  return due.length;
}

type Due = { readonly id: string; readonly siteId: string; readonly state: string; readonly revision: number; readonly proposedAt: Date };

async function tend(services: Services, { id, siteId, state, revision, proposedAt }: Due, expired: Date): Promise<void> {
  const worker = systemActor("worker", ["erp.apply"], [{ siteId, code: "" }]);
  const input = { commandId: newId(), proposalId: id };
  if (state === "SENT") {
    const [answered] = await services.db
      .select({ id: outboxMessage.id })
      .from(outboxMessage)
      .where(
        and(eq(outboxMessage.eventId, messageCause(id, revision)), eq(outboxMessage.type, PROPOSAL_MESSAGE), sql`${outboxMessage.state} in ('ACCEPTED', 'REJECTED', 'RESOLVED')`),
      );
    if (answered !== undefined) await execute(services, worker, answerShift, { commandId: newId(), messageId: answered.id });
  } else if (state === "ERP_ACCEPTED") {
    await execute(services, worker, followShift, input);
  } else if (proposedAt <= expired) {
    await execute(services, worker, expireShift, input);
  } else {
    await execute(services, worker, sendShift, input);
  }
}
