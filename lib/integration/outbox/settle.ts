import { and, asc, eq, inArray } from "drizzle-orm";
import type { Database, Tx } from "@/db/client";
import { outboxMessage } from "@/db/schema/integration";
import type { Accepted, BundleOutcome, FindOutcome } from "@/lib/erp/port";
import { keptOutcome } from "@/lib/integration/kept-words";
import { newId } from "@/lib/platform/ids";
import { log } from "@/lib/platform/log";
import { MAX_TRIES, backoffSeconds, unsureSeconds } from "./backoff";
import { type Circuit, countsAsTry } from "./breaker";
import { type Failed, noteFailure, wordOf } from "./circuit";
import type { Claimed } from "./claim";
import { type MessageState, type MessageTrigger, moveMessage } from "./message-state";
import type { Timing } from "./timing";
import { type AttemptRow, type Change, type Onward, writeSettled } from "./write-settled";

/** One call to the ERP and what it answered. */
export type Attempt = {
  readonly action: "POST" | "LOOK_UP";
  readonly outcome: BundleOutcome | FindOutcome;
  readonly startedAt: Date;
  readonly endedAt: Date;
};

/**
 * How a claimed message ends this time: with the ERP's answer, passed over because this ERP can't hold its type or never took what it takes back (and
 * what the ERP answered to the tombstone in its place, where one was sent), found in the ERP although people settled it without sending, never sent
 * because it can't be read, or with an answer that the database did not take.
 */
export type Settlement =
  | { readonly kind: "outcome"; readonly outcome: Exclude<BundleOutcome | FindOutcome, { kind: "absent" }> }
  | { readonly kind: "skip"; readonly code: "NOT_SUPPORTED" | "NEVER_TAKEN"; readonly reason: string; readonly tombstone: Accepted | null }
  | { readonly kind: "held"; readonly outcome: Accepted }
  | { readonly kind: "unreadable"; readonly reason: string }
  | { readonly kind: "unstored" };

const UNSTORED = { kind: "unknown", reason: "What the ERP answered could not be stored on our side; it is asked again." } as const;

/** A message with the calls that were made for it and what came of them. */
export type Delivered = { readonly message: Claimed; readonly attempts: readonly Attempt[]; readonly settlement: Settlement };

export type Settled = { readonly state: MessageState; readonly reason: string | null } | null;

/** What became of each message, in the order given, and what was leased behind the last one. */
export type Done = { readonly settled: readonly Settled[]; readonly next: Claimed | null };

export type SettleDeps = { readonly db: Database; readonly random: () => number; readonly timing: Timing };

/**
 * Settles what was delivered, see `write`. An answer that the database does not take costs its message a try, as one that never came does: the ERP is asked
 * again, and in the end people are called. Else its lane would be claimed for ever without a word. @throws when the database takes nothing at all
 */
export async function settle(deps: SettleDeps, delivered: readonly Delivered[], at: Date, onward: Onward | null = null): Promise<Done> {
  const kept = delivered.map(asKept);
  try {
    return await write(deps, kept, at, onward);
  } catch (fault) {
    log.error({ err: fault, messages: delivered.map(({ message }) => message.id) }, "what became of messages could not be stored");
    return write(
      deps,
      kept.map(({ message, attempts }) => ({ message, attempts: attempts.map((attempt) => ({ ...attempt, outcome: UNSTORED })), settlement: { kind: "unstored" } })),
      at,
      null,
    );
  }
}

/** With each answer as the database can hold it. */
function asKept({ message, attempts, settlement }: Delivered): Delivered {
  return {
    message,
    attempts: attempts.map((attempt) => ({ ...attempt, outcome: keptOutcome(attempt.outcome) })),
    settlement: keptSettlement(settlement),
  };
}

function keptSettlement(settlement: Settlement): Settlement {
  switch (settlement.kind) {
    case "outcome":
      return { ...settlement, outcome: keptOutcome(settlement.outcome) };
    case "held":
      return { ...settlement, outcome: keptOutcome(settlement.outcome) };
    case "skip":
    case "unreadable":
    case "unstored":
      return settlement;
  }
}

/** What the ERP answered to whatever was sent for a message, as far as it says something of its connection. */
function answersOf({ settlement }: Delivered): readonly (BundleOutcome | FindOutcome)[] {
  switch (settlement.kind) {
    case "outcome":
    case "held":
      return [settlement.outcome];
    case "skip":
      return settlement.tombstone === null ? [] : [settlement.tombstone];
    case "unreadable":
    case "unstored":
      return [];
  }
}

/**
 * IN-02, IN-05: stores every call that was made, moves the messages and the circuit of their connection, all at once. Messages that one call
 * carried are settled together and count once for the circuit. Answers null for one that another claimant holds by now; its calls are stored all the same.
 * @param onward leases what follows a finished message in its lane; null: its lane is let go
 */
