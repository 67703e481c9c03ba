import { and, eq, exists, gt, gte, lte, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Queryable } from "@/db/client";
import { connection, cursor, inboxMessage } from "@/db/schema/integration";
import type { ErpAdapter } from "@/lib/erp/port";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import type { Inbox } from "./inbox";

type FullReadOptions = {
  readonly db: Database;
  readonly clock: Clock;
  readonly inbox: Inbox;
  readonly pageSize?: number;
  readonly state: FullRead | null;
  readonly changes: string;
};

/** The stream of a full read among the cursors of a connection. */
export const FULL = "full";
/** Pages of one turn: what is new never waits longer than for these. */
const PAGES = 3;
/** Names that are kept of what was passed over: how many more there are nobody needs to know to the last. */
const MOST_NAMES = 500;

/** IN-04: for so long a message waits for what it refers to before the ERP is asked for everything again; and so long apart it is asked. */
const MISSED_MS = 60_000;
const APART_MS = 900_000;

/** Where a full read stands; `cursor` null: none is under way, and the last one ended (or reading the connection began) at `since`. */
const State = z.object({
  cursor: z.string().nullable(),
  since: z.iso.datetime(),
  /** A person asked for it: what is told otherwise under a known version is taken. */
  take: z.boolean().default(false),
  /** Ids of what this read, or else the last one, passed over. */
  passedOver: z.array(z.string()).default([]),
});
/** Where a full read stands, and by `since` and `take` which one it is: each time that somebody asks has an instant of its own. */
export type FullRead = z.infer<typeof State>;
const Kept = z.object({ value: State });

/** Where the full read of a connection stands; null: none ever was. */
export async function fullReadOf(db: Database, connectionId: string): Promise<FullRead | null> {
  const [row] = await db
    .select({ value: cursor.value })
    .from(cursor)
    .where(and(eq(cursor.connectionId, connectionId), eq(cursor.stream, FULL)));
  return row === undefined ? null : Kept.parse(row).value;
}

/**
 * Asks for everything to be read from the start, at the next look, with what is told otherwise under a known version taken. While one is under way that
 * was asked for before, it begins anew: the settings may have changed since.
 */
export async function askForFullRead(db: Queryable, connectionId: string, at: Date): Promise<void> {
  const state = rowOf(connectionId, { cursor: null, since: at.toISOString(), take: true, passedOver: [] }, at);
  await db
    .insert(cursor)
    .values(state)
    .onConflictDoUpdate({ target: KEY, set: { value: state.value, movedAt: at } });
}

/** What was `asked` for was begun otherwise, from the very start: it is a read of changes now. What was asked for meanwhile stands. */
export async function forgetAsked(db: Database, connectionId: string, asked: FullRead, at: Date): Promise<void> {
  await goOn(db, connectionId, asked, { cursor: null, since: at.toISOString(), take: false, passedOver: [] }, at);
}

/**
 * SQL: at this `connection` a read of everything that a person asked for is under way, and the last turn brought it on. One that could not be read, or never
 * came so far, is no reason to ask the ERP again at once.
 */
export const goesOnAtOnce = (db: Database) =>
  exists(
    db
      .select({ one: sql`1` })
      .from(cursor)
      .where(
        and(
          eq(cursor.connectionId, connection.id),
          eq(cursor.stream, FULL),
          sql`(${cursor.value} ->> 'take')::boolean and ${cursor.value} ->> 'cursor' is not null`,
          gte(cursor.movedAt, connection.lastPolledAt),
        ),
      ),
  );

/**
 * What is found by the stamp of each record is not found when that stamp was set back or lost: an import, a restored table, a script past the ERP's own code. So
 * everything is read anew every so many hours, a few pages a turn, once what is new has been read to its end; the inbox absorbs what it has (IN-03). A known
 * version with other content, as after a change of settings, is passed over and named, until a person asks for everything to be read and taken. `changes`:
 * where reading the changes stands. `state`: where the full read stood before `adapter` was opened, so that what is asked for after a change of settings is not read
 * with those before it. So it is before its time where a message came since and has waited for a minute for what it refers to: that was never told, or is
 * not found by its stamp (IN-04). Where a person asked, the next turn is due at once (`goesOnAtOnce`). A page that cannot be read is tried again with the next turn. Answers how many messages were new.
 */
