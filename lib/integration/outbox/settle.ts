import { and, eq, inArray } from "drizzle-orm";
import type { Database, Tx } from "@/db/client";
import { messageAttempt, outboxMessage } from "@/db/schema/integration";
import type { Accepted, BundleOutcome, FindOutcome } from "@/lib/erp/port";
import { newId } from "@/lib/platform/ids";
import { MAX_TRIES, backoffSeconds, unsureSeconds } from "./backoff";
import { type Circuit, countsAsTry } from "./breaker";
import { type Failed, noteAnswer, noteFailure, wordOf } from "./circuit";
import type { Claimed } from "./claim";
import { type MessageState, type MessageTrigger, moveMessage } from "./message-state";
import type { Timing } from "./timing";

/** One call to the ERP and what it answered. */
export type Attempt = {
  readonly action: "POST" | "LOOK_UP";
  readonly outcome: BundleOutcome | FindOutcome;
  readonly startedAt: Date;
  readonly endedAt: Date;
};

/**
 * How a claimed message ends this time: with the ERP's answer, passed over because this ERP can't hold its type, found in the ERP although people
 * settled it without sending, or never sent because it can't be read.
 */
export type Settlement =
  | { readonly kind: "outcome"; readonly outcome: Exclude<BundleOutcome | FindOutcome, { kind: "absent" }> }
  | { readonly kind: "skip"; readonly reason: string }
  | { readonly kind: "held"; readonly outcome: Accepted }
  | { readonly kind: "unreadable"; readonly reason: string };

/** A message with the calls that were made for it and what came of them. */
export type Delivered = { readonly message: Claimed; readonly attempts: readonly Attempt[]; readonly settlement: Settlement };

export type Settled = { readonly state: MessageState; readonly reason: string | null } | null;

export type SettleDeps = { readonly db: Database; readonly random: () => number; readonly timing: Timing };

/**
 * IN-02, IN-05: stores every call that was made, moves the messages and the circuit of their connection, in one transaction. Messages that one call
 * carried are settled together and count once for the circuit. Answers null for one that another claimant holds by now; its calls are stored all the same.
 */
export async function settle({ db, random, timing }: SettleDeps, delivered: readonly Delivered[], at: Date): Promise<readonly Settled[]> {
  const [first] = delivered;
  if (first === undefined) return [];
  const { connectionId, leasedBy } = first.message;
  return db.transaction(async (tx) => {
    const ids = delivered.map(({ message }) => message.id);
    const held = await tx
      .select({ id: outboxMessage.id })
      .from(outboxMessage)
      .where(and(inArray(outboxMessage.id, ids), eq(outboxMessage.leasedBy, leasedBy ?? "")))
      .orderBy(outboxMessage.id)
      .for("update");
    const mine = new Set(held.map(({ id }) => id));
    await storeAttempts(tx, delivered);
    const circuit = mine.size === 0 ? null : await noteCircuit(tx, connectionId, delivered, at, timing);
    const settled: Settled[] = [];
    for (const { message, settlement } of delivered)
      settled.push(mine.has(message.id) ? await settleOne(tx, { message, settlement, circuit, at, random: random(), timing }) : null);
    return settled;
  });
}

/** One call, one word about the connection: an answer of the ERP to any of its messages says that it is well. Answers the circuit before a failure. */
async function noteCircuit(tx: Tx, connectionId: string, delivered: readonly Delivered[], at: Date, { circuitSeconds }: Timing): Promise<Circuit | null> {
  const outcomes = delivered.flatMap(({ settlement }) => (settlement.kind === "outcome" || settlement.kind === "held" ? [settlement.outcome] : []));
  if (outcomes.some((outcome) => wordOf(outcome) === "answer")) {
    await noteAnswer(
      tx,
      connectionId,
      at,
      outcomes.some(({ kind }) => kind === "accepted"),
    );
    return null;
  }
  const failures = outcomes.filter((outcome): outcome is Failed => wordOf(outcome) === "failure");
  const worst = failures.find(({ kind }) => kind === "broken") ?? failures[0];
  return worst === undefined ? null : noteFailure(tx, connectionId, worst, at, circuitSeconds);
}

