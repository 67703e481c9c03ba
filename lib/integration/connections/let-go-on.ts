import { and, eq, inArray } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { connection, outboxMessage } from "@/db/schema/integration";

/** States of messages that wait for an instant: untried ones, possibly for their batch, and those that failed before. */
export const WAITING = ["NEW", "RETRY_WAIT", "REPLAYED"] as const;

/** Workers that are busy may work with what they read of a connection for up to a second: until then nothing more is sent in the old way. */
export const SETTLE_SECONDS = 2;

type GoOn = { readonly states?: readonly (typeof WAITING)[number][]; readonly pauseSeconds?: number };

/**
 * Lets a connection go on: closes its circuit, makes messages that wait in these states due, and has it polled at the next look. By default only
 * what failed before becomes due; a batch keeps its hour. `pauseSeconds` holds sending back for so long. Answers how many messages are due.
 */
export async function letGoOn(tx: Tx, connectionId: string, at: Date, { states = ["RETRY_WAIT"], pauseSeconds = 0 }: GoOn = {}): Promise<number> {
  const due = await tx
    .update(outboxMessage)
    .set({ nextAt: at })
    .where(and(eq(outboxMessage.connectionId, connectionId), inArray(outboxMessage.state, [...states])))
    .returning({ id: outboxMessage.id });
  // After the messages, as settling does: the other way round the two could wait for each other.
  const openUntil = pauseSeconds === 0 ? null : new Date(at.getTime() + pauseSeconds * 1000);
  await tx.update(connection).set({ failures: 0, openUntil, lastPolledAt: null, readFailures: 0, readWaitUntil: null }).where(eq(connection.id, connectionId));
  return due.length;
}
