import { and, eq, gt, isNull, lt, or } from "drizzle-orm";
import type { Database, Tx } from "@/db/client";
import { connection, messageAttempt, outboxMessage } from "@/db/schema/integration";
import type { Accepted, FindOutcome, PostOutcome } from "@/lib/erp/port";
import { newId } from "@/lib/platform/ids";
import { MAX_TRIES, backoffSeconds } from "./backoff";
import { type Circuit, afterTry, countsAsTry } from "./breaker";
import type { Claimed } from "./claim";
import { type MessageState, type MessageTrigger, moveMessage } from "./message-state";

/** One call to the ERP and what it answered. */
export type Attempt = {
  readonly action: "POST" | "LOOK_UP";
  readonly outcome: PostOutcome | FindOutcome;
  readonly startedAt: Date;
  readonly endedAt: Date;
};

/** How a claimed message ends this time: with the ERP's answer, or passed over because this ERP can't hold its type. */
export type Settlement =
  | { readonly kind: "outcome"; readonly outcome: Exclude<PostOutcome | FindOutcome, { kind: "absent" }> }
  | { readonly kind: "skip"; readonly reason: string };

export type Settled = { readonly state: MessageState; readonly reason: string | null } | null;

/**
 * IN-02, IN-05: stores every call that was made, moves the message and the circuit of its connection, in one transaction.
 * Answers null when another claimant holds the message by now; the calls are stored all the same.
 */
export async function settle(db: Database, message: Claimed, attempts: readonly Attempt[], settlement: Settlement, random: number, at: Date): Promise<Settled> {
  return db.transaction(async (tx) => {
    const [mine] = await tx
      .select({ state: outboxMessage.state })
      .from(outboxMessage)
      .where(and(eq(outboxMessage.id, message.id), eq(outboxMessage.leasedBy, message.leasedBy ?? "")))
      .for("update");
    await storeAttempts(tx, message, attempts);
    if (mine === undefined) return null;
    if (settlement.kind === "skip") return move(tx, message, "skip", { reason: settlement.reason, reasonCode: "NOT_SUPPORTED" });
    const { outcome } = settlement;
    switch (outcome.kind) {
      case "accepted":
        await answered(tx, message.connectionId, at, true);
        return accepted(tx, message, outcome, at);
      case "rejected":
        await answered(tx, message.connectionId, at, false);
        return move(tx, message, "reject", { reason: outcome.reason, reasonCode: outcome.code });
      case "retry":
      case "unknown":
      case "broken":
        return failed(tx, message, outcome, random, at);
    }
  });
}

/** A person's tombstone is a message like any other, but what it stands for ends RESOLVED (IN-06). */
function accepted(tx: Tx, message: Claimed, outcome: Accepted, at: Date): Promise<Settled> {
  if (message.settledBy !== null) return move(tx, message, "bury", { acceptedAt: at });
  return move(tx, message, "accept", { acceptedAt: at, document: outcome.document, documentParts: outcome.parts, reason: null, reasonCode: null });
}

async function failed(tx: Tx, message: Claimed, outcome: Extract<PostOutcome, { kind: "retry" | "unknown" | "broken" }>, random: number, at: Date): Promise<Settled> {
  const [circuit] = await tx
    .select({ failures: connection.failures, openUntil: connection.openUntil })
    .from(connection)
    .where(eq(connection.id, message.connectionId))
    .for("update");
  const before: Circuit = circuit ?? { failures: 0, openUntil: null };
  await tx
    .update(connection)
    .set({ ...afterTry(before, outcome.kind === "broken" ? "broken" : "failed", at), lastError: outcome.reason })
    .where(eq(connection.id, message.connectionId));
  const tries = message.attempts + (outcome.kind !== "broken" && countsAsTry(before) ? 1 : 0);
  const reasonCode = outcome.kind === "broken" ? outcome.code : outcome.kind.toUpperCase();
  if (tries >= MAX_TRIES) return move(tx, message, "die", { attempts: tries, reason: outcome.reason, reasonCode });
  const wait = backoffSeconds(message.attempts, random, outcome.kind === "retry" ? outcome.retryAfterSeconds : 0);
  return move(tx, message, "wait", { attempts: tries, reason: outcome.reason, reasonCode, nextAt: new Date(at.getTime() + wait * 1000) });
}

/** The ERP spoke, so the circuit closes. Written at most once a second while all is well: lanes must not queue for this row. */
async function answered(tx: Tx, connectionId: string, at: Date, took: boolean): Promise<void> {
  const stale = or(isNull(connection.lastAcceptedAt), lt(connection.lastAcceptedAt, new Date(at.getTime() - 1000)));
  await tx
    .update(connection)
    .set({ failures: 0, openUntil: null, lastError: null, ...(took ? { lastAcceptedAt: at } : {}) })
    .where(and(eq(connection.id, connectionId), took ? or(gt(connection.failures, 0), stale) : gt(connection.failures, 0)));
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

async function storeAttempts(tx: Tx, message: Claimed, attempts: readonly Attempt[]): Promise<void> {
  if (attempts.length === 0) return;
  await tx.insert(messageAttempt).values(
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
}
