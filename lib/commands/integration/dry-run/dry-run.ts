import "server-only";
import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { Database, Tx } from "@/db/client";
import { inboxMessage } from "@/db/schema/integration";
import type { ErpChannel } from "@/lib/commands/integration/erp-channel";
import { inboxOptions } from "@/lib/commands/integration/inbox-options";
import type { Services } from "@/lib/commands/services";
import { createInbox } from "@/lib/integration/inbox/inbox";
import { cursorOf } from "@/lib/integration/inbox/poll";
import { type Anew, senderId } from "@/lib/integration/inbox/receive";
import { providedKey, type ReferenceKey } from "@/lib/integration/inbox/reference-key";
import { wordsWithoutAmounts } from "@/lib/messages/amounts-in-words";
import { HIDDEN_AMOUNT, TYPES_WITH_AMOUNTS } from "@/lib/messages/hidden-amounts";
import { InboundMessage } from "@/lib/messages/inbound";
import { faultCode } from "@/lib/platform/fault-code";
import { changesBetween, type LoadChange, LoadCounter, type LoadLine, type LoadReport, type LoadStep } from "./load-report";
import { type Load, NOBODY, readLoad } from "./read-load";
import { MONEY_IN_VIEW, type StoredView, storedView } from "./stored-view";

/** `piece`: messages of one transaction; `tryMs`: how long it may hold rows; `wholeMs`: how long the whole of it may take. */
export type DryRunBounds = { readonly piece: number; readonly readMs: number; readonly tryMs: number; readonly lockMs: number; readonly wholeMs: number };

/**
 * Where the floor works, rows are locked that it may want: neither many messages at once nor long. And each message holds about four locks until the end of its
 * transaction, of the 6,400 that a PostgreSQL as delivered has for everybody.
 */
const BOUNDS: DryRunBounds = { piece: 500, readMs: 60_000, tryMs: 10_000, lockMs: 1_500, wholeMs: 600_000 };

/** A row that somebody else works with was not let go in time. */
const LOCK_TIMEOUT = "55P03";
const HELD = "The floor is working with it right now. Try again in a moment.";

export type DryRunRequest = {
  readonly connectionId: string;
  readonly from: LoadReport["from"];
  readonly bounds?: DryRunBounds;
  /** Whether who asks may see the cost of a site: else a word stands in the place of its money (§10.1). */
  seesCost(siteId: string): boolean;
  tell?(step: LoadStep): void;
  /** Whoever asked has gone: a call to the ERP is given up, and what is tried stops at the next message. */
  readonly left?: AbortSignal;
};

/** Carries what was found out of the transaction, which it ends. */
class RolledBack extends Error {
  constructor(readonly piece: Piece) {
    super("a dry run leaves nothing");
  }
}

/** What became of a piece; `rest`: messages for which there was no time; `provides`: what it would bring that is not here; `brings`: the reference of each line. */
type Piece = {
  readonly lines: readonly LoadLine[];
  readonly known: readonly string[];
  readonly rest: Load["messages"];
  readonly provides: readonly ReferenceKey[];
  readonly brings: ReadonlyMap<LoadLine, ReferenceKey>;
};
type Trial = Pick<DryRunRequest, "connectionId" | "seesCost"> & {
  readonly bounds: DryRunBounds;
  readonly anew: Anew | undefined;
  readonly left: AbortSignal | undefined;
  /** What earlier pieces would bring. */
  readonly earlier: ReadonlySet<string>;
  tell(tried: number): void;
};

/**
 * What a load from an ERP would do: its changes are read, stored and applied by the very inbox and commands of the channel, in transactions that never
 * commit, each message in a savepoint of its own. A load of any length is gone through to its end, piece by piece. Nothing of it is told to screens,
 * workers or the ERP.
 */
