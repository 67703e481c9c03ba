import "server-only";
import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { Database, Tx } from "@/db/client";
import { inboxMessage } from "@/db/schema/integration";
import type { ErpChannel } from "@/lib/commands/integration/erp-channel";
import { inboxOptions } from "@/lib/commands/integration/inbox-options";
import type { Services } from "@/lib/commands/services";
import { createInbox } from "@/lib/integration/inbox/inbox";
import { cursorOf } from "@/lib/integration/inbox/poll";
import { HIDDEN_AMOUNT } from "@/lib/messages/hidden-amounts";
import { InboundMessage } from "@/lib/messages/inbound";
import { changesBetween, type LoadChange, type LoadLine, type LoadReport, type LoadStep, reportOf } from "./load-report";
import { type Load, type LoadBounds, readLoad } from "./read-load";
import { MONEY_IN_VIEW, type StoredView, storedView } from "./stored-view";

/** While messages are tried, rows are locked that the floor may want: neither many messages nor long. */
const BOUNDS = { messages: 500, pages: 25, readMs: 60_000, tryMs: 10_000, lockMs: 1_500 };
export type DryRunBounds = LoadBounds & { readonly tryMs: number; readonly lockMs: number };

const LOCK_TIMEOUT = "55P03";
const HELD = "The floor is working with it right now. Try again in a moment.";

export type DryRunRequest = {
  readonly connectionId: string;
  readonly from: LoadReport["from"];
  readonly bounds?: DryRunBounds;
  /** Whether who asks may see the cost of a site: else a word stands in the place of its money (§10.1). */
  seesCost(siteId: string): boolean;
  tell?(step: LoadStep): void;
};

/** Carries what was found out of the transaction, which it ends. */
class RolledBack extends Error {
  constructor(readonly report: LoadReport) {
    super("a dry run leaves nothing");
  }
}

/**
 * What a load from an ERP would do: its changes are read, stored and applied by the very inbox and commands of the channel, in a transaction
 * that never commits, each message in a savepoint of its own. Nothing of it is told to screens, workers or the ERP.
 */
export async function dryRun(services: Services, channel: Pick<ErpChannel, "adapterFor">, request: DryRunRequest): Promise<Extract<LoadStep, { step: "done" | "failed" }>> {
  const { connectionId, from, bounds = BOUNDS, seesCost, tell = () => undefined } = request;
  const position = from === "START" ? null : await cursorOf(services.db, connectionId);
  // Read before the transaction opens: no call to another system holds one up.
  const read = await readLoad(await channel.adapterFor(connectionId), position, bounds, (pages, messages) => tell({ step: "reading", pages, messages }));
  if (!read.ok) return { step: "failed", reason: read.reason };
  try {
    return await services.db.transaction(async (tx): Promise<never> => {
      await tx.execute(sql`select set_config('lock_timeout', ${`${bounds.lockMs}ms`}, true), set_config('statement_timeout', ${`${bounds.tryMs}ms`}, true)`);
      throw new RolledBack(await tryLoad(services, tx, { connectionId, from, bounds, seesCost, tell }, read.load));
    });
  } catch (fault) {
    if (fault instanceof RolledBack) return { step: "done", report: fault.report };
    throw fault;
  }
}

type Seen = { readonly before: StoredView | null; readonly after: StoredView | null; readonly seesCost: boolean };

async function tryLoad(services: Services, tx: Tx, { connectionId, from, bounds, seesCost, tell }: Required<DryRunRequest>, load: Load): Promise<LoadReport> {
  const trial: Services = { clock: services.clock, db: inside(tx), tellLive: () => undefined, wakeOutbox: () => undefined };
  const options = inboxOptions(trial);
  const seen = new Map<string, Seen>();
  const held = new Set<string>();
  const until = performance.now() + bounds.tryMs;
  let late = false;
  let fresh = 0;
  const inbox = createInbox({
    ...options,
    async apply(inboxId, siteId) {
      const message = await messageOf(tx, inboxId);
      const before = message === null ? null : await storedView(tx, siteId, message);
      const result = await options.apply(inboxId, siteId).catch((fault: unknown): never => {
        if (isHeld(fault)) held.add(inboxId);
        throw fault;
      });
      seen.set(inboxId, { before, after: message === null ? null : await storedView(tx, siteId, message), seesCost: seesCost(siteId) });
      tell({ step: "trying", tried: seen.size, of: Math.max(fresh, seen.size) });
      return result;
    },
    stop: () => (late ||= performance.now() > until),
  });
  // An instant of its own, so that what this load stored is told from everything else.
  const at = services.clock.now();
  fresh = (await inbox.store({ connectionId, door: "POLL", messages: load.messages, unreadable: load.unreadable, at })).fresh;
  await inbox.applyPending(connectionId);
  const rows = await tx
    .select()
    .from(inboxMessage)
    .where(and(eq(inboxMessage.connectionId, connectionId), or(eq(inboxMessage.receivedAt, at), inArray(inboxMessage.id, [...seen.keys()]))));
  // A conflict is stored beside the first of its id, under a longer one.
  const stored = new Set(rows.flatMap(({ messageId, code }) => (code === "DIGEST_DIFFERS" ? [messageId.replace(/#[^#]*$/, "")] : [messageId])));
  const known = load.messages.flatMap(({ id, type }) => (stored.has(id) ? [] : [type]));
  const messages = load.messages.length + load.unreadable.length;
  return reportOf(
    rows.flatMap((row) => lineOf(held.has(row.id) ? { ...row, code: null, reason: HELD } : row, seen.get(row.id))),
    known,
    { from, pages: load.pages, messages, stopped: late ? "TIME" : load.more ? "COUNT" : null },
  );
}

/** What became of a message of this load, or of one that waited for it; nothing of one that was not tried. */
function lineOf({ type, subject, version, state, missing, code, reason }: typeof inboxMessage.$inferSelect, views: Seen | undefined): LoadLine[] {
  const line = { type, subject, version, missing, code, reason, changes: [] };
  switch (state) {
    case "RECEIVED":
    case "RESOLVED":
      return [];
    case "APPLIED": {
      const { outcome, changes } = appliedAs(views);
      return [{ ...line, outcome, changes: views?.seesCost === true ? changes : changes.map((change) => withoutMoney(type, change)) }];
    }
    case "FAILED":
      return [{ ...line, outcome: "FAULT" }];
    case "STALE":
    case "PARKED":
    case "REFUSED":
      return [{ ...line, outcome: state }];
  }
}

/** A change without the money in it: that it changes is left. */
function withoutMoney(type: string, { field, from, to }: LoadChange): LoadChange {
  if (MONEY_IN_VIEW.get(type)?.includes(field) !== true) return { field, from, to };
  return { field, from: from === null ? null : HIDDEN_AMOUNT, to: to === null ? null : HIDDEN_AMOUNT };
}

function appliedAs(views: Seen | undefined): Pick<LoadLine, "outcome" | "changes"> {
  const { before, after } = views ?? { before: null, after: null };
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

/** True when a row that somebody else works with was not let go in time. */
function isHeld(fault: unknown): boolean {
  // The query builder wraps the driver's error.
  for (let cause = fault; cause instanceof Error; cause = cause.cause) if ("code" in cause && cause.code === LOCK_TIMEOUT) return true;
  return false;
}

/** A transaction as the database of commands that run inside it: their own transactions become savepoints of it. */
function inside(tx: Tx): Database {
  return tx;
}
