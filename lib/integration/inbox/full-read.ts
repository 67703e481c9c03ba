import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { cursor } from "@/db/schema/integration";
import type { ErpAdapter } from "@/lib/erp/port";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import type { Inbox } from "./inbox";

type FullReadOptions = { readonly db: Database; readonly clock: Clock; readonly inbox: Inbox; readonly pageSize?: number };

/** The stream of a full read among the cursors of a connection. */
export const FULL = "full";
/** Pages of one turn: what is new never waits longer than for these. */
const PAGES = 3;

/** Where a full read stands; `cursor` null: none is under way, and the last one ended (or reading the connection began) at `since`. */
const State = z.object({ cursor: z.string().nullable(), since: z.iso.datetime() });
type State = z.infer<typeof State>;
const Kept = z.object({ value: State });

/**
 * What is found by the stamp of each record is not found when that stamp was set back or lost: an import, a restored table, a script past the ERP's own code. So
 * everything is read anew every so many hours, a few pages a turn, once what is new has been read to its end; the inbox absorbs what it has (IN-03), and a known version with other content is passed over and told once a turn. `changes`:
 * where reading the changes stands. A page that cannot be read is tried again with the next turn. Answers how many messages were new.
 */
export async function readFully(options: FullReadOptions, connectionId: string, adapter: ErpAdapter, changes: string, signal: AbortSignal | undefined): Promise<number> {
  const { db, clock, inbox, pageSize = 200 } = options;
  const hours = adapter.capabilities().fullReadHours ?? null;
  if (hours === null || adapter.startOver === undefined) return 0;
  const state = await stateOf(db, connectionId);
  // The first load has just read everything.
  if (state === null) return (await keep(db, connectionId, { cursor: null, since: clock.now().toISOString() }, clock.now()), 0);
  if (state.cursor === null && clock.now().getTime() - Date.parse(state.since) < hours * 3_600_000) return 0;
  let position = state.cursor ?? adapter.startOver(changes);
  let fresh = 0;
  const passedOver: string[] = [];
  const tell = (): void => {
    if (passedOver.length > 0)
      log.warn(
        { connectionId, count: passedOver.length, first: passedOver.slice(0, 3) },
        "a full read found known versions with other content, as after a change of settings; they stay as they came, and change with their next version",
      );
  };
  for (let page = 0; page < PAGES && signal?.aborted !== true; page += 1) {
    const outcome = await adapter.poll(position, { limit: pageSize, signal });
    if (outcome.kind !== "page") {
      log.info({ connectionId, reason: outcome.reason }, "a full read goes on with the next turn");
      break;
    }
    const stored = await inbox.store({ connectionId, door: "POLL", messages: outcome.messages, unreadable: outcome.unreadable, at: clock.now(), anew: true });
    fresh += stored.fresh;
    passedOver.push(...stored.passedOver);
    const ended = !outcome.more || outcome.cursor === position;
    position = outcome.cursor;
    if (!ended) continue;
    tell();
    await inbox.applyPending(connectionId);
    await keep(db, connectionId, { cursor: null, since: clock.now().toISOString() }, clock.now());
    return fresh;
  }
  tell();
  await inbox.applyPending(connectionId);
  await keep(db, connectionId, { cursor: position, since: state.since }, clock.now());
  return fresh;
}

async function stateOf(db: Database, connectionId: string): Promise<State | null> {
  const [row] = await db
    .select({ value: cursor.value })
    .from(cursor)
    .where(and(eq(cursor.connectionId, connectionId), eq(cursor.stream, FULL)));
  return row === undefined ? null : Kept.parse(row).value;
}

async function keep(db: Database, connectionId: string, state: State, at: Date): Promise<void> {
  const kept = { value: sql`jsonb_build_object('cursor', ${state.cursor}::text, 'since', ${state.since}::text)`, movedAt: at };
  await db
    .insert(cursor)
    .values({ connectionId, stream: FULL, ...kept })
    .onConflictDoUpdate({ target: [cursor.connectionId, cursor.stream], set: kept });
}
