import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { messageAttempt, outboxMessage } from "@/db/schema/integration";
import { type Decision, accept, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { moveMessage } from "./message-state";

export type OutboxRow = typeof outboxMessage.$inferSelect;

/** Who repairs, when, and why. */
export type Repair = { readonly accountId: string | null; readonly actor: string; readonly at: Date; readonly reason: string };

/** Messages that carry quantity or value: settling one without sending it takes two people (IN-02, SEC-01). */
const CARRIES_VALUE: ReadonlySet<string> = new Set([
  "mes.production.confirmed.v1",
  "mes.material.issued.v1",
  "mes.material.scrapped.v1",
  "mes.production.received.v1",
  "mes.entry.reversed.v1",
]);

/** True when a second person has to approve that this message is settled without sending it. */
export function needsSecondPerson(type: string): boolean {
  return CARRIES_VALUE.has(type);
}

export async function lockMessage(tx: Tx, id: string): Promise<OutboxRow | null> {
  const [row] = await tx.select().from(outboxMessage).where(eq(outboxMessage.id, id)).for("update");
  return row ?? null;
}

/** IN-06: sends the same message, under the same id, once more; its tries start anew. Refusal INVALID_TRANSITION unless it is REJECTED or DEAD. */
export async function replay(tx: Tx, row: OutboxRow, repair: Repair): Promise<Decision<"REPLAYED", "INVALID_TRANSITION">> {
  const next = moveMessage(row.state, "replay");
  if (!next.ok) return next;
  await tx
    .update(outboxMessage)
    .set({ state: next.value, attempts: 0, nextAt: repair.at, settledBy: null, settledSecond: null, reason: null, reasonCode: null })
    .where(eq(outboxMessage.id, row.id));
  await note(tx, row, "REPLAY", "replayed", repair);
  return accept("REPLAYED");
}

/**
 * IN-06: settles a message without sending it; a tombstone takes its place in the lane. One that carries quantity or value only becomes
 * proposed, and waits for a second person. Refusal INVALID_TRANSITION unless it is REJECTED or DEAD.
 */
export async function resolve(tx: Tx, row: OutboxRow, repair: Repair & { readonly accountId: string }): Promise<Decision<"PROPOSED" | "RESOLVING", "INVALID_TRANSITION">> {
  const next = moveMessage(row.state, "resolve");
  if (!next.ok) return next;
  const alone = !needsSecondPerson(row.type);
  await tx
    .update(outboxMessage)
    .set({ settledBy: repair.accountId, settledSecond: null, ...(alone ? { state: next.value, attempts: 0, nextAt: repair.at } : {}) })
    .where(eq(outboxMessage.id, row.id));
  await note(tx, row, "RESOLVE", alone ? "resolved" : "proposed", repair);
  return accept(alone ? "RESOLVING" : "PROPOSED");
}

/**
 * Takes back a message that asks for something and that the ERP certainly has not got: a tombstone takes its place in the lane. The caller has seen that no
 * attempt can have landed. Refusal INVALID_TRANSITION while it is being sent, and once it is answered.
 */
export async function withdraw(tx: Tx, row: OutboxRow, repair: Repair & { readonly accountId: string }): Promise<Decision<"RESOLVING", "INVALID_TRANSITION">> {
  const next = moveMessage(row.state, "withdraw");
  if (!next.ok) return next;
  await tx.update(outboxMessage).set({ settledBy: repair.accountId, settledSecond: null, state: next.value, attempts: 0, nextAt: repair.at }).where(eq(outboxMessage.id, row.id));
  await note(tx, row, "RESOLVE", "resolved", repair);
  return accept("RESOLVING");
}

/** SEC-01: a second person approves what the first proposed. Refusals: INVALID_TRANSITION, NOT_PROPOSED, SAME_PERSON. */
export async function approveResolution(
  tx: Tx,
  row: OutboxRow,
  repair: Repair & { readonly accountId: string },
): Promise<Decision<"RESOLVING", "INVALID_TRANSITION" | "NOT_PROPOSED" | "SAME_PERSON">> {
  const next = moveMessage(row.state, "resolve");
  if (!next.ok) return next;
  if (row.settledBy === null) return refuse("NOT_PROPOSED");
  if (row.settledBy === repair.accountId) return refuse("SAME_PERSON");
  await tx.update(outboxMessage).set({ settledSecond: repair.accountId, state: next.value, attempts: 0, nextAt: repair.at }).where(eq(outboxMessage.id, row.id));
  await note(tx, row, "RESOLVE", "approved", repair);
  return accept("RESOLVING");
}

async function note(tx: Tx, row: OutboxRow, action: "REPLAY" | "RESOLVE", outcome: string, repair: Repair): Promise<void> {
  await tx.insert(messageAttempt).values({
    id: newId(),
    siteId: row.siteId,
    messageId: row.id,
    attempt: row.attempts,
    action,
    outcome,
    reason: repair.reason,
    answer: null,
    startedAt: repair.at,
    endedAt: repair.at,
    worker: repair.actor,
  });
}