type One = { readonly message: Claimed; readonly settlement: Settlement; readonly circuit: Circuit | null; readonly at: Date; readonly random: number; readonly timing: Timing };

function settleOne(tx: Tx, one: One): Promise<Settled> {
  const { message, settlement, at } = one;
  switch (settlement.kind) {
    case "skip":
      return move(tx, message, "skip", { reason: settlement.reason, reasonCode: "NOT_SUPPORTED" });
    case "unreadable":
      return move(tx, message, "reject", { reason: settlement.reason, reasonCode: "SCHEMA" });
    case "held":
      // It is in the ERP, so nobody settled it: who tried to stands in its history.
      return take(tx, message, settlement.outcome, at);
    case "outcome":
      break;
  }
  const { outcome } = settlement;
  switch (outcome.kind) {
    case "accepted":
      // A person's tombstone is a message like any other, but what it stands for ends RESOLVED (IN-06).
      return message.settledBy === null ? take(tx, message, outcome, at) : move(tx, message, "bury", { acceptedAt: at });
    case "rejected":
      return move(tx, message, "reject", { reason: outcome.reason, reasonCode: outcome.code });
    case "not-taken":
      return move(tx, message, "wait", { reason: outcome.reason, reasonCode: "NOT_TAKEN", nextAt: at });
    case "retry":
    case "unknown":
    case "broken":
      return wait(tx, one, outcome);
  }
}

function take(tx: Tx, message: Claimed, { document, parts }: Accepted, at: Date): Promise<Settled> {
  return move(tx, message, "accept", { acceptedAt: at, document, documentParts: parts, reason: null, reasonCode: null, settledBy: null, settledSecond: null });
}

/** IN-05: waits for its next turn, or is DEAD after the last one. */
function wait(tx: Tx, { message, circuit, at, random, timing }: One, outcome: Failed): Promise<Settled> {
  const counts = outcome.kind !== "broken" && (circuit === null || countsAsTry(circuit));
  const tries = message.attempts + (counts ? 1 : 0);
  const reasonCode = outcome.kind === "broken" ? outcome.code : outcome.kind.toUpperCase();
  if (tries >= MAX_TRIES) return move(tx, message, "die", { attempts: tries, reason: outcome.reason, reasonCode });
  const { retrySeconds } = timing;
  const atLeast = outcome.kind === "unknown" ? unsureSeconds(retrySeconds) : outcome.kind === "retry" ? (outcome.retryAfterSeconds ?? 0) : 0;
  const seconds = backoffSeconds(message.attempts, random, atLeast, retrySeconds);
  return move(tx, message, "wait", { attempts: tries, reason: outcome.reason, reasonCode, nextAt: new Date(at.getTime() + seconds * 1000) });
}

async function move(tx: Tx, message: Claimed, trigger: MessageTrigger, values: Partial<typeof outboxMessage.$inferInsert>): Promise<Settled> {
  const next = moveMessage("SENDING", trigger);
  if (!next.ok) throw new Error(`message ${message.id} can't ${trigger} while it is sent`);
  await tx
    .update(outboxMessage)
    .set({ ...values, state: next.value, leasedBy: null, leasedUntil: null })
    .where(eq(outboxMessage.id, message.id));
  return { state: next.value, reason: values.reason ?? null };
}

async function storeAttempts(tx: Tx, delivered: readonly Delivered[]): Promise<void> {
  const rows = delivered.flatMap(({ message, attempts }) =>
    attempts.map(({ action, outcome, startedAt, endedAt }) => ({
      id: newId(),
      siteId: message.siteId,
      messageId: message.id,
      attempt: message.attempts + 1,
      action,
      outcome: outcome.kind,
      reason: "reason" in outcome ? outcome.reason : null,
      answer: outcome,
      startedAt,
      endedAt,
      worker: message.leasedBy,
    })),
  );
  if (rows.length > 0) await tx.insert(messageAttempt).values(rows);
}
