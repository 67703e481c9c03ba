import { z } from "zod";
import type { PollPage, Unreadable } from "@/lib/erp/port";
import { takeSnapshot } from "@/lib/erp/stock-snapshot";
import type { Words } from "@/lib/erp/words";
import type { InboundMessage } from "@/lib/messages/inbound";
import { type FrappeClient, parse } from "./client";
import { FrappeError } from "./failure";
import { loadPlantData, type PlantData, sourceOf, Unmappable } from "./plant-data";
import { advanced, askFrom, finished, passedOver, readCursor } from "./poll-cursor";
import { KINDS, type PollKind } from "./poll-kinds";
import { readStock } from "./read-stock";
import type { ErpnextSettings } from "./settings";

/** Rows of one list at most: each is read whole. */
const PAGE = 100;
const Rows = z.array(z.object({ name: z.string(), modified: z.string(), work_order: z.string().nullish() }));

/** One poll: goes on where the cursor stands, until some `limit` messages are gathered or the round over all kinds is complete. */
export async function poll(client: FrappeClient, settings: ErpnextSettings, words: Words, cursorText: string | null, limit: number): Promise<PollPage> {
  let cursor = readCursor(cursorText);
  const size = Math.min(PAGE, Math.max(1, limit));
  let loading: Promise<PlantData> | null = null;
  const data = () => (loading ??= loadPlantData(client, settings, words));
  const [messages, unreadable]: [InboundMessage[], Unreadable[]] = [[], []];
  for (;;) {
    const kind = KINDS[cursor.phase % KINDS.length];
    if (kind === undefined) return { kind: "page", messages, unreadable, cursor: JSON.stringify(cursor), more: false };
    if (kind.wanted?.(settings) === false) cursor = passedOver(cursor, KINDS.length);
    else await readRows(kind);
    const complete = cursor.phase === 0 && cursor.last === null;
    // Behind the batches that it counts.
    if (complete) await countStock();
    if (complete || messages.length + unreadable.length >= limit) return { kind: "page", messages, unreadable, cursor: JSON.stringify(cursor), more: !complete };
  }

  async function countStock(): Promise<void> {
    const { site, stockMinutes: minutes } = settings;
    if (minutes === null || Date.now() < cursor.stockDue) return;
    const snapshot = await takeSnapshot(
      (after) => readStock(client, settings, words, after, true),
      { site, source: sourceOf(settings), minutes, fails: (error) => error instanceof FrappeError || error instanceof Unmappable },
      () => new Date(),
    );
    messages.push(...snapshot.messages);
    unreadable.push(...snapshot.unreadable);
    cursor = { ...cursor, stockDue: snapshot.due };
  }

  async function readRows(kind: PollKind): Promise<void> {
    const first = cursor.marks[kind.name] === undefined;
    const mark = cursor.marks[kind.name] ?? (kind.startsWith === undefined ? undefined : cursor.marks[kind.startsWith]);
    const from = cursor.last?.at ?? askFrom(mark, new Date(), settings);
    const seen = new Set(cursor.last?.names ?? []);
    const listed = await client.list(kind.doctype, {
      fields: ["name", "modified", ...kind.fields],
      filters: [...kind.always(settings), ...(first ? kind.first : []), ...(from === null ? [] : [["modified", ">=", from] as const])],
      orderBy: "modified asc, name asc",
      length: size + seen.size,
    });
    const rows = parse(Rows, listed, kind.doctype).filter((row) => !(row.modified === from && seen.has(row.name)));
    if (rows.length > 0) {
      const page = await said(client, kind, rows, await data(), first);
      // An order comes once for itself and once for its cards.
      messages.push(...page.messages.filter((message) => !messages.some((known) => known.id === message.id)));
      unreadable.push(...page.unreadable);
    }
    cursor = advanced(cursor, rows);
    if (listed.length < size + seen.size) cursor = finished(cursor, kind.name, KINDS.length, new Date());
  }
}

type Said = { readonly messages: readonly InboundMessage[]; readonly unreadable: readonly Unreadable[] };

async function said(client: FrappeClient, kind: PollKind, rows: Parameters<PollKind["load"]>[1], data: PlantData, first: boolean): Promise<Said> {
  const messages: InboundMessage[] = [];
  const unreadable: Unreadable[] = [];
  for (const { name, raw, map } of await kind.load(client, rows, data, first)) {
    try {
      messages.push(...map());
    } catch (error) {
      unreadable.push({ id: `${kind.doctype},${name}`, type: kind.says, raw, reason: reasonOf(error) });
    }
  }
  return { messages, unreadable };
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof Unmappable) return error.message;
  throw error;
}
