import { randomUUID } from "node:crypto";
import { and, eq, sql } from "drizzle-orm";
import type { Database, Queryable } from "@/db/client";
import { connection, cursor } from "@/db/schema/integration";
import type { ErpAdapter } from "@/lib/erp/port";
import { UNUSABLE, UnusableConnection } from "@/lib/integration/adapters";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { createBell } from "@/lib/integration/outbox/bell";
import { type Timing, TIMING } from "@/lib/integration/outbox/timing";
import type { Inbox } from "./inbox";
import { forgetAsked, type FullRead, fullReadOf, readFully } from "./full-read";
import { noteBacklog } from "./note-backlog";
import { type FailedRead, noteFailedRead, noteGoodRead } from "./note-read";
import { endTurn, renewTurn, takeTurn, type Turn } from "./read-turn";

type PollOptions = {
  readonly db: Database;
  readonly clock: Clock;
  readonly inbox: Inbox;
  adapterFor(connectionId: string): Promise<ErpAdapter>;
  readonly pageSize?: number;
  /** From 0 to below 1, for the backoff. */
  readonly random?: () => number;
  readonly timing?: Timing;
};

export type PollerOptions = PollOptions & {
  /** Connections that are read at once. */
  readonly parallel?: number;
  readonly leaseSeconds?: number;
  /** How often to look which connection's time has come. */
  readonly idleMs?: number;
  /** How often parked messages are tried again without anything new having come. */
  readonly retryParkedMs?: number;
};

export type Poller = {
  /** Look now: a webhook hinted at news, or a person asked. */
  readonly wake: () => void;
  /** Polls every connection whose time has come, and waits for them; answers how many messages were new. */
  round(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
};

/** The stream of changes among the cursors of a connection. */
export const CHANGES = "changes";
/** A page that always asks for more must not hold the others up for ever. */
const MAX_PAGES = 1000;

/**
 * The inbound safety net (architecture §4): cursor polling of every connection, side by side, so that an ERP that hangs holds up itself alone. Several workers
 * may run it; each connection's turn is taken by one, under a lease that it renews while it reads.
 */
export function createPoller(options: PollerOptions): Poller {
  const { db, clock, inbox, idleMs = 1000, retryParkedMs = 600_000, parallel = 4, leaseSeconds = 60 } = options;
  const bell = createBell();
  const ending = new AbortController();
  const running = new Set<Promise<number>>();
  let loop: Promise<void> = Promise.resolve();
  let parkedTriedAt = 0;

  /** Takes the next turn and begins to read; null when nothing is due. */
  async function begin(): Promise<{ readonly reading: Promise<number> } | null> {
    const turn = await takeTurn(db, { reader: randomUUID(), now: clock.now(), leaseSeconds });
    if (turn === null) return null;
    const reading = underLease(turn).finally(() => {
      running.delete(reading);
      bell.ring();
    });
    running.add(reading);
    return { reading };
  }

  async function underLease(turn: Turn): Promise<number> {
    const lost = new AbortController();
    const renewal = setInterval(() => void renew(turn, lost), (leaseSeconds * 1000) / 3);
    try {
      return await pollConnection(options, turn.connectionId, AbortSignal.any([ending.signal, lost.signal]));
    } catch (fault) {
      // One connection that breaks must not keep the others from their turn. The lease ends by itself where even this could not be written down.
      log.error({ err: fault, connectionId: turn.connectionId }, "reading a connection failed");
      return 0;
    } finally {
      clearInterval(renewal);
      await endTurn(db, turn).catch((fault: unknown) => log.error({ err: fault, connectionId: turn.connectionId }, "a turn to read could not be ended"));
    }
  }

  async function renew(turn: Turn, lost: AbortController): Promise<void> {
    try {
      if (!(await renewTurn(db, turn, new Date(clock.now().getTime() + leaseSeconds * 1000)))) lost.abort();
    } catch (fault) {
      log.warn({ err: fault, connectionId: turn.connectionId }, "a turn to read could not be renewed");
    }
  }

  async function retryParked(): Promise<void> {
    const now = clock.now().getTime();
    if (now - parkedTriedAt < retryParkedMs) return;
    parkedTriedAt = now;
    for (const { id } of await db.select({ id: connection.id }).from(connection).where(eq(connection.enabled, true))) await inbox.retryParked(id);
  }

  async function round(): Promise<number> {
    const begun: Promise<number>[] = [];
    for (;;) {
      if (running.size >= parallel) await Promise.race(running);
      const next = await begin();
      if (next === null) break;
      begun.push(next.reading);
    }
    const fresh = await Promise.all(begun);
    await retryParked();
    return fresh.reduce((sum, one) => sum + one, 0);
  }

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        // Nobody waits here for what is being read.
        while (running.size < parallel && !ending.signal.aborted && (await begin()) !== null);
        await retryParked();
      } catch (fault) {
        log.error({ err: fault }, "polling failed");
      }
      if (!ending.signal.aborted) await bell.wait(idleMs);
    }
    await Promise.all(running);
  }

  return {
    wake: bell.ring,
    round,
    start() {
      loop = run();
    },
    async stop() {
      ending.abort();
      bell.ring();
      await loop;
    },
  };
}