export async function readFully({ state, changes, ...options }: FullReadOptions, connectionId: string, adapter: ErpAdapter, signal: AbortSignal | undefined): Promise<number> {
  const { db, clock, inbox, pageSize = 200 } = options;
  const hours = adapter.capabilities().fullReadHours ?? null;
  if (adapter.startOver === undefined || (hours === null && state?.take !== true)) return 0;
  // The first load has just read everything.
  if (state === null) return (await goOn(db, connectionId, null, { ...NONE, since: clock.now().toISOString() }, clock.now()), 0);
  const ago = clock.now().getTime() - Date.parse(state.since);
  const isDue = state.take || (hours !== null && ago >= hours * 3_600_000);
  if (state.cursor === null && !isDue && (ago < APART_MS || !(await isMissing(db, connectionId, state, clock.now())))) return 0;
  const start = state.cursor ?? adapter.startOver(changes);
  let position = start;
  let fresh = 0;
  const passedOver = new Set(state.cursor === null ? [] : state.passedOver);
  const begun = passedOver.size;
  const kept = (at: Pick<FullRead, "cursor" | "since" | "take">) => goOn(db, connectionId, state, { ...at, passedOver: [...passedOver].slice(0, MOST_NAMES) }, clock.now());
  const tell = (): void => {
    if (passedOver.size > begun)
      log.warn(
        { connectionId, count: passedOver.size, first: [...passedOver].slice(0, 3) },
        "a full read found known versions with other content, as after a change of settings; they stay as they came until a person takes them",
      );
  };
  for (let page = 0; page < PAGES && signal?.aborted !== true; page += 1) {
    const outcome = await adapter.poll(position, { limit: pageSize, signal });
    if (outcome.kind !== "page") {
      log.info({ connectionId, reason: outcome.reason }, "a full read goes on with the next turn");
      break;
    }
    const anew = state.take ? "TAKE" : "PASS";
    const stored = await inbox.store({ connectionId, door: "POLL", messages: outcome.messages, unreadable: outcome.unreadable, at: clock.now(), anew });
    fresh += stored.fresh;
    for (const id of stored.passedOver) passedOver.add(id);
    const ended = !outcome.more || outcome.cursor === position;
    position = outcome.cursor;
    if (!ended) continue;
    tell();
    await inbox.applyPending(connectionId);
    await kept({ cursor: null, since: clock.now().toISOString(), take: false });
    return fresh;
  }
  tell();
  await inbox.applyPending(connectionId);
  // Where nothing was read nothing moves, and the next turn has its usual time.
  if (position !== start) await kept({ cursor: position, since: state.since, take: state.take });
  return fresh;
}

/** Whether something that came after the last full read waits in vain for what it refers to. */
async function isMissing(db: Database, connectionId: string, { since }: FullRead, now: Date): Promise<boolean> {
  const waits = and(
    eq(inboxMessage.connectionId, connectionId),
    sql`${inboxMessage.state} = 'PARKED'`,
    gt(inboxMessage.receivedAt, new Date(since)),
    lte(inboxMessage.receivedAt, new Date(now.getTime() - MISSED_MS)),
  );
  return (await db.select({ id: inboxMessage.id }).from(inboxMessage).where(waits).limit(1)).length > 0;
}

const NONE = { cursor: null, take: false, passedOver: [] } satisfies Partial<FullRead>;

const rowOf = (connectionId: string, state: FullRead, at: Date) => ({ connectionId, stream: FULL, value: sql`${JSON.stringify(state)}::text::jsonb`, movedAt: at });
const KEY = [cursor.connectionId, cursor.stream];

/** Moves a full read on from where it stood `before` to `state`. Where another one was asked for meanwhile, that one stands. */
async function goOn(db: Queryable, connectionId: string, before: FullRead | null, state: FullRead, at: Date): Promise<void> {
  const kept = rowOf(connectionId, state, at);
  if (before === null) {
    await db.insert(cursor).values(kept).onConflictDoNothing({ target: KEY });
    return;
  }
  await db
    .update(cursor)
    .set({ value: kept.value, movedAt: at })
    .where(
      and(
        eq(cursor.connectionId, connectionId),
        eq(cursor.stream, FULL),
        sql`${cursor.value} ->> 'since' = ${before.since}`,
        sql`coalesce((${cursor.value} ->> 'take')::boolean, false) = ${before.take}`,
      ),
    );
}
