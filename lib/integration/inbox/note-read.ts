import { eq, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { connection } from "@/db/schema/integration";
import type { PollOutcome } from "@/lib/erp/port";
import { log } from "@/lib/platform/log";
import { backoffSeconds } from "@/lib/integration/outbox/backoff";
import { brokenSeconds, FAILURES_TO_OPEN } from "@/lib/integration/outbox/breaker";
import type { Timing } from "@/lib/integration/outbox/timing";

/** A read that brought nothing, or broke before its end. */
export type FailedRead = Exclude<PollOutcome, { kind: "page" }>;

/**
 * IN-05: seconds to read nothing after a read failed. It backs off as sending does, but for no more than two times as long as a circuit is open, for what the
 * ERP released is waited for; or for as long as the ERP asks. What a person has to mend (a key, an address) waits as long as sending would.
 * @param failedBefore reads that had failed in a row before this one
 * @param random from 0 to below 1
 */
export function readWaitSeconds(outcome: FailedRead, failedBefore: number, random: number, timing: Timing): number {
  if (outcome.kind === "broken") return brokenSeconds(timing.circuitSeconds);
  const backoff = Math.min(backoffSeconds(failedBefore, random, 0, timing.retrySeconds), 2 * timing.circuitSeconds);
  return Math.max(backoff, outcome.retryAfterSeconds ?? 0);
}

type Failure = { readonly outcome: FailedRead; readonly at: Date; readonly random: number; readonly timing: Timing };

/**
 * Keeps why a read failed, since when reads do, and until when none is made. Sending is left alone: what cannot be read may well take messages. While
 * sending is stopped too, the ERP is asked no more than it is.
 */
export async function noteFailedRead(db: Database, connectionId: string, { outcome, at, random, timing }: Failure): Promise<void> {
  const news = await db.transaction(async (tx) => {
    const [row] = await tx
      .select({
        code: connection.code,
        error: connection.readError,
        failures: connection.readFailures,
        since: connection.readFailedSince,
        openUntil: connection.openUntil,
        askedAt: connection.lastPolledAt,
      })
      .from(connection)
      .where(eq(connection.id, connectionId))
      .for("update");
    if (row === undefined) return null;
    const until = new Date(at.getTime() + readWaitSeconds(outcome, row.failures, random, timing) * 1000);
    await tx
      .update(connection)
      .set({
        readFailures: row.failures + 1,
        readFailedSince: row.since ?? at,
        readError: outcome.reason,
        readErrorCode: outcome.kind === "broken" ? outcome.code : null,
        // Whoever asked for a read meanwhile, perhaps with a key that is mended, does not wait for what this one met; the ERP's own wish counts all the same.
        readWaitUntil: row.askedAt === null && !asksToWait(outcome) ? null : row.openUntil !== null && row.openUntil > until ? row.openUntil : until,
      })
      .where(eq(connection.id, connectionId));
    return row.error === outcome.reason ? null : row.code;
  });
  // Said once, and again when the reason changes: the page of the connection says it all the while.
  if (news !== null) log.warn({ connectionId, reason: outcome.reason }, `the ERP of connection ${news} could not be read: ${outcome.reason}`);
}

const asksToWait = (outcome: FailedRead): boolean => outcome.kind === "retry" && outcome.retryAfterSeconds !== undefined;

/**
 * A read came to its end: all that was said of reading is over. It says of sending only that the ERP is there, and that closes a circuit behind which nothing
 * waits; else the next message that tries has the word, for an ERP can be read and still take nothing.
 */
export async function noteGoodRead(db: Database, connectionId: string, at: Date): Promise<void> {
  const closes = sql`${connection.failures} >= ${FAILURES_TO_OPEN} and not exists (
    select 1 from integration.outbox_message m where m.connection_id = ${connection.id} and m.state in ('NEW','RETRY_WAIT','REPLAYED','SENDING','DELIVERED'))`;
  await db
    .update(connection)
    .set({
      lastReadAt: at,
      readFailures: 0,
      readFailedSince: null,
      readError: null,
      readErrorCode: null,
      readWaitUntil: null,
      failures: sql`case when ${closes} then 0 else ${connection.failures} end`,
      openUntil: sql`case when ${closes} then null else ${connection.openUntil} end`,
      // With no failure behind it, it is what a test by a person said.
      lastError: sql`case when ${connection.failures} = 0 or (${closes}) then null else ${connection.lastError} end`,
      lastErrorCode: sql`case when ${connection.failures} = 0 or (${closes}) then null else ${connection.lastErrorCode} end`,
    })
    .where(eq(connection.id, connectionId));
}