export async function dryRun(services: Services, channel: Pick<ErpChannel, "adapterFor">, request: DryRunRequest): Promise<Extract<LoadStep, { step: "done" | "failed" }>> {
  const { connectionId, from, seesCost, bounds = BOUNDS, tell = () => undefined, left } = request;
  const until = performance.now() + bounds.wholeMs;
  const hasGone = (): boolean => left?.aborted === true;
  const adapter = await channel.adapterFor(connectionId);
  const counter = new LoadCounter();
  const earlier = new Set<string>();
  const ids = new Set<string>();
  const seen = { pages: 0, messages: 0, pieces: 0 };
  let tried = 0;
  const report = (stopped: string | null) => counter.report({ from, ...seen, stopped });
  const stands = await cursorOf(services.db, connectionId);
  // As the load itself would read and take it.
  const anew = from === "START" && stands !== null && adapter.startOver !== undefined ? "TAKE" : undefined;
  let cursor = from === "CURSOR" ? stands : stands === null ? null : (adapter.startOver?.(stands) ?? null);
  for (;;) {
    // Read before a transaction opens: no call to another system holds one up.
    const read = await readLoad(adapter, cursor, { messages: bounds.piece, readMs: bounds.readMs, left }, ids, (pages, messages) =>
      tell({ step: "reading", pages: seen.pages + pages, messages: seen.messages + messages }),
    );
    if (!read.ok) return seen.pieces === 0 ? { step: "failed", reason: read.reason } : { step: "done", report: report(`It could not be read to its end: ${read.reason}`) };
    if (hasGone()) return { step: "done", report: report(NOBODY) };
    const { load } = read;
    seen.pages += load.pages;
    seen.messages += load.messages.length + load.unreadable.length;
    for (let piece: Pick<Load, "messages" | "unreadable"> = load; ;) {
      const found = await tryPiece(services, piece, {
        connectionId,
        anew,
        seesCost,
        bounds,
        earlier,
        left,
        tell: (more) => tell({ step: "trying", tried: tried + more, of: seen.messages }),
      });
      seen.pieces += 1;
      tried += piece.messages.length - found.rest.length;
      counter.add(found.lines, found.known, found.brings);
      for (const key of found.provides) earlier.add(key);
      counter.follow(earlier);
      if (hasGone()) return { step: "done", report: report(NOBODY) };
      if (found.rest.length > 0 && (found.rest.length === piece.messages.length || performance.now() > until))
        return { step: "done", report: report("The time for a dry run was over; what comes later was not tried.") };
      if (found.rest.length === 0) break;
      piece = { messages: found.rest, unreadable: [] };
    }
    if (load.cursor === null) return { step: "done", report: report(null) };
    if (performance.now() > until) return { step: "done", report: report("The time for a dry run was over; what comes later was not tried.") };
    tell({ step: "so-far", report: report(null) });
    cursor = load.cursor;
  }
}

async function tryPiece(services: Services, piece: Pick<Load, "messages" | "unreadable">, trial: Trial): Promise<Piece> {
  const { lockMs, tryMs } = trial.bounds;
  try {
    return await services.db.transaction(async (tx): Promise<never> => {
      await tx.execute(sql`select set_config('lock_timeout', ${`${lockMs}ms`}, true), set_config('statement_timeout', ${`${tryMs}ms`}, true)`);
      throw new RolledBack(await inTransaction(services, tx, piece, trial));
    });
  } catch (fault) {
    if (fault instanceof RolledBack) return fault.piece;
    throw fault;
  }
}

/** A message that was tried: what it would bring, what changes, and whether money of it may be seen. */
type Tried = Pick<LoadLine, "changes"> & { readonly outcome: "CREATED" | "CHANGED" | "SAME"; readonly provides: ReferenceKey | null };

