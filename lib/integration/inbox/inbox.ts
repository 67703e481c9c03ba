import { and, arrayContains, asc, eq, inArray, isNull, sql } from "drizzle-orm";
import type { Database } from "@/db/client";
import { connectionSite, inboxMessage } from "@/db/schema/integration";
import { INBOUND_TYPES } from "@/lib/messages/inbound";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { type Conflict, type Incoming, type Received, receive } from "./receive";
import { siteKey } from "./reference-key";
import { GIVEN_UP, type InboxState, MOST_FAULTS, PARK_HOURS } from "./settle-inbox";

/** Outcome of applying one message; `provides` names what others may have waited for. */
export type ApplyResult = { readonly state: InboxState; readonly provides: string | null };

export type InboxOptions = {
  readonly db: Database;
  readonly clock: Clock;
  /** A backlog is applied in parts of so many, so that one of any size needs no more memory than this. */
  readonly part?: number;
  /** Runs the command that applies a stored message, as the connection's own actor. It throws faults only. */
  apply(inboxId: string, siteId: string): Promise<ApplyResult>;
  /** Hands a message that failed `MOST_FAULTS` times to a person. */
  onGivenUp?(inboxId: string, siteId: string): Promise<void>;
  /** Tells people of a message whose id came before with other content (IN-03). */
  onConflict?(conflict: Conflict): Promise<void>;
  /** Asked before each message of a backlog; true leaves the rest for another time. */
  stop?(): boolean;
};

export type Inbox = {
  /** Stores what came and applies it; what others stored before is theirs to apply. For a door that is waited at. */
  take(incoming: Incoming): Promise<Received>;
  /** Stores only; `applyPending` follows. For a poll that reads many pages. */
  store(incoming: Incoming): Promise<Received>;
  /** Applies everything that is stored and not yet tried, in the order in which types refer to each other. Answers how many were tried. */
  applyPending(connectionId: string): Promise<number>;
  /** Tries again what is parked, or failed and is not given up; what waited longer than 24 h is refused by the command (IN-07). */
  retryParked(connectionId: string): Promise<number>;
};

type Candidate = { readonly id: string; readonly siteId: string | null };
type Place = { readonly rank: number; readonly receivedAt: Date; readonly id: string };

