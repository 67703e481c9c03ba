import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { outboxMessage } from "@/db/schema/integration";

// Written out, as the partial index has it.
const WAITS = sql`(${outboxMessage.bundled} and ${outboxMessage.state} = 'NEW')`;

/**
 * A message that goes at once must not wait for its lane's next batch: what waits before it is sent singly, now, and is as urgent as what it holds up
 * (IN-04 keeps them in order). Called in the transaction that holds the lane.
 */
export async function hasten(tx: Tx, { connectionId, laneKey, priority, at }: { connectionId: string; laneKey: string; priority: number; at: Date }): Promise<void> {
  await tx
    .update(outboxMessage)
    .set({ bundled: false, priority: sql`least(${outboxMessage.priority}, ${priority})`, ...noLater(at) })
    .where(inArray(outboxMessage.id, unlocked(tx, and(eq(outboxMessage.connectionId, connectionId), eq(outboxMessage.laneKey, laneKey)))));
}

type Waiting = { readonly siteId: string; readonly connectionId: string; readonly type: string; readonly at: Date };

/** Domain §8.1: as many messages of a type at a site as make a bundle by its policy go before their time. */
export async function sendFullBundle(tx: Tx, { siteId, connectionId, type, at }: Waiting, bundle: number | null): Promise<void> {
  if (bundle === null) return;
  const waiting = and(eq(outboxMessage.connectionId, connectionId), eq(outboxMessage.siteId, siteId), eq(outboxMessage.type, type), gt(outboxMessage.nextAt, at));
  const found = await tx.select({ id: outboxMessage.id }).from(outboxMessage).where(and(waiting, WAITS)).limit(bundle);
  if (found.length < bundle) return;
  await tx
    .update(outboxMessage)
    .set({ nextAt: at, dueAt: at })
    .where(inArray(outboxMessage.id, unlocked(tx, waiting)));
}

/**
 * What waits for a batch of a type that goes at once from now on goes now, and with it what waits before it in its lanes (IN-04). Another site's messages of the
 * connection wait on: their policy is their own.
 */
export async function sendWaiting(tx: Tx, { siteId, connectionId, type, at }: Waiting): Promise<void> {
  const before = sql`exists (
    select 1 from integration.outbox_message w
    where w.connection_id = ${outboxMessage.connectionId} and w.lane_key = ${outboxMessage.laneKey} and w.sequence >= ${outboxMessage.sequence} and w.type = ${type} and w.bundled and w.state = 'NEW')`;
  await tx
    .update(outboxMessage)
    .set({ bundled: false, ...noLater(at) })
    .where(inArray(outboxMessage.id, unlocked(tx, and(eq(outboxMessage.connectionId, connectionId), eq(outboxMessage.siteId, siteId), before))));
}

/** What waits for a batch of a type at a site waits for another time from now on. What is due already stays due. */
export async function rescheduleWaiting(tx: Tx, { siteId, connectionId, type, at }: Waiting, due: Date): Promise<void> {
  const waiting = and(eq(outboxMessage.connectionId, connectionId), eq(outboxMessage.siteId, siteId), eq(outboxMessage.type, type), gt(outboxMessage.nextAt, at));
  await tx
    .update(outboxMessage)
    .set({ nextAt: due, dueAt: due })
    .where(inArray(outboxMessage.id, unlocked(tx, waiting)));
}

/** It goes then, if not before. */
function noLater(at: Date) {
  const then = sql`${at.toISOString()}::timestamptz`;
  return { nextAt: sql`least(${outboxMessage.nextAt}, ${then})`, dueAt: sql`least(${outboxMessage.dueAt}, ${then})` };
}

/** What another transaction holds is being sent, or made due, by that one: commands must not wait for each other here. */
function unlocked(tx: Tx, which: ReturnType<typeof and>) {
  return tx.select({ id: outboxMessage.id }).from(outboxMessage).where(and(which, WAITS)).orderBy(asc(outboxMessage.id)).for("update", { skipLocked: true });
}