async function inTransaction(
  services: Services,
  tx: Tx,
  load: Pick<Load, "messages" | "unreadable">,
  { connectionId, anew, seesCost, bounds, earlier, left, tell }: Trial,
): Promise<Piece> {
  const trial: Services = { clock: services.clock, db: inside(tx), tellLive: () => undefined, wakeOutbox: () => undefined };
  const options = inboxOptions(trial);
  const tried = new Map<string, Tried>();
  const held = new Set<string>();
  const until = performance.now() + bounds.tryMs;
  let late = false;
  const inbox = createInbox({
    ...options,
    async apply(inboxId, siteId) {
      const message = await messageOf(tx, inboxId);
      const before = message === null ? null : await storedView(tx, siteId, message);
      const result = await options.apply(inboxId, siteId).catch((fault: unknown): never => {
        if (faultCode(fault) === LOCK_TIMEOUT) held.add(inboxId);
        throw fault;
      });
      const { outcome, changes } = appliedAs(before, message === null ? null : await storedView(tx, siteId, message));
      const shown = message === null || seesCost(siteId) ? changes : changes.map((change) => withoutMoney(message.type, change));
      tried.set(inboxId, { outcome, changes: shown, provides: message === null ? null : providedKey(message) });
      tell(tried.size);
      return result;
    },
    stop: () => (late ||= left?.aborted === true || performance.now() > until),
  });
  // An instant of its own, so that what this load stored is told from everything else.
  const at = services.clock.now();
  await inbox.store({ connectionId, door: "POLL", messages: load.messages, unreadable: load.unreadable, at, anew });
  await inbox.applyPending(connectionId);
  const { id, siteId, messageId, type, subject, version, state, missing, code, reason } = inboxMessage;
  const rows = await tx
    .select({ id, siteId, messageId, type, subject, version, state, missing, code, reason })
    .from(inboxMessage)
    .where(and(eq(inboxMessage.connectionId, connectionId), or(eq(inboxMessage.receivedAt, at), inArray(inboxMessage.id, [...tried.keys()]))));
  // A conflict is stored beside the first of its id, under a longer one, and so is what is taken anew.
  const stored = new Set(rows.map((row) => (row.code === "DIGEST_DIFFERS" ? row.messageId.replace(/#[^#]*$/, "") : senderId(row.messageId))));
  const untried = new Set(rows.flatMap((row) => (row.state === "RECEIVED" ? [senderId(row.messageId)] : [])));
  const lines = rows.flatMap((row) => {
    const own = tried.get(row.id);
    const line = lineOf(held.has(row.id) ? { ...row, code: null, reason: HELD } : row, own, earlier);
    return line === null ? [] : [{ line: row.siteId !== null && seesCost(row.siteId) ? line : withoutMoneyInReason(line), provides: own?.provides ?? null }];
  });
  return {
    lines: lines.map(({ line }) => line),
    known: load.messages.flatMap((message) => (stored.has(message.id) ? [] : [message.type])),
    rest: load.messages.filter((message) => untried.has(message.id)),
    brings: new Map(lines.flatMap(({ line, provides }) => (provides === null ? [] : [[line, provides] as const]))),
    provides: lines.flatMap(({ line, provides }) => (provides !== null && (line.outcome === "CREATED" || line.outcome === "FOLLOWS") ? [provides] : [])),
  };
}

type Row = Pick<typeof inboxMessage.$inferSelect, "type" | "subject" | "version" | "state" | "missing" | "code" | "reason">;

/** What became of a message of this load, or of one that waited for it; null of one that was not tried. */
function lineOf({ type, subject, version, state, missing, code, reason }: Row, tried: Tried | undefined, earlier: ReadonlySet<string>): LoadLine | null {
  const line = { type, subject, version, missing, code, reason, changes: [] };
  switch (state) {
    case "RECEIVED":
    case "RESOLVED":
      return null;
    case "APPLIED": {
      const { outcome, changes, provides } = tried ?? { outcome: "SAME", changes: [], provides: null };
      // The same object came in an earlier piece: what this one changes shows once that is here.
      return outcome === "CREATED" && provides !== null && earlier.has(provides) ? { ...line, outcome: "FOLLOWS" } : { ...line, outcome, changes };
    }
    case "FAILED":
      return { ...line, outcome: "FAULT" };
    case "PARKED":
    case "STALE":
    case "REFUSED":
      return { ...line, outcome: state };
  }
}

/** Why it is refused, in words that may say an amount of it. */
function withoutMoneyInReason(line: LoadLine): LoadLine {
  if (line.reason === null || (line.code !== "SCHEMA" && !TYPES_WITH_AMOUNTS.includes(line.type))) return line;
  return { ...line, reason: wordsWithoutAmounts(line.reason) };
}

/** A change without the money in it: that it changes is left. */
function withoutMoney(type: string, { field, from, to }: LoadChange): LoadChange {
  if (MONEY_IN_VIEW.get(type)?.includes(field) !== true) return { field, from, to };
  return { field, from: from === null ? null : HIDDEN_AMOUNT, to: to === null ? null : HIDDEN_AMOUNT };
}

function appliedAs(before: StoredView | null, after: StoredView | null): Pick<Tried, "outcome" | "changes"> {
  if (after === null) return { outcome: before === null ? "SAME" : "CHANGED", changes: changesBetween(before ?? {}, {}) };
  if (before === null) return { outcome: "CREATED", changes: changesBetween({}, after) };
  const changes = changesBetween(before, after);
  return { outcome: changes.length === 0 ? "SAME" : "CHANGED", changes };
}

async function messageOf(tx: Tx, inboxId: string): Promise<InboundMessage | null> {
  const [row] = await tx.select({ payload: inboxMessage.payload }).from(inboxMessage).where(eq(inboxMessage.id, inboxId));
  const parsed = InboundMessage.safeParse(row?.payload);
  return parsed.success ? parsed.data : null;
}

/** A transaction as the database of commands that run inside it: their own transactions become savepoints of it. */
function inside(tx: Tx): Database {
  return tx;
}
