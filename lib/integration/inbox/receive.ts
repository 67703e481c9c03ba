import { and, eq, inArray, lte, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { connection, connectionSite, inboxMessage } from "@/db/schema/integration";
import type { Unreadable } from "@/lib/erp/port";
import { withoutWords } from "@/lib/erp/words";
import { keptReason } from "@/lib/integration/kept-words";
import { INBOUND_TYPES, type InboundMessage } from "@/lib/messages/inbound";
import { readInbound } from "@/lib/messages/inbound-subject";
import { digestOf } from "@/lib/platform/digest";
import { newId } from "@/lib/platform/ids";

export type Door = "WEBHOOK" | "POLL" | "MANUAL";
export type Incoming = {
  readonly connectionId: string;
  readonly door: Door;
  readonly messages: readonly InboundMessage[];
  readonly unreadable: readonly Unreadable[];
  readonly at: Date;
  /** Everything is read anew; absent: these are changes. */
  readonly anew?: Anew;
};

/**
 * What to do in a read of everything with other content under a known id, which every object may have after a change of settings: PASS it over and name it, or
 * TAKE it in, under the id with a mark behind it and as a version of its own right after the one that is known.
 */
export type Anew = "PASS" | "TAKE";

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
type MessageRow = Row & { readonly id: string; readonly payload: InboundMessage };
const RANK = new Map<string, number>(INBOUND_TYPES.map((type, rank) => [type, rank]));
const AtSite = z.object({ data: z.object({ site: z.string() }) });

/**
 * IN-03: stores each message once. The same id again is absorbed; the same id with other content is stored as REFUSED beside the first
 * and reported. What cannot be read is kept with its reason. Nothing is applied yet.
 */
export async function receive(db: Database, { connectionId, door, messages, unreadable, at, anew }: Incoming): Promise<Received> {
  const sites = new Map((await db.select().from(connectionSite).where(eq(connectionSite.connectionId, connectionId))).map((row) => [row.erpCode, row.siteId]));
  const base = { connectionId, door, receivedAt: at };
  const rows = messages.map((message): MessageRow => ({
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
    const told = await toldUnder(tx, connectionId, known);
    const once = new Map(known.map((row) => [row.messageId, row]));
    const taken = anew === "TAKE" ? [...once.values()].flatMap((row) => takenAs(row, told.get(row.messageId) ?? [])) : [];
    for (const chunk of chunks(taken, 500)) await tx.insert(inboxMessage).values(chunk);
    const others = anew === "TAKE" ? [] : await differing(tx, connectionId, known, told);
    for (const row of anew === "PASS" ? [] : others) {
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
    const toApply = [...rows.filter((row) => stored.has(row.id)), ...taken].toSorted((a, b) => (RANK.get(a.type) ?? 0) - (RANK.get(b.type) ?? 0));
    return {
      fresh: rows.length - known.length + taken.length,
      toApply: toApply.map(({ id, siteId = null }) => ({ id, siteId })),
      repeated: known.length - conflicts.length - taken.length,
      unreadable: broken.filter((row) => stored.has(row.id)).length,
      conflicts,
      passedOver: anew === "PASS" ? others.map(({ messageId }) => messageId) : [],
    };
  });
}

/** Envelope times may differ between two doors for the same state of the same object; what it says may not. */
export function contentDigest({ type, subject, data }: { readonly type: string; readonly subject: string; readonly data: unknown }): string {
  return digestOf({ type, subject, data });
}

/** What was stored under an id: first as it came, later what a read of everything took in. */
type Told = { readonly messageId: string; readonly digest: string };

/** What stands behind an id of what was taken in under it: how often that was. */
const TAKEN = /#t(\d+)$/;

/** The id under which the sender named a stored message. */
export function senderId(messageId: string): string {
  return messageId.replace(TAKEN, "");
}

/** What is stored under each of these ids and was not refused as a conflict, the latest first. */
async function toldUnder(tx: Pick<Database, "execute">, connectionId: string, known: readonly MessageRow[]): Promise<ReadonlyMap<string, readonly Told[]>> {
  const ids = [...new Set(known.map(({ messageId }) => messageId))];
  if (ids.length === 0) return new Map();
  // Bytewise, as the index has them: between an id and the same with "$" behind it stands whatever has "#" behind it.
  const rows = await tx.execute(sql`
    select n.id as "of", m.message_id as "messageId", m.digest
    from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb) as n (id)
    join integration.inbox_message m on m.connection_id = ${connectionId}::uuid and m.message_id ~>=~ n.id and m.message_id ~<~ (n.id || '$')
    where m.code is distinct from 'DIGEST_DIFFERS'`);
  const told = new Map<string, Told[]>();
  for (const { of, ...row } of z.array(ToldRow).parse(rows)) if (senderId(row.messageId) === of) told.set(of, [...(told.get(of) ?? []), row]);
  return new Map([...told].map(([id, all]) => [id, all.toSorted((a, b) => timesTaken(b.messageId) - timesTaken(a.messageId))]));
}

const ToldRow = z.object({ of: z.string(), messageId: z.string(), digest: z.string() });

function timesTaken(messageId: string): number {
  return Number(TAKEN.exec(messageId)?.[1] ?? 0);
}

/** A row for what is told otherwise than it was last taken; none for what is told as it is known. */
function takenAs(row: MessageRow, [last]: readonly Told[]): MessageRow[] {
  if (last === undefined || last.digest === row.digest) return [];
  const times = timesTaken(last.messageId) + 1;
  const version = row.payload.data.erpVersion + times;
  const { type, data, source, time, id } = row.payload;
  const payload = { ...readInbound(type, { ...data, erpVersion: version }, source, time), id };
  return [{ ...row, id: newId(), messageId: `${row.messageId}#t${times}`, version, payload }];
}

/** Those whose content was never told under their id. */
async function differing(
  tx: Pick<Database, "select">,
  connectionId: string,
  known: readonly MessageRow[],
  told: ReadonlyMap<string, readonly Told[]>,
): Promise<readonly MessageRow[]> {
  const others = known.filter((row) => told.get(row.messageId)?.some(({ digest }) => digest === row.digest) !== true);
  return others.length === 0 ? [] : differingBeyondWords(tx, connectionId, others);
}

const Said = z.object({ type: z.string(), subject: z.string(), data: z.json() });

/** What was stored before the mapping changed may differ from what comes now in words alone: that is the same message. */
async function differingBeyondWords(tx: Pick<Database, "select">, connectionId: string, others: readonly MessageRow[]): Promise<readonly MessageRow[]> {
  const [row] = await tx.select({ wordsChangedAt: connection.wordsChangedAt }).from(connection).where(eq(connection.id, connectionId));
  const changedAt = row?.wordsChangedAt ?? null;
  if (changedAt === null) return others;
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