/** The inbound half of the channel (IN-07), for the poller and the webhook door. */
export function createInbox(options: InboxOptions): Inbox {
  const { db, clock, part: size = 500 } = options;

  async function store(incoming: Incoming): Promise<Received> {
    const received = await receive(db, incoming);
    for (const conflict of received.conflicts) {
      log.error({ messageId: conflict.messageId, subject: conflict.subject }, "an inbound message repeats an id with other content");
      await options.onConflict?.(conflict);
    }
    return received;
  }

  async function applyAll(connectionId: string, candidates: readonly Candidate[]): Promise<number> {
    const queue = [...candidates];
    const tried = new Set(queue.map((one) => one.id));
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      if (options.stop?.() === true) break;
      const provided = await applyOne(next);
      if (provided === null) continue;
      for (const waiting of await waitingFor(connectionId, provided)) {
        tried.add(waiting.id);
        if (!queue.some((one) => one.id === waiting.id)) queue.push(waiting);
      }
    }
    return tried.size;
  }

  async function applyOne(candidate: Candidate): Promise<string | null> {
    if (candidate.siteId === null) {
      await parkForSite(candidate.id);
      return null;
    }
    try {
      const { state, provides } = await options.apply(candidate.id, candidate.siteId);
      return state === "APPLIED" ? provides : null;
    } catch (fault) {
      // One message that breaks its command must not stop the others; it stays FAILED and is tried again by the timer, until a person has to look.
      log.error({ err: fault, inboxId: candidate.id }, "an inbound message could not be applied");
      const [failed] = await db
        .update(inboxMessage)
        .set({ state: "FAILED", faults: sql`${inboxMessage.faults} + 1`, code: "FAULT", reason: "Applying it failed on our side; it is tried again." })
        .where(and(eq(inboxMessage.id, candidate.id), inArray(inboxMessage.state, ["RECEIVED", "PARKED", "FAILED"])))
        .returning({ faults: inboxMessage.faults });
      if (failed !== undefined && failed.faults >= MOST_FAULTS) await options.onGivenUp?.(candidate.id, candidate.siteId);
      return null;
    }
  }

  /** No site of ours goes by this name on this connection: nobody may apply it. */
  async function parkForSite(id: string): Promise<void> {
    const now = sql`${clock.now().toISOString()}::timestamptz`;
    await db
      .update(inboxMessage)
      .set({
        state: sql`case when ${inboxMessage.parkedUntil} < ${now} then 'REFUSED' else 'PARKED' end`,
        settledAt: sql`case when ${inboxMessage.parkedUntil} < ${now} then ${now} end`,
        code: "REFERENCE_MISSING",
        reason: "The site is not governed by this connection.",
        missing: sql`array[${siteKey("")} || coalesce(${inboxMessage.payload}->'data'->>'site', '?')]`,
        parkedUntil: sql`coalesce(${inboxMessage.parkedUntil}, ${new Date(clock.now().getTime() + PARK_HOURS * 3_600_000).toISOString()}::timestamptz)`,
      })
      .where(eq(inboxMessage.id, id));
  }

  async function waitingFor(connectionId: string, key: string): Promise<Candidate[]> {
    return (
      db
        .select({ id: inboxMessage.id, siteId: inboxMessage.siteId })
        .from(inboxMessage)
        // The connection as text: by its id the planner would walk all that is open of it, thousands where a load is being applied, after each message.
        .where(and(sql`${inboxMessage.connectionId}::text = ${connectionId}`, PARKED, arrayContains(inboxMessage.missing, [key])))
        .orderBy(asc(inboxMessage.receivedAt), asc(inboxMessage.id))
    );
  }

  async function open(connectionId: string, states: readonly InboxState[], after?: Place): Promise<(Candidate & Place)[]> {
    return db
      .select({ id: inboxMessage.id, siteId: inboxMessage.siteId, rank: BY_TYPE, receivedAt: inboxMessage.receivedAt })
      .from(inboxMessage)
      .where(
        and(
          eq(inboxMessage.connectionId, connectionId),
          OPEN,
          inArray(inboxMessage.state, [...states]),
          sql`${inboxMessage.code} is distinct from ${GIVEN_UP}`,
          after && sql`(${BY_TYPE}, ${inboxMessage.receivedAt}, ${inboxMessage.id}) > (${after.rank}::int, ${after.receivedAt.toISOString()}::timestamptz, ${after.id}::uuid)`,
        ),
      )
      .orderBy(BY_TYPE, asc(inboxMessage.receivedAt), asc(inboxMessage.id))
      .limit(size);
  }

  /** Part by part: what was tried is RECEIVED no more, so the next part is at the front again. */
  async function applyPending(connectionId: string): Promise<number> {
    let tried = 0;
    for (;;) {
      const part = await open(connectionId, ["RECEIVED"]);
      tried += await applyAll(connectionId, part);
      if (part.length < size || options.stop?.() === true) return tried;
    }
  }

  return {
    store,
    applyPending,
    async take(incoming) {
      const received = await store(incoming);
      await applyAll(incoming.connectionId, received.toApply);
      return received;
    },
    async retryParked(connectionId) {
      // A site may have been connected since the message came.
      await db
        .update(inboxMessage)
        .set({ siteId: connectionSite.siteId })
        .from(connectionSite)
        .where(
          and(
            eq(inboxMessage.connectionId, connectionId),
            OPEN,
            isNull(inboxMessage.siteId),
            eq(connectionSite.connectionId, connectionId),
            sql`${connectionSite.erpCode} = ${inboxMessage.payload}->'data'->>'site'`,
          ),
        );
      // What stays parked is where it was, so each part goes on behind the last one.
      let tried = 0;
      let last: Place | undefined;
      for (;;) {
        const part = await open(connectionId, ["PARKED", "FAILED"], last);
        tried += await applyAll(connectionId, part);
        last = part.at(-1);
        if (last === undefined || part.length < size) return tried;
      }
    },
  };
}

// Written out so that the planner can use the partial indexes.
const PARKED = sql`${inboxMessage.state} = 'PARKED'`;
const OPEN = sql`${inboxMessage.state} in ('RECEIVED', 'PARKED', 'FAILED')`;
const BY_TYPE = sql<number>`array_position(array[${sql.raw(INBOUND_TYPES.map((type) => `'${type}'`).join(", "))}], ${inboxMessage.type})`;
