import { and, eq, isNull, or, sql } from "drizzle-orm";
import type { Database, Queryable } from "@/db/client";
import { connection, cursor } from "@/db/schema/integration";
import type { ErpAdapter, PollOutcome } from "@/lib/erp/port";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { createBell } from "@/lib/integration/outbox/bell";
import type { Inbox } from "./inbox";

export type PollerOptions = {
  readonly db: Database;
  readonly clock: Clock;
  readonly inbox: Inbox;
  adapterFor(connectionId: string): Promise<ErpAdapter>;
  readonly pageSize?: number;
  /** How often to look which connection's time has come. */
  readonly idleMs?: number;
  /** How often parked messages are tried again without anything new having come. */
  readonly retryParkedMs?: number;
};

export type Poller = {
  /** Look now: a webhook hinted at news, or a person asked. */
  readonly wake: () => void;
  /** Polls every connection whose time has come; answers how many messages were new. */
  round(): Promise<number>;
  start(): void;
  stop(): Promise<void>;
};

/** The stream of changes among the cursors of a connection. */
export const CHANGES = "changes";
/** A page that always asks for more must not hold the others up for ever. */
const MAX_PAGES = 1000;

/** The inbound safety net (architecture §4): cursor polling of every connection. Several workers may run it; each connection's turn is taken by one. */
export function createPoller(options: PollerOptions): Poller {
  const { db, clock, inbox, idleMs = 1000, retryParkedMs = 600_000 } = options;
  const bell = createBell();
  const ending = new AbortController();
  let loop: Promise<void> = Promise.resolve();
  let parkedTriedAt = 0;

  async function round(): Promise<number> {
    const now = clock.now();
    // Taking the turn is one statement, so two workers never poll the same ERP at once.
    const due = await db
      .update(connection)
      .set({ lastPolledAt: now })
      .where(
        and(
          eq(connection.enabled, true),
          or(isNull(connection.lastPolledAt), sql`${connection.lastPolledAt} + make_interval(secs => ${connection.pollSeconds}) <= ${now.toISOString()}::timestamptz`),
        ),
      )
      .returning({ id: connection.id });
    let fresh = 0;
    for (const { id } of due) {
      try {
        fresh += await pollConnection(options, id, ending.signal);
      } catch (fault) {
        // One connection that breaks must not keep the others from their turn; it says so where IT looks.
        log.error({ err: fault, connectionId: id }, "polling a connection failed");
        await db.update(connection).set({ lastError: "Reading its changes failed on our side; it is tried again." }).where(eq(connection.id, id));
      }
    }
    if (now.getTime() - parkedTriedAt >= retryParkedMs) {
      parkedTriedAt = now.getTime();
      for (const { id } of await db.select({ id: connection.id }).from(connection).where(eq(connection.enabled, true))) await inbox.retryParked(id);
    }
    return fresh;
  }

  async function run(): Promise<void> {
    while (!ending.signal.aborted) {
      try {
        await round();
      } catch (fault) {
        log.error({ err: fault }, "polling failed");
      }
      if (!ending.signal.aborted) await bell.wait(idleMs);
    }
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
 * and the inbox absorbs what it has (IN-03). Answers how many messages were new.
 */
export async function pollConnection(options: PollerOptions, connectionId: string, signal?: AbortSignal): Promise<number> {
  const { db, clock, inbox, pageSize = 200 } = options;
  const adapter = await options.adapterFor(connectionId);
  const begun = await cursorOf(db, connectionId);
  let position = begun;
  let fresh = 0;
  let answered = false;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const outcome = await adapter.poll(position, { limit: pageSize, signal });
    if (outcome.kind !== "page") {
      await failed(db, connectionId, outcome);
      break;
    }
    const received = await inbox.store({ connectionId, door: "POLL", messages: outcome.messages, unreadable: outcome.unreadable, at: clock.now() });
    fresh += received.fresh;
    answered = true;
    const stands = position === outcome.cursor;
    position = outcome.cursor;
    if (!outcome.more || stands || signal?.aborted === true) {
      if (!outcome.more)
        await db
          .update(connection)
          .set({ lastError: null })
          .where(and(eq(connection.id, connectionId), eq(connection.failures, 0)));
      break;
    }
  }
  // Applied before the cursor moves, and after all pages are in: an order may stand before its master data in the stream.
  await inbox.applyPending(connectionId);
  if (answered && position !== null) await moveCursor(db, connectionId, begun, position, clock.now());
  return fresh;
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

/** Moves on from where the poll began. Whoever had everything read from the start meanwhile is not overruled. */
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

async function failed(db: Database, connectionId: string, outcome: Exclude<PollOutcome, { kind: "page" }>): Promise<void> {
  log.warn({ connectionId, reason: outcome.reason }, "the ERP could not be polled");
  await db.update(connection).set({ lastError: outcome.reason }).where(eq(connection.id, connectionId));
}
