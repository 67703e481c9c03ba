import { eq, getTableColumns, sql } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { outboxMessage } from "@/db/schema/integration";
import { FAILURES_TO_OPEN } from "./breaker";
import { type Claimed, SENDABLE } from "./claim";
import { keptStatement } from "./kept-statement";
import type { MessageState } from "./message-state";

/** How a lane goes on behind a message that is finished: what follows is leased with the same statement, so that sending it costs none of its own. */
export type Onward = {
  /** Names the claim of what follows. */
  readonly claimant: string;
  /** Goes on to nothing less urgent. */
  readonly maxPriority: number;
  /** True leaves what waits for a bundle to `claimBundle`. */
  readonly bundlesApart: boolean;
  readonly leaseSeconds: number;
};

/** What a settled message becomes, whole; it is written only if `claimant` still holds the message. */
export type Change = Pick<
  Claimed,
  "id" | "state" | "attempts" | "nextAt" | "acceptedAt" | "document" | "documentParts" | "reason" | "reasonCode" | "settledBy" | "settledSecond"
> & {
  readonly claimant: string | null;
};

/** A row of `message_attempt` as it is inserted. */
export type AttemptRow = {
  readonly id: string;
  readonly siteId: string;
  readonly messageId: string;
  readonly attempt: number;
  readonly action: string;
  readonly outcome: string;
  readonly reason: string | null;
  readonly answer: object;
  readonly startedAt: Date;
  readonly endedAt: Date;
  readonly worker: string | null;
};

type Written = {
  readonly connectionId: string;
  readonly changes: readonly Change[];
  readonly attempts: readonly AttemptRow[];
  /** The ERP itself spoke, and whether it took something: its circuit closes. */
  readonly answered: boolean;
  readonly took: boolean;
  readonly onward: Onward | null;
  readonly at: Date;
};

/** `next` follows at once in the lane and is leased for whoever settled. */
type Row = { readonly settled: { readonly id: string }; readonly next: Claimed | null };

/**
 * Writes what became of messages of one connection, the calls that were made for them and what they say of the connection, and leases what follows in
 * their lanes, in one statement: a message costs one trip to the database and one commit. Answers those that their claimant still held; the calls are stored all the same.
 */
export async function writeSettled(db: Queryable, { connectionId, changes, attempts, answered, took, onward, at }: Written): Promise<readonly Row[]> {
  return statementOf(db).execute({
    connectionId,
    ids: changes.map(({ id }) => id),
    changes: JSON.stringify(changes),
    attempts: JSON.stringify(attempts),
    answered,
    took,
    at: at.toISOString(),
    onward: onward !== null,
    claimant: onward?.claimant ?? null,
    maxPriority: onward?.maxPriority ?? 0,
    bundlesApart: onward?.bundlesApart ?? false,
    until: new Date(at.getTime() + (onward?.leaseSeconds ?? 0) * 1000).toISOString(),
  });
}

const statementOf = keptStatement((db) => {
  const connectionId = sql`${sql.placeholder("connectionId")}::uuid`;
  const at = sql`${sql.placeholder("at")}::timestamptz`;
  const given = db.$with("given", {}).as(sql`
    select * from jsonb_to_recordset(${sql.placeholder("changes")}::jsonb) as g (id uuid, claimant text, state text, attempts integer, "nextAt" timestamptz, "acceptedAt" timestamptz,
      document text, "documentParts" jsonb, reason text, "reasonCode" text, "settledBy" uuid, "settledSecond" uuid)`);
  // In the order of their ids; a late worker finds none of its own. The ids stand there once more as an array, of which the planner expects only a few.
  const mine = db.$with("mine", {}).as(sql`
    select g.* from integration.outbox_message m join given g on g.id = m.id and g.claimant = m.leased_by
    where m.id = any (${sql.placeholder("ids")}::uuid[]) order by m.id for update of m`);
  const settled = db.$with("settled", { id: outboxMessage.id, laneKey: outboxMessage.laneKey }).as(sql`
    update integration.outbox_message m set state = g.state, attempts = g.attempts, next_at = g."nextAt", accepted_at = g."acceptedAt", document = g.document,
      document_parts = g."documentParts", reason = g.reason, reason_code = g."reasonCode", settled_by = g."settledBy", settled_second = g."settledSecond",
      leased_by = null, leased_until = null
    from mine g where m.id = g.id returning m.id, m.lane_key, m.sequence, m.state`);
  const stored = db.$with("stored", {}).as(sql`
    insert into integration.message_attempt (id, site_id, message_id, attempt, action, outcome, reason, answer, started_at, ended_at, worker)
    select id, "siteId", "messageId", attempt, action, outcome, reason, answer, "startedAt", "endedAt", worker
    from jsonb_to_recordset(${sql.placeholder("attempts")}::jsonb) as a (id uuid, "siteId" uuid, "messageId" uuid, attempt integer, action text, outcome text, reason text, answer jsonb,
      "startedAt" timestamptz, "endedAt" timestamptz, worker text)`);
  // For how long the ERP asked to be left alone stands. What is taken behind an open circuit says that the ERP is back: it is read at its next turn. Written at most once a second while all is well: lanes must not queue for this row.
  const took = sql`${sql.placeholder("took")}::boolean`;
  const noted = db.$with("noted", {}).as(sql`
    update integration.connection c set failures = 0, last_error = null, last_error_code = null, open_until = case when c.failures < ${sql.raw(String(FAILURES_TO_OPEN))} and c.open_until > ${at} then c.open_until end,
      read_wait_until = case when c.failures < ${sql.raw(String(FAILURES_TO_OPEN))} then c.read_wait_until end,
      last_accepted_at = case when ${took} then ${at} else c.last_accepted_at end
    where ${sql.placeholder("answered")}::boolean and c.id = ${connectionId} and exists (select 1 from mine)
      and (c.failures > 0 or (${took} and (c.last_accepted_at is null or c.last_accepted_at < ${at} - interval '1 second')))`);
  // Numbers of a lane have no gaps, so behind a finished head stands the new one. Nothing goes on while the connection is paused or its circuit is not closed.
  const going = db.$with("going", {}).as(sql`
    select n.id, n.state as before from settled s
    join integration.outbox_message n on n.connection_id = ${connectionId} and n.lane_key = s.lane_key and n.sequence = s.sequence + 1
    join integration.connection c on c.id = n.connection_id
    where ${sql.placeholder("onward")}::boolean and s.state in ('ACCEPTED', 'RESOLVED') and c.enabled and c.failures < ${sql.raw(String(FAILURES_TO_OPEN))} and (c.open_until is null or c.open_until <= ${at})
      and n.state in (${SENDABLE}) and n.priority <= ${sql.placeholder("maxPriority")}::integer and n.next_at <= ${at} and (n.leased_until is null or n.leased_until < ${at})
      and not (${sql.placeholder("bundlesApart")}::boolean and n.bundled and n.state = 'NEW')
    for update of n skip locked`);
  const next = db.$with("next", { ...getTableColumns(outboxMessage), before: sql<MessageState>`before`.as("before") }).as(sql`
    update integration.outbox_message n set state = 'SENDING', leased_by = ${sql.placeholder("claimant")}::text, leased_until = ${sql.placeholder("until")}::timestamptz
    from going where n.id = going.id returning n.*, going.before`);
  return db.with(given, mine, settled, stored, noted, going, next).select().from(settled).leftJoin(next, eq(next.laneKey, settled.laneKey)).prepare("outbox_write_settled");
});