/**
 * Reads all changes of one connection, stores and applies them, then keeps the cursor: a worker that dies in between reads them again,
 * and the inbox absorbs what it has (IN-03). What could not be read is noted with the connection. Answers how many messages were new.
 */
export async function pollConnection(options: PollOptions, connectionId: string, signal?: AbortSignal): Promise<number> {
  const { db, clock, random = Math.random, timing = TIMING } = options;
  const fail = (outcome: FailedRead): Promise<void> => noteFailedRead(db, connectionId, { outcome, at: clock.now(), random: random(), timing });
  try {
    const state = await fullReadOf(db, connectionId);
    const { fresh, end, adapter, position } = await readChanges(options, connectionId, state, signal);
    if (end === "READ") {
      const anew = position === null ? 0 : await readFully({ ...options, state, changes: position }, connectionId, adapter, signal);
      await noteBacklog(db, connectionId, adapter, clock.now());
      await noteGoodRead(db, connectionId, clock.now());
      return fresh + anew;
    }
    // What was cut short by this worker says nothing of the ERP.
    if (end !== "CUT_SHORT" && signal?.aborted !== true) await fail(end);
    return fresh;
  } catch (fault) {
    if (signal?.aborted !== true)
      await fail(fault instanceof UnusableConnection ? UNUSABLE : { kind: "retry", reason: "Reading its changes failed on our side; it is tried again." });
    throw fault;
  }
}

type Changes = { readonly adapter: ErpAdapter; readonly position: string | null; readonly fresh: number; readonly end: "READ" | "CUT_SHORT" | FailedRead };

async function readChanges(options: PollOptions, connectionId: string, state: FullRead | null, signal: AbortSignal | undefined): Promise<Changes> {
  const { db, clock, inbox, pageSize = 200 } = options;
  const adapter = await options.adapterFor(connectionId);
  const begun = await cursorOf(db, connectionId);
  // Where versions are the ERP's own, everything is read as if nothing ever was: it is the same under the same version, or a conflict (IN-03).
  const asked = adapter.startOver === undefined && state?.take === true ? state : null;
  let position = asked === null ? begun : null;
  let fresh = 0;
  let answered = false;
  let end: Changes["end"] = "CUT_SHORT";
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const outcome = await adapter.poll(position, { limit: pageSize, signal });
    if (outcome.kind !== "page") {
      end = outcome;
      break;
    }
    const received = await inbox.store({ connectionId, door: "POLL", messages: outcome.messages, unreadable: outcome.unreadable, at: clock.now() });
    fresh += received.fresh;
    answered = true;
    const stands = position === outcome.cursor;
    position = outcome.cursor;
    if (!outcome.more) end = "READ";
    if (!outcome.more || stands || signal?.aborted === true) break;
  }
  // Applied before the cursor moves, and after all pages are in: an order may stand before its master data in the stream.
  await inbox.applyPending(connectionId);
  if (answered && position !== null) await moveCursor(db, connectionId, begun, position, clock.now());
  if (answered && asked !== null) await forgetAsked(db, connectionId, asked, clock.now());
  return { adapter, position, fresh, end };
}

// Read as text: an ERP's cursor that is JSON itself would come back from the driver as what it says, not as what was given.
const TEXT = sql<string>`${cursor.value} #>> '{}'`;

/** Where reading the changes of a connection stands; null: at the start. */
export async function cursorOf(db: Queryable, connectionId: string): Promise<string | null> {
  const [kept] = await db
    .select({ value: TEXT })
    .from(cursor)
    .where(and(eq(cursor.connectionId, connectionId), eq(cursor.stream, CHANGES)));
  return kept?.value ?? null;
}

/** Moves on from where the poll began. */
async function moveCursor(db: Database, connectionId: string, from: string | null, to: string, at: Date): Promise<void> {
  const moved = { value: to, movedAt: at };
  if (from === null) {
    await db
      .insert(cursor)
      .values({ connectionId, stream: CHANGES, ...moved })
      .onConflictDoUpdate({ target: [cursor.connectionId, cursor.stream], set: moved });
    return;
  }
  await db
    .update(cursor)
    .set(moved)
    .where(and(eq(cursor.connectionId, connectionId), eq(cursor.stream, CHANGES), eq(TEXT, from)));
}
