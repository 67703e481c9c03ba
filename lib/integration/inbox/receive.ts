import { and, eq, inArray, lte } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { connection, connectionSite, inboxMessage } from "@/db/schema/integration";
import type { Unreadable } from "@/lib/erp/port";
import { withoutWords } from "@/lib/erp/words";
import { keptReason } from "@/lib/integration/kept-words";
import { INBOUND_TYPES, type InboundMessage } from "@/lib/messages/inbound";
import { digestOf } from "@/lib/platform/digest";
import { newId } from "@/lib/platform/ids";

export type Door = "WEBHOOK" | "POLL" | "MANUAL";
export type Incoming = {
  readonly connectionId: string;
  readonly door: Door;
  readonly messages: readonly InboundMessage[];
  readonly unreadable: readonly Unreadable[];
  readonly at: Date;
  /** Everything is read anew: other content under a known id is passed over and named, for after a change of settings every object may have it. */
  readonly anew?: boolean;
};

/** A message whose id came before with other content: refused, and somebody must look (IN-03). */
export type Conflict = { readonly inboxId: string; readonly siteId: string | null; readonly messageId: string; readonly type: string; readonly subject: string };
export type Received = {
  readonly fresh: number;
  readonly repeated: number;
  readonly unreadable: number;
  readonly conflicts: readonly Conflict[];
  /** Ids of what was passed over in a full read. */
  readonly passedOver: readonly string[];
  /** What is new and can be applied, in the order in which types refer to each other. */
  readonly toApply: readonly { readonly id: string; readonly siteId: string | null }[];
};

type Row = typeof inboxMessage.$inferInsert;
const RANK = new Map<string, number>(INBOUND_TYPES.map((type, rank) => [type, rank]));
const AtSite = z.object({ data: z.object({ site: z.string() }) });

/**
 * IN-03: stores each message once. The same id again is absorbed; the same id with other content is stored as REFUSED beside the first
 * and reported. What cannot be read is kept with its reason. Nothing is applied yet.
 */
export async function receive(db: Database, { connectionId, door, messages, unreadable, at, anew = false }: Incoming): Promise<Received> {
  const sites = new Map((await db.select().from(connectionSite).where(eq(connectionSite.connectionId, connectionId))).map((row) => [row.erpCode, row.siteId]));
  const base = { connectionId, door, receivedAt: at };
  const rows = messages.map((message): Row & { id: string } => ({
    ...base,
    id: newId(),
    siteId: sites.get(message.data.site) ?? null,
    messageId: message.id,
    type: message.type,
    subject: message.subject,
    version: message.data.erpVersion,
    payload: message,
    digest: contentDigest(message),
    state: "RECEIVED",
    eventTime: new Date(message.time),
  }));
  const broken = unreadable.map((entry): Row & { id: string } => {
    const digest = digestOf(entry.raw);
    const at = AtSite.safeParse(entry.raw);
    return {
      ...base,
      id: newId(),
      siteId: at.success ? (sites.get(at.data.data.site) ?? null) : null,
      // A repaired message may come with the same id, so the content is part of the name.
      messageId: `unreadable:${entry.id}:${digest.slice(0, 12)}`,
      type: entry.type ?? "unknown",
      subject: entry.id.slice(0, 200),
      payload: entry.raw,
      digest,
      state: "REFUSED",
      code: "SCHEMA",
      reason: keptReason(entry.reason),
      settledAt: base.receivedAt,
    };
  });
  return db.transaction(async (tx) => {
    const stored = new Set<string>();
    // In one order, whatever the door: two that store the same messages at once must not wait for each other.
    const inOrder = [...rows, ...broken].toSorted((a, b) => (a.messageId < b.messageId ? -1 : a.messageId > b.messageId ? 1 : 0));
    for (const chunk of chunks(inOrder, 500)) {
      const kept = await tx.insert(inboxMessage).values(chunk).onConflictDoNothing().returning({ id: inboxMessage.id });
      for (const { id } of kept) stored.add(id);
    }
    const known = rows.filter((row) => !stored.has(row.id));
    const conflicts: Conflict[] = [];
    const others = await differing(tx, connectionId, known);
    for (const row of anew ? [] : others) {
      const refused: Row = {
        ...row,
        messageId: `${row.messageId}#${row.digest.slice(0, 12)}`,
        state: "REFUSED",
        code: "DIGEST_DIFFERS",
        reason: "A message with this id came before with other content.",
        settledAt: at,
      };
      const kept = await tx.insert(inboxMessage).values(refused).onConflictDoNothing().returning({ id: inboxMessage.id });
      if (kept.length > 0) conflicts.push({ inboxId: row.id, siteId: row.siteId ?? null, messageId: row.messageId, type: row.type, subject: row.subject });
    }
    const toApply = rows.filter((row) => stored.has(row.id)).toSorted((a, b) => (RANK.get(a.type) ?? 0) - (RANK.get(b.type) ?? 0));
    return {
      fresh: rows.length - known.length,
      toApply: toApply.map(({ id, siteId = null }) => ({ id, siteId })),
      repeated: known.length - conflicts.length,
      unreadable: broken.filter((row) => stored.has(row.id)).length,
      conflicts,
      passedOver: anew ? others.map(({ messageId }) => messageId) : [],
    };
  });
}

