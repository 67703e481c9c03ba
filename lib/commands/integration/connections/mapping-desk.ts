import "server-only";
import { and, desc, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { inboxMessage, outboxMessage } from "@/db/schema/integration";
import { equipment, reasonCode, site, uom } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import type { CommandResult, Refusal } from "@/lib/commands/refusal";
import type { Services } from "@/lib/commands/services";
import { commonUnits } from "@/lib/commands/integration/units-of-measure";
import { readConnection, type StoredConnection } from "@/lib/integration/connections/store-connection";
import { previewOf, type WordPreview } from "@/lib/integration/words/preview";
import { storedWords, type WordKind, type WordPair, wordsFingerprint } from "@/lib/integration/words/stored-words";
import { seenWords, type SeenWord } from "@/lib/integration/words/seen-words";
import type { Vocabulary } from "@/lib/integration/words/vocabulary";
import { mayConfigure } from "./connection-scope";
import { MappingLines } from "./set-mapping.schema";

/** A message that a mapping can be tried on. */
export type PreviewChoice = {
  readonly direction: "IN" | "OUT";
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly at: string;
  readonly unreadable: boolean;
};

/** The mapping of a connection with what helps to edit it. */
export type MappingDetail = {
  readonly connectionId: string;
  readonly name: string;
  readonly seen: string;
  readonly lines: readonly WordPair[];
  /** What this kind of ERP calls things as delivered; it counts where the table says nothing. */
  readonly delivered: readonly WordPair[];
  readonly sites: readonly { readonly ours: string; readonly theirs: string }[];
  /** Words of ours that exist, by kind. */
  readonly ours: Readonly<Record<WordKind, readonly string[]>>;
  /** Words of recent messages without a line. */
  readonly words: readonly SeenWord[];
  readonly messages: readonly PreviewChoice[];
};

export type MappingDesk = {
  /** NOT_FOUND unless the actor configures every site of the connection. */
  detail(actor: Actor, connectionId: string): Promise<CommandResult<MappingDetail>>;
  /** A message as it would read with these lines; stores nothing. */
  preview(actor: Actor, raw: unknown): Promise<CommandResult<WordPreview>>;
};

const Preview = z.strictObject({ connectionId: z.uuid(), direction: z.enum(["IN", "OUT"]), messageId: z.uuid(), lines: MappingLines });
const NOT_FOUND: Refusal = { ok: false, code: "NOT_FOUND", params: {} };
const RECENT = 300;
const CHOICES = 25;
const CHOICES_PER_TYPE = 4;

/** Reads and tries mappings; `set-mapping` stores them. */
export function mappingDesk({ db }: Pick<Services, "db">, vocabulary: Vocabulary): MappingDesk {
  async function storedFor(actor: Actor, connectionId: string): Promise<StoredConnection | null> {
    const stored = await readConnection(db, connectionId);
    return stored !== null &&
      mayConfigure(
        actor,
        stored.sites.map(({ siteId }) => siteId),
      )
      ? stored
      : null;
  }

  async function recent(connectionId: string, siteIds: readonly string[]) {
    // Of each site by its own walk of the index: by the connection alone all that was ever said would be sorted.
    const ofSites = await Promise.all(
      siteIds.map((siteId) =>
        db
          .select({
            id: outboxMessage.id,
            type: outboxMessage.type,
            subject: outboxMessage.subject,
            payload: outboxMessage.payload,
            at: outboxMessage.recordTime,
            state: outboxMessage.state,
          })
          .from(outboxMessage)
          .where(and(eq(outboxMessage.connectionId, connectionId), eq(outboxMessage.siteId, siteId)))
          .orderBy(desc(outboxMessage.recordTime))
          .limit(RECENT),
      ),
    );
    const outbound = ofSites.flat().toSorted(latestFirst).slice(0, RECENT);
    const inbound = await db
      .select({
        id: inboxMessage.id,
        type: inboxMessage.type,
        subject: inboxMessage.subject,
        payload: inboxMessage.payload,
        at: inboxMessage.receivedAt,
        state: inboxMessage.state,
        code: inboxMessage.code,
      })
      .from(inboxMessage)
      .where(eq(inboxMessage.connectionId, connectionId))
      .orderBy(desc(inboxMessage.receivedAt))
      .limit(RECENT);
    return [
      ...inbound.map((row) => ({
        ...row,
        direction: "IN" as const,
        unreadable: row.state === "REFUSED" && row.code === "SCHEMA",
        waits: row.state === "PARKED" || row.state === "REFUSED",
      })),
      ...outbound.map((row) => ({ ...row, code: null, direction: "OUT" as const, unreadable: false, waits: row.state === "REJECTED" })),
    ];
  }

  async function ours(siteIds: readonly string[]): Promise<MappingDetail["ours"]> {
    const at = [...siteIds];
    const [units, places, reasons] = await Promise.all([
      db.select({ code: uom.code }).from(uom).orderBy(uom.code),
      db
        .selectDistinct({ code: equipment.code, storage: sql<boolean>`${equipment.type} in ('STORAGE_ZONE', 'STORAGE_UNIT')` })
        .from(equipment)
        .where(and(inArray(equipment.siteId, at), inArray(equipment.level, ["WORK_CENTRE", "WORK_UNIT"])))
        .orderBy(equipment.code),
      db.selectDistinct({ code: reasonCode.code }).from(reasonCode).where(inArray(reasonCode.siteId, at)).orderBy(reasonCode.code),
    ]);
    return {
      UOM: [...new Set([...commonUnits, ...units.map(({ code }) => code)])].toSorted(),
      WORK_CENTRE: places.flatMap(({ code, storage }) => (storage ? [] : [code])),
      LOCATION: places.flatMap(({ code, storage }) => (storage ? [code] : [])),
      REASON: reasons.map(({ code }) => code),
    };
  }

  return {
    async detail(actor, connectionId) {
      const stored = await storedFor(actor, connectionId);
      if (stored === null) return NOT_FOUND;
      const siteIds = stored.sites.map((one) => one.siteId);
      const [lines, existing, messages, sites] = await Promise.all([
        storedWords(db, connectionId),
        ours(siteIds),
        recent(connectionId, siteIds),
        db.select({ id: site.id, code: site.code }).from(site).where(inArray(site.id, siteIds)),
      ]);
      const codeOf = new Map(sites.map(({ id, code }) => [id, code]));
      const delivered = vocabulary.delivered(stored.adapter);
      const words = seenWords(messages, { lines, delivered, ours: { ...existing, UOM: commonUnits } });
      const data: MappingDetail = {
        connectionId,
        name: stored.name,
        seen: wordsFingerprint(lines),
        lines,
        delivered,
        sites: stored.sites.map(({ siteId, erpCode }) => ({ ours: codeOf.get(siteId) ?? siteId, theirs: erpCode })),
        ours: existing,
        words,
        messages: choices(messages),
      };
      return { ok: true, repeated: false, data };
    },

    async preview(actor, raw) {
      const parsed = Preview.safeParse(raw);
      if (!parsed.success)
        return { ok: false, code: "INVALID_INPUT", params: {}, fields: Object.fromEntries(parsed.error.issues.map((issue) => [issue.path.join("."), issue.message])) };
      const { connectionId, direction, messageId, lines } = parsed.data;
      const stored = await storedFor(actor, connectionId);
      if (stored === null) return NOT_FOUND;
      const table = direction === "IN" ? inboxMessage : outboxMessage;
      const [row] = await db
        .select({ payload: table.payload, type: table.type })
        .from(table)
        .where(and(eq(table.id, messageId), eq(table.connectionId, connectionId)));
      if (row === undefined) return NOT_FOUND;
      const [today, edited] = [vocabulary.words(stored.adapter, await storedWords(db, connectionId)), vocabulary.words(stored.adapter, lines)];
      return { ok: true, repeated: false, data: previewOf(direction, row.payload, today, edited) };
    },
  };
}

function latestFirst(a: { readonly at: Date }, b: { readonly at: Date }): number {
  return b.at.getTime() - a.at.getTime();
}

type Recent = Omit<PreviewChoice, "at"> & { readonly at: Date; readonly waits: boolean };

/** The latest of each type and way, those that stand still first. */
function choices(messages: readonly Recent[]): PreviewChoice[] {
  const perType = new Map<string, number>();
  return messages
    .toSorted((a, b) => Number(b.waits) - Number(a.waits) || latestFirst(a, b))
    .filter(({ direction, type }) => {
      const key = `${direction} ${type}`;
      perType.set(key, (perType.get(key) ?? 0) + 1);
      return (perType.get(key) ?? 0) <= CHOICES_PER_TYPE;
    })
    .slice(0, CHOICES)
    .map(({ direction, id, type, subject, at, unreadable }) => ({ direction, id, type, subject, at: at.toISOString(), unreadable }));
}