async function write({ db, random, timing }: SettleDeps, delivered: readonly Delivered[], at: Date, onward: Onward | null): Promise<Done> {
  const [first] = delivered;
  if (first === undefined) return { settled: [], next: null };
  const { connectionId } = first.message;
  const outcomes = delivered.flatMap(answersOf);
  // One call, one word about the connection: an answer of the ERP to any of its messages says that it is well.
  const answered = outcomes.some((outcome) => wordOf(outcome) === "answer");
  const failure = answered ? null : worstOf(outcomes);
  const writeAll = async (tx: Database | Tx, circuit: Circuit | null): Promise<Done> => {
    const changes = delivered.map(({ message, settlement }) => changeOf({ message, settlement, circuit, at, random: random(), timing }));
    const took = outcomes.some(({ kind }) => kind === "accepted");
    const rows = await writeSettled(tx, { connectionId, changes, attempts: delivered.flatMap(attemptsOf), answered, took, onward, at });
    const mine = new Map(rows.map(({ settled, next }) => [settled.id, next]));
    return {
      settled: changes.map(({ id, state, reason }) => (mine.has(id) ? { state, reason } : null)),
      next: rows.find(({ next }) => next !== null)?.next ?? null,
    };
  };
  if (failure === null) return writeAll(db, null);
  return db.transaction(async (tx) => {
    const held = await lockHeld(tx, delivered);
    return writeAll(tx, held ? await noteFailure(tx, connectionId, failure, at, timing.circuitSeconds) : null);
  });
}

/** Locks what is still this claimant's, and answers whether that is anything. Messages come before their connection: whoever locks both keeps this order. */
async function lockHeld(tx: Tx, delivered: readonly Delivered[]): Promise<boolean> {
  const ids = delivered.map(({ message }) => message.id);
  const held = await tx
    .select({ id: outboxMessage.id })
    .from(outboxMessage)
    .where(and(inArray(outboxMessage.id, ids), eq(outboxMessage.leasedBy, delivered[0]?.message.leasedBy ?? "")))
    .orderBy(asc(outboxMessage.id))
    .for("update");
  return held.length > 0;
}

function worstOf(outcomes: readonly (BundleOutcome | FindOutcome)[]): Failed | null {
  const failures = outcomes.filter((outcome): outcome is Failed => wordOf(outcome) === "failure");
  return failures.find(({ kind }) => kind === "broken") ?? failures[0] ?? null;
}

type One = { readonly message: Claimed; readonly settlement: Settlement; readonly circuit: Circuit | null; readonly at: Date; readonly random: number; readonly timing: Timing };

function changeOf(one: One): Change {
  const { message, settlement, at } = one;
  switch (settlement.kind) {
    case "skip":
      return settlement.tombstone === null
        ? move(message, "skip", { reason: settlement.reason, reasonCode: settlement.code })
        : move(message, "bury", { acceptedAt: at, reason: settlement.reason, reasonCode: settlement.code });
    case "unreadable":
      return move(message, "reject", { reason: settlement.reason, reasonCode: "DOES_NOT_FIT" });
    case "held":
      // It is in the ERP, so nobody settled it: who tried to stands in its history.
      return take(message, settlement.outcome, at);
    case "unstored":
      return wait(one, UNSTORED);
    case "outcome":
      break;
  }
  const { outcome } = settlement;
  switch (outcome.kind) {
    case "accepted":
      // A person's tombstone is a message like any other, but what it stands for ends RESOLVED (IN-06).
      return message.settledBy === null ? take(message, outcome, at) : move(message, "bury", { acceptedAt: at });
    case "rejected":
      return move(message, "reject", { reason: outcome.reason, reasonCode: outcome.code });
    case "not-taken":
      return move(message, "wait", { reason: outcome.reason, reasonCode: "NOT_TAKEN", nextAt: at });
    case "retry":
    case "unknown":
    case "broken":
      return wait(one, outcome);
  }
}

function take(message: Claimed, { document, parts }: Accepted, at: Date): Change {
  return move(message, "accept", { acceptedAt: at, document, documentParts: parts, reason: null, reasonCode: null, settledBy: null, settledSecond: null });
}

/** IN-05: waits for its next turn, or is DEAD after the last one. */
function wait({ message, circuit, at, random, timing }: One, outcome: Failed): Change {
  const counts = outcome.kind !== "broken" && (circuit === null || countsAsTry(circuit));
  const tries = message.attempts + (counts ? 1 : 0);
  const reasonCode = outcome.kind === "broken" ? outcome.code : outcome.kind.toUpperCase();
  if (tries >= MAX_TRIES) return move(message, "die", { attempts: tries, reason: outcome.reason, reasonCode });
  const { retrySeconds } = timing;
  const atLeast = outcome.kind === "unknown" ? unsureSeconds(retrySeconds) : outcome.kind === "retry" ? (outcome.retryAfterSeconds ?? 0) : 0;
  const seconds = backoffSeconds(message.attempts, random, atLeast, retrySeconds);
  return move(message, "wait", { attempts: tries, reason: outcome.reason, reasonCode, nextAt: new Date(at.getTime() + seconds * 1000) });
}

// Nobody but its claimant changes these while a message is sent, so what was read with the claim still stands.
function move(message: Claimed, trigger: MessageTrigger, values: Partial<Change>): Change {
  const next = moveMessage("SENDING", trigger);
  if (!next.ok) throw new Error(`message ${message.id} can't ${trigger} while it is sent`);
  const { id, attempts, nextAt, acceptedAt, document, documentParts, reason, reasonCode, settledBy, settledSecond } = message;
  const stands = { attempts, nextAt, acceptedAt, document, documentParts, reason, reasonCode, settledBy, settledSecond };
  return { ...stands, ...values, id, claimant: message.leasedBy, state: next.value };
}

function attemptsOf({ message, attempts }: Delivered): AttemptRow[] {
  return attempts.map(({ action, outcome, startedAt, endedAt }) => ({
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
  }));
}