/** Envelope times may differ between two doors for the same state of the same object; what it says may not. */
export function contentDigest({ type, subject, data }: { readonly type: string; readonly subject: string; readonly data: unknown }): string {
  return digestOf({ type, subject, data });
}

async function differing<Known extends { messageId: string; digest: string; payload: unknown }>(
  tx: Pick<Database, "select">,
  connectionId: string,
  known: readonly Known[],
): Promise<Known[]> {
  if (known.length === 0) return [];
  const first = await tx
    .select({ messageId: inboxMessage.messageId, digest: inboxMessage.digest })
    .from(inboxMessage)
    .where(
      and(
        eq(inboxMessage.connectionId, connectionId),
        inArray(
          inboxMessage.messageId,
          known.map((row) => row.messageId),
        ),
      ),
    );
  const digests = new Map(first.map((row) => [row.messageId, row.digest]));
  const others = known.filter((row) => digests.get(row.messageId) !== row.digest);
  return others.length === 0 ? [] : differingBeyondWords(tx, connectionId, others);
}

const Said = z.object({ type: z.string(), subject: z.string(), data: z.json() });

/** What was stored before the mapping changed may differ from what comes now in words alone: that is the same message. */
async function differingBeyondWords<Known extends { messageId: string; payload: unknown }>(
  tx: Pick<Database, "select">,
  connectionId: string,
  others: readonly Known[],
): Promise<Known[]> {
  const [row] = await tx.select({ wordsChangedAt: connection.wordsChangedAt }).from(connection).where(eq(connection.id, connectionId));
  const changedAt = row?.wordsChangedAt ?? null;
  if (changedAt === null) return [...others];
  const first = await tx
    .select({ messageId: inboxMessage.messageId, payload: inboxMessage.payload })
    .from(inboxMessage)
    .where(
      and(
        eq(inboxMessage.connectionId, connectionId),
        lte(inboxMessage.receivedAt, changedAt),
        inArray(
          inboxMessage.messageId,
          others.map(({ messageId }) => messageId),
        ),
      ),
    );
  const before = new Map(first.map(({ messageId, payload }) => [messageId, wordless(payload)]));
  return others.filter(({ messageId, payload }) => before.get(messageId) !== wordless(payload));
}

function wordless(payload: unknown): string {
  const { type, subject, data } = Said.parse(payload);
  return contentDigest({ type, subject, data: withoutWords(data) });
}

function* chunks<Item>(items: readonly Item[], size: number): Generator<Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}
