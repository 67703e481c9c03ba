import { and, asc, eq, exists, getTableColumns, gt, inArray, isNull, lt, lte, not, or, type Placeholder, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Database, Queryable, Tx } from "@/db/client";
import { only } from "@/db/only";
import { connection, outboxMessage } from "@/db/schema/integration";
import { type Circuit, circuitState } from "./breaker";
import { keptStatement } from "./kept-statement";
import { type MessageState, statesBefore } from "./message-state";
import { TIMING } from "./timing";

// Written out, not bound: only so can the planner use the partial indexes in a prepared statement.
export const SENDABLE = sql.raw(
  statesBefore("send")
    .map((state) => `'${state}'`)
    .join(", "),
);
/** What waits to be sent together with others. Once it was tried, a message goes alone: the ERP is asked for it first. */
export const FOR_A_BUNDLE = sql`(${outboxMessage.bundled} and ${outboxMessage.state} = 'NEW')`;

type Row = typeof outboxMessage.$inferSelect;

/** A message that this claimant alone may send until its lease ends. `before` NEW: no earlier attempt can have landed. */
export type Claimed = Row & { readonly before: MessageState };

export type ClaimRequest = {
  readonly connectionId: string;
  /** As the caller last saw it; a probe looks again under the row's lock. */
  readonly circuit: Circuit;
  readonly limit: number;
  /** 0 claims urgent messages only. */
  readonly maxPriority: number;
  /** True leaves what waits for a bundle to `claimBundle`. Absent: it is taken like everything else. */
  readonly bundlesApart?: boolean;
  readonly now: Date;
  readonly leaseSeconds: number;
  /** For how long a probe keeps the circuit open for all others. */
  readonly circuitSeconds?: number;
  /** Names this claim: settling and renewing ask for it, so a late worker can't settle what another one took over. */
  readonly claimant: string;
};

/**
 * IN-04, IN-05: takes the heads of free lanes, urgent ones first, unless the circuit of the connection is open; half open it takes one.
 * A message whose predecessor is not finished is no head, so REJECTED and DEAD park their own lane and no other.
 */
export async function claim(db: Database, request: ClaimRequest): Promise<readonly Claimed[]> {
  switch (circuitState(request.circuit, request.now)) {
    case "OPEN":
      return [];
    case "CLOSED":
      return claimHeads(db, request);
    case "HALF_OPEN":
      return db.transaction((tx) => probe(tx, request));
  }
}

/**
 * One worker alone may send the probe: it keeps the circuit open for all others while it does. An ERP may hang for longer than that; as long as somebody's
 * call to it is under way, its answer is the probe's.
 */
async function probe(tx: Tx, request: ClaimRequest): Promise<readonly Claimed[]> {
  const { connectionId, now, circuitSeconds = TIMING.circuitSeconds } = request;
  const [mine] = await tx
    .select({ failures: connection.failures, openUntil: connection.openUntil })
    .from(connection)
    .where(eq(connection.id, connectionId))
    .for("update", { skipLocked: true });
  if (mine === undefined || circuitState(mine, now) === "OPEN") return [];
  const underWay = await tx
    .select({ id: outboxMessage.id })
    .from(outboxMessage)
    .where(and(eq(outboxMessage.connectionId, connectionId), sql`${outboxMessage.state} = 'SENDING'`, gt(outboxMessage.leasedUntil, now)))
    .limit(1);
  if (underWay.length > 0) return [];
  const claimed = await claimHeads(tx, { ...request, bundlesApart: false, limit: 1 });
  if (claimed.length > 0) {
    await tx
      .update(connection)
      .set({ openUntil: new Date(now.getTime() + circuitSeconds * 1000) })
      .where(eq(connection.id, connectionId));
  }
  return claimed;
}

