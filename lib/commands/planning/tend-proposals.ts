import "server-only";
import { and, asc, desc, eq, inArray, isNull, lte, or } from "drizzle-orm";
import type { Database } from "@/db/client";
import { productionOrder } from "@/db/schema/execution";
import { outboxMessage } from "@/db/schema/integration";
import { shiftProposal } from "@/db/schema/shift-proposal";
import { systemActor } from "@/lib/auth/system-actor";
import { eachApart } from "@/lib/commands/each-apart";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { isExpired, PROPOSAL_HOURS, restoredEarly } from "@/lib/domain/planning/shift-proposal";
import { newId } from "@/lib/platform/ids";
import { answerShift, followShift } from "./answer-shift";
import { arrivedNow, TARGET_ORDER } from "./arrivals";
import { expireShift } from "./cancel-shift";
import { outdateShift } from "./outdate-shift";
import { countedStops, restorationsOf } from "./projected";
import { messageCause, PROPOSAL_MESSAGE } from "./proposal-store";
import { sendShift } from "./send-shift";

/** Proposals of one kind and round; what is left is for the next. */
const MOST = 100;
/** What the ERP's word for a message leaves: answered, one way or the other. */
const ANSWERED = ["ACCEPTED", "REJECTED", "RESOLVED"] as const;

/** A step that is due for a proposal. */
type Step = { readonly proposalId: string; readonly siteId: string } & (
  | { readonly kind: "OUTDATE" | "SEND" | "EXPIRE" | "FOLLOW" }
  | { readonly kind: "ANSWER"; readonly messageId: string }
);

/**
 * Brings proposals on: marks those that a line has overtaken, ends those that are over by their age, sends what was approved, and takes in answers and
 * orders of the ERP that came while nobody listened. What only waits is read and left alone, for each step is a command of its own. Any number of workers may do it; each step looks again under its
 * locks. Answers how many steps it took.
 */
export async function tendProposals(services: Services): Promise<number> {
  const { db, clock } = services;
  const steps = [...(await overtakenSteps(db)), ...(await openSteps(db, clock.now())), ...(await answeredSteps(db)), ...(await arrivedSteps(db))];
  return eachApart(
    steps,
    "a proposal to move production could not be brought on",
    ({ proposalId }) => ({ proposal: proposalId }),
    async (step) => {
      await take(services, step);
      return 1;
    },
  );
}

async function take(services: Services, step: Step): Promise<void> {
  const worker = systemActor("worker", ["erp.apply"], [{ siteId: step.siteId, code: "" }]);
  const commandId = newId();
  const { proposalId } = step;
  switch (step.kind) {
    case "OUTDATE":
      return void (await execute(services, worker, outdateShift, { commandId, proposalId }));
    case "SEND":
      return void (await execute(services, worker, sendShift, { commandId, proposalId }));
    case "EXPIRE":
      return void (await execute(services, worker, expireShift, { commandId, proposalId }));
    case "FOLLOW":
      return void (await execute(services, worker, followShift, { commandId, proposalId }));
    case "ANSWER":
      return void (await execute(services, worker, answerShift, { commandId, messageId: step.messageId }));
  }
}

/** S14: what nobody has sent yet, and what a line that is back early has overtaken. */
async function overtakenSteps(db: Database): Promise<Step[]> {
  const { state, proposedAt, siteId, id, projection, staleSince } = shiftProposal;
  const unsent = await db
    .select({ id, siteId, projection })
    .from(shiftProposal)
    .where(and(inArray(state, ["PROPOSED", "APPROVED"]), isNull(staleSince)))
    .orderBy(asc(proposedAt));
  const restorations = await restorationsOf(db, unsent.flatMap(countedStops));
  return unsent
    .filter((row) => restoredEarly(countedStops(row), restorations) !== null)
    .slice(0, MOST)
    .map((row) => ({ proposalId: row.id, siteId: row.siteId, kind: "OUTDATE" }));
}

/** What was approved, and what nobody has brought further within a day. */
async function openSteps(db: Database, now: Date): Promise<Step[]> {
  const { state, proposedAt, answeredAt, siteId, id } = shiftProposal;
  const expired = new Date(now.getTime() - PROPOSAL_HOURS * 3_600_000);
  const due = await db
    .select({ id, siteId, state, proposedAt, answeredAt })
    .from(shiftProposal)
    .where(or(eq(state, "APPROVED"), and(eq(state, "PROPOSED"), lte(proposedAt, expired)), and(eq(state, "ERP_REJECTED"), lte(answeredAt, expired))))
    .orderBy(asc(proposedAt))
    .limit(MOST);
  return due.map((row) => ({ proposalId: row.id, siteId: row.siteId, kind: isExpired(row, now) ? "EXPIRE" : "SEND" }));
}

/** What was sent and is answered, although nobody took the answer in. */
async function answeredSteps(db: Database): Promise<Step[]> {
  const sent = await db.select({ id: shiftProposal.id, siteId: shiftProposal.siteId, revision: shiftProposal.revision }).from(shiftProposal).where(eq(shiftProposal.state, "SENT"));
  if (sent.length === 0) return [];
  const waiting = new Map(sent.map((row) => [messageCause(row.id, row.revision), row]));
  const answered = await db
    .select({ id: outboxMessage.id, eventId: outboxMessage.eventId })
    .from(outboxMessage)
    .where(and(inArray(outboxMessage.eventId, [...waiting.keys()]), eq(outboxMessage.type, PROPOSAL_MESSAGE), inArray(outboxMessage.state, [...ANSWERED])))
    .limit(MOST);
  return answered.flatMap((message): Step[] => {
    const of = waiting.get(message.eventId);
    return of === undefined ? [] : [{ proposalId: of.id, siteId: of.siteId, kind: "ANSWER", messageId: message.id }];
  });
}

/** What the ERP has accepted and whose orders came while its answer was taken in; the newest first, for that is where it happens. */
async function arrivedSteps(db: Database): Promise<Step[]> {
  const accepted = await db
    .select({ proposal: shiftProposal, original: productionOrder, target: TARGET_ORDER })
    .from(shiftProposal)
    .innerJoin(productionOrder, eq(productionOrder.id, shiftProposal.orderId))
    .leftJoin(TARGET_ORDER, and(eq(TARGET_ORDER.siteId, shiftProposal.targetSiteId), eq(TARGET_ORDER.number, shiftProposal.newOrder)))
    .where(eq(shiftProposal.state, "ERP_ACCEPTED"))
    .orderBy(desc(shiftProposal.answeredAt))
    .limit(MOST);
  return accepted
    .filter(({ proposal, original, target }) => arrivedNow(proposal, original, target).length > 0)
    .map(({ proposal }) => ({ proposalId: proposal.id, siteId: proposal.siteId, kind: "FOLLOW" }));
}
