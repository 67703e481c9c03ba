import { and, eq, gt, isNull, lte, not, or, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { connection } from "@/db/schema/integration";
import { goesOnAtOnce } from "./full-read";
import { FAILURES_TO_OPEN } from "@/lib/integration/outbox/breaker";

/** One worker's turn to read one connection, for as long as it renews its lease. */
export type Turn = { readonly connectionId: string; readonly reader: string };

type Asked = { readonly reader: string; readonly now: Date; readonly leaseSeconds: number };

/**
 * Takes the turn of the one connection that has waited longest, or null when none is due. It is stamped when it is begun, so that what is due behind it is
 * anybody's; two workers never read the same ERP at once. A read of everything that a person asked for is due again as soon as its last
 * turn ends, behind those who have waited longer. An ERP that asked to be left alone is not read either.
 */
export async function takeTurn(db: Database, { reader, now, leaseSeconds }: Asked): Promise<Turn | null> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const asksForPeace = and(sql`${connection.failures} < ${FAILURES_TO_OPEN}`, gt(connection.openUntil, now));
  const due = db
    .select({ id: connection.id })
    .from(connection)
    .where(
      and(
        eq(connection.enabled, true),
        or(isNull(connection.lastPolledAt), sql`${connection.lastPolledAt} + make_interval(secs => ${connection.pollSeconds}) <= ${at}`, goesOnAtOnce(db)),
        or(isNull(connection.readWaitUntil), lte(connection.readWaitUntil, now)),
        or(isNull(connection.readLeasedUntil), lte(connection.readLeasedUntil, now)),
        or(isNull(connection.openUntil), not(sql`(${asksForPeace})`)),
      ),
    )
    .orderBy(sql`${connection.lastPolledAt} nulls first`)
    .limit(1)
    .for("update", { skipLocked: true });
  const [taken] = await db
    .update(connection)
    .set({ lastPolledAt: now, readLeasedBy: reader, readLeasedUntil: new Date(now.getTime() + leaseSeconds * 1000) })
    .where(eq(connection.id, sql`(${due})`))
    .returning({ connectionId: connection.id });
  return taken === undefined ? null : { ...taken, reader };
}

const held = ({ connectionId, reader }: Turn) => and(eq(connection.id, connectionId), eq(connection.readLeasedBy, reader));

/** Lengthens a turn; false when another worker has it by now and this one must stop. */
export async function renewTurn(db: Database, turn: Turn, until: Date): Promise<boolean> {
  const renewed = await db.update(connection).set({ readLeasedUntil: until }).where(held(turn)).returning({ id: connection.id });
  return renewed.length > 0;
}

/** Ends a turn that is still this worker's. */
export async function endTurn(db: Database, turn: Turn): Promise<void> {
  await db.update(connection).set({ readLeasedBy: null, readLeasedUntil: null }).where(held(turn));
}