/** The statement that finds and leases; the queue's indexes are made for it. */
export async function claimHeads(db: Queryable, request: ClaimRequest): Promise<readonly Claimed[]> {
  const { connectionId, limit, maxPriority, bundlesApart = false, now, leaseSeconds, claimant } = request;
  const leasedUntil = new Date(now.getTime() + leaseSeconds * 1000);
  return claimStatement(db).execute({ connectionId, limit, maxPriority, bundlesApart, now: now.toISOString(), claimant, leasedUntil: leasedUntil.toISOString() });
}

const claimStatement = keptStatement((db) => {
  const head = db.$with("head").as(
    headsQuery(db, {
      connectionId: sql.placeholder("connectionId"),
      limit: sql.placeholder("limit"),
      maxPriority: sql.placeholder("maxPriority"),
      bundlesApart: sql.placeholder("bundlesApart"),
      now: sql.placeholder("now"),
    }),
  );
  return db
    .with(head)
    .update(outboxMessage)
    .set({ state: "SENDING", leasedBy: sql`${sql.placeholder("claimant")}::text`, leasedUntil: sql`${sql.placeholder("leasedUntil")}::timestamptz` })
    .from(head)
    .where(eq(outboxMessage.id, head.id))
    .returning({ ...getTableColumns(outboxMessage), before: sql<MessageState>`${head.state}` })
    .prepare("outbox_claim");
});

type Given<Value> = { readonly [Key in keyof Value]: Value[Key] | Placeholder };
type Heads = Given<{ connectionId: string; limit: number; maxPriority: number; bundlesApart?: boolean; now: Date }>;

/** Due heads of free lanes of one connection, locked. Exported so that its plan can be proven. */
export function headsQuery(db: Queryable, { connectionId, limit, maxPriority, bundlesApart = false, now }: Heads) {
  const apart = sql`(${bundlesApart}::boolean and ${FOR_A_BUNDLE})`;
  return freeHeads(db, connectionId, and(sql`${outboxMessage.state} in (${SENDABLE})`, lte(outboxMessage.priority, maxPriority), not(apart)), limit, now);
}

/** Heads of lanes whose lease nobody holds, locked, the urgent and the oldest first. */
export function freeHeads(db: Queryable, connectionId: Heads["connectionId"], which: SQL | undefined, limit: Heads["limit"], now: Heads["now"]) {
  const earlier = alias(outboxMessage, "earlier");
  const unfinishedBefore = db
    .select({ one: sql`1` })
    .from(earlier)
    .where(
      and(
        eq(earlier.connectionId, outboxMessage.connectionId),
        eq(earlier.laneKey, outboxMessage.laneKey),
        lt(earlier.sequence, outboxMessage.sequence),
        sql`${earlier.state} not in ('ACCEPTED', 'RESOLVED')`,
      ),
    );
  return db
    .select({ id: outboxMessage.id, state: outboxMessage.state, laneKey: outboxMessage.laneKey, sequence: outboxMessage.sequence })
    .from(outboxMessage)
    .where(
      and(
        eq(outboxMessage.connectionId, connectionId),
        which,
        lte(outboxMessage.nextAt, now),
        or(isNull(outboxMessage.leasedUntil), lt(outboxMessage.leasedUntil, now)),
        not(exists(unfinishedBefore)),
      ),
    )
    .orderBy(asc(outboxMessage.priority), asc(outboxMessage.nextAt))
    .limit(limit)
    .for("update", { ...only(outboxMessage), skipLocked: true });
}

/** Lengthens a lease; false when another claimant has it by now and this one must stop. */
export async function renewLease(db: Queryable, messageIds: readonly string[], claimant: string, until: Date): Promise<boolean> {
  const rows = await db
    .update(outboxMessage)
    .set({ leasedUntil: until })
    .where(and(inArray(outboxMessage.id, [...messageIds]), eq(outboxMessage.leasedBy, claimant), eq(outboxMessage.state, "SENDING")))
    .returning({ id: outboxMessage.id });
  return rows.length === messageIds.length;
}
