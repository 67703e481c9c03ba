import { and, desc, eq, gte, inArray, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { inboxMessage, type inboxStates } from "@/db/schema/integration";
import { keptReason } from "@/lib/integration/kept-words";

export type InboxState = (typeof inboxStates)[number];
export type InboxRow = typeof inboxMessage.$inferSelect;

/** IN-07: how long a message waits for what it refers to. */
export const PARK_HOURS = 24;

/** How often a message may break its command before a person has to look. */
export const MOST_FAULTS = 5;
/** Code of a FAILED message that is not tried again by itself. */
export const GIVEN_UP = "FAULT_LASTS";

/** What became of a message that was tried. */
export type InboxSettlement = {
  readonly state: "APPLIED" | "STALE" | "PARKED" | "REFUSED";
  readonly missing?: readonly string[];
  readonly code?: string;
  readonly reason?: string;
};

const OPEN: readonly InboxState[] = ["RECEIVED", "PARKED", "FAILED"];

/** Locks a message that is still to be applied, or one in these states; null when it is in another. Messages on one object queue here. */
export async function lockInboxMessage(tx: Tx, id: string, states = OPEN): Promise<InboxRow | null> {
  const [row] = await tx.select().from(inboxMessage).where(eq(inboxMessage.id, id)).for("update");
  if (row === undefined || !states.includes(row.state)) return null;
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${row.connectionId}/${row.type}/${row.subject}`}, 1))`);
  return row;
}

/** Version of the same object that was settled already and is not older, or null: a message below it is stale, whichever came first (IN-07). */
export async function settledVersion(tx: Tx, row: InboxRow): Promise<number | null> {
  if (row.version === null) return null;
  const [newest] = await tx
    .select({ version: inboxMessage.version })
    .from(inboxMessage)
    .where(
      and(
        eq(inboxMessage.connectionId, row.connectionId),
        eq(inboxMessage.type, row.type),
        eq(inboxMessage.subject, row.subject),
        gte(inboxMessage.version, row.version),
        ne(inboxMessage.id, row.id),
        inArray(inboxMessage.state, ["APPLIED", "REFUSED", "RESOLVED"]),
        sql`${inboxMessage.code} is distinct from 'DIGEST_DIFFERS'`,
      ),
    )
    .orderBy(desc(inboxMessage.version))
    .limit(1);
  return newest?.version ?? null;
}

/** Writes the outcome, in the transaction that applied the message. */
export async function settleInbox(tx: Tx, row: InboxRow, settlement: InboxSettlement, at: Date): Promise<void> {
  const parked = settlement.state === "PARKED";
  await tx
    .update(inboxMessage)
    .set({
      state: settlement.state,
      missing: [...(settlement.missing ?? [])],
      code: settlement.code ?? null,
      reason: settlement.reason === undefined ? null : keptReason(settlement.reason),
      settledAt: parked ? null : at,
      parkedUntil: parked ? (row.parkedUntil ?? new Date(at.getTime() + PARK_HOURS * 3_600_000)) : null,
    })
    .where(eq(inboxMessage.id, row.id));
}
