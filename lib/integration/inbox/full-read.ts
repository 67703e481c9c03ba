import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database, Queryable } from "@/db/client";
import { cursor } from "@/db/schema/integration";
import type { ErpAdapter } from "@/lib/erp/port";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import type { Inbox } from "./inbox";

type FullReadOptions = { readonly db: Database; readonly clock: Clock; readonly inbox: Inbox; readonly pageSize?: number };

/** The stream of a full read among the cursors of a connection. */
export const FULL = "full";
/** Pages of one turn: what is new never waits longer than for these. Who asked for it waits for all of them. */
const PAGES = 3;
const ALL_PAGES = 1000;
/** Names that are kept of what was passed over: how many more there are nobody needs to know to the last. */
const MOST_NAMES = 500;

/** Where a full read stands; `cursor` null: none is under way, and the last one ended (or reading the connection began) at `since`. */
const State = z.object({
  cursor: z.string().nullable(),
  since: z.iso.datetime(),
  /** A person asked for it: what is told otherwise under a known version is taken. */
  take: z.boolean().default(false),
  /** Ids of what this read, or else the last one, passed over. */
  passedOver: z.array(z.string()).default([]),
});
type State = z.infer<typeof State>;
const Kept = z.object({ value: State });

/** Whether a person asked for everything to be read from the start and that has not ended. */
export async function isAskedFor(db: Database, connectionId: string): Promise<boolean> {
  return (await stateOf(db, connectionId))?.take === true;
}

/** Asks for everything to be read from the start, at the next look, with what is told otherwise under a known version taken. */
export async function askForFullRead(db: Queryable, connectionId: string, at: Date): Promise<void> {
  await keep(db, connectionId, { cursor: null, since: at.toISOString(), take: true, passedOver: [] }, at);
}

/** What was asked for was begun otherwise, from the very start: it is a read of changes now. */
export async function forgetAsked(db: Database, connectionId: string, at: Date): Promise<void> {
  await keep(db, connectionId, { cursor: null, since: at.toISOString(), take: false, passedOver: [] }, at);
}

/**
 * What is found by the stamp of each record is not found when that stamp was set back or lost: an import, a restored table, a script past the ERP's own code. So
 * everything is read anew every so many hours, a few pages a turn, once what is new has been read to its end; the inbox absorbs what it has (IN-03). A known
 * version with other content, as after a change of settings, is passed over and named, until a person asks for everything to be read and taken. `changes`:
 * where reading the changes stands. A page that cannot be read is tried again with the next turn. Answers how many messages were new.
 */
export async function readFully(options: FullReadOptions, connectionId: string, adapter: ErpAdapter, changes: string, signal: AbortSignal | undefined): Promise<number> {
  const { db, clock, inbox, pageSize = 200 } = options;
  const hours = adapter.capabilities().fullReadHours ?? null;
  const state = await stateOf(db, connectionId);
  if (adapter.startOver === undefined || (hours === null && state?.take !== true)) return 0;
  // The first load has just read everything.
  if (state === null) return (await keep(db, connectionId, { ...NONE, since: clock.now().toISOString() }, clock.now()), 0);
  const isDue = state.take || (hours !== null && clock.now().getTime() - Date.parse(state.since) >= hours * 3_600_000);
  if (state.cursor === null && !isDue) return 0;
  let position = state.cursor ?? adapter.startOver(changes);
  let fresh = 0;
  const passedOver = new Set(state.cursor === null ? [] : state.passedOver);
  const begun = passedOver.size;
  const kept = (at: Pick<State, "cursor" | "since" | "take">) => keep(db, connectionId, { ...at, passedOver: [...passedOver].slice(0, MOST_NAMES) }, clock.now(), state.take);
  const tell = (): void => {
    if (passedOver.size > begun)
      log.warn(
        { connectionId, count: passedOver.size, first: [...passedOver].slice(0, 3) },
        "a full read found known versions with other content, as after a change of settings; they stay as they came until a person takes them",
      );
  };
  for (let page = 0; page < (state.take ? ALL_PAGES : PAGES) && signal?.aborted !== true; page += 1) {
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
  await kept({ cursor: position, since: state.since, take: state.take });
  return fresh;
}

const NONE = { cursor: null, take: false, passedOver: [] } satisfies Partial<State>;

async function stateOf(db: Database, connectionId: string): Promise<State | null> {
  const [row] = await db
    .select({ value: cursor.value })
    .from(cursor)
    .where(and(eq(cursor.connectionId, connectionId), eq(cursor.stream, FULL)));
  return row === undefined ? null : Kept.parse(row).value;
}

/** Writes a state down. `heldTake`: only while that is still so of the one before; what a person asked for meanwhile stands. */
async function keep(db: Queryable, connectionId: string, state: State, at: Date, heldTake?: boolean): Promise<void> {
  const kept = { value: sql`${JSON.stringify(state)}::text::jsonb`, movedAt: at };
  await db
    .insert(cursor)
    .values({ connectionId, stream: FULL, ...kept })
    .onConflictDoUpdate({
      target: [cursor.connectionId, cursor.stream],
      set: kept,
      ...(heldTake === undefined ? {} : { setWhere: sql`coalesce((${cursor.value} ->> 'take')::boolean, false) = ${heldTake}` }),
    });
}
