import { createHash } from "node:crypto";
import { z } from "zod";
import type { PollPage, Unreadable } from "@/lib/erp/port";
import { takeSnapshot } from "@/lib/erp/stock-snapshot";
import type { Words } from "@/lib/erp/words";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { firstRows, type SapCalls } from "./client";
import { SapError } from "./failure";
import { type PlantData, plantData, sourceOf } from "./plant-data";
import { askFrom, finished, passedOver, type Place, type PollCursor, readCursor } from "./poll-cursor";
import { type PollKind, queryOf } from "./poll-kind";
import { BATCHES, BOMS, BOMS_UNSTAMPED, ITEMS, ORDERS, RATES, ROUTINGS, WORK_CENTRES } from "./poll-kinds";
import { pollPurchases, PURCHASES } from "./poll-purchases";
import { pollStock } from "./poll-stock";
import { readStock } from "./read-back";
import { jsonOf, readRows, reasonOf } from "./read-rows";
import type { SapSettings } from "./settings";
import { versionsOf } from "./versions";

type Page = {
  readonly messages: readonly InboundMessage[];
  readonly unreadable: readonly Unreadable[];
  /** Null: there is no more of this kind. */ readonly at: Place | null;
  readonly newest: string | null;
  /** Records without a stamp that need not be remembered any more. */
  readonly forget?: readonly string[];
};
type Reader = {
  readonly name: string;
  readonly stamped: boolean;
  readonly says: readonly InboundType[];
  wanted(settings: SapSettings): boolean;
  read(calls: SapCalls, cursor: PollCursor, data: PlantData, top: number, nowMs: number): Promise<Page>;
};

const STOCK: Reader = {
  name: "stock",
  stamped: false,
  says: ["erp.lot.v1"],
  wanted: (settings) => settings.stock,
  read: async (calls, cursor, data) => ({ ...(await pollStock(calls, cursor, data)), at: null, newest: null }),
};

const DELIVERIES: Reader = {
  name: PURCHASES,
  stamped: false,
  says: ["erp.delivery.v1"],
  wanted: (settings) => settings.purchases,
  read: async (calls, cursor, data) => ({ ...(await pollPurchases(calls, cursor, data)), at: null, newest: null }),
};

/** In the order in which records refer to each other. */
const READERS: readonly Reader[] = [
  reader(ITEMS, ["erp.item.v1", "erp.standard-cost.v1"]),
  reader(WORK_CENTRES),
  reader(RATES),
  reader(BOMS),
  reader(BOMS_UNSTAMPED),
  reader(ROUTINGS),
  reader(BATCHES),
  STOCK,
  reader(ORDERS),
  DELIVERIES,
];

/** What this connection reads. */
export function inboundOf(settings: SapSettings): readonly InboundType[] {
  const snapshot: readonly InboundType[] = settings.stock && settings.stockMinutes !== null ? ["erp.stock.v1"] : [];
  return [...new Set([...READERS.filter((one) => one.wanted(settings)).flatMap((one) => one.says), ...snapshot])];
}

/** One poll: goes on where the cursor stands, until some `limit` messages are gathered or the round over all kinds is complete. */
export async function poll(calls: SapCalls, settings: SapSettings, words: Words, cursorText: string | null, limit: number): Promise<PollPage> {
  const nowMs = Date.now();
  let cursor = readCursor(cursorText, mappingOf(settings), nowMs);
  const noted = new Map<string, [string, number]>();
  const forgotten = new Set<string>();
  const data = plantData(calls, settings, words, versionsOf(cursor, noted, nowMs));
  const messages: InboundMessage[] = [];
  const unreadable: Unreadable[] = [];
  for (;;) {
    const current = READERS[cursor.phase];
    if (current === undefined) cursor = { ...cursor, phase: 0, at: null };
    else if (current.wanted(settings) && isDue(current, cursor, settings, nowMs)) {
      const page = await current.read(calls, { ...cursor, unstamped: { ...cursor.unstamped, ...Object.fromEntries(noted) } }, data, Math.max(2, limit), nowMs);
      messages.push(...page.messages.filter((message) => !messages.some((known) => known.id === message.id)));
      unreadable.push(...page.unreadable);
      for (const key of page.forget ?? []) forgotten.add(key);
      const newest = page.newest;
      const top = newest === null || (cursor.at !== null && cursor.at.stamp > newest) ? (cursor.at?.stamp ?? null) : newest;
      cursor = page.at === null ? finished(cursor, current.name, READERS.length, current.stamped ? top : null, nowMs) : { ...cursor, at: page.at };
    } else cursor = passedOver(cursor, READERS.length);
    const complete = cursor.phase === 0 && cursor.at === null;
    // Behind the lots that it counts.
    if (complete) await countStock();
    if (complete || messages.length + unreadable.length >= limit) {
      const unstamped = Object.entries({ ...cursor.unstamped, ...Object.fromEntries(noted) }).filter(([key]) => !forgotten.has(key));
      const stored = { ...cursor, unstamped: Object.fromEntries(unstamped) };
      return { kind: "page", messages, unreadable, cursor: JSON.stringify(stored), more: !complete };
    }
  }

  async function countStock(): Promise<void> {
    const { site, stock, stockMinutes: minutes } = settings;
    if (!stock || minutes === null || nowMs < cursor.stockDue) return;
    const fails = (error: Error) => error instanceof SapError;
    const readAll = async () => ({ stock: await readStock(calls, settings, words, true), cursor: null });
    const snapshot = await takeSnapshot(readAll, { site, source: sourceOf(settings), minutes, fails }, () => new Date());
    messages.push(...snapshot.messages);
    unreadable.push(...snapshot.unreadable);
    cursor = { ...cursor, stockDue: snapshot.due };
  }
}

/** What is not stamped is read in full, and not in each round. */
function isDue(reader: Reader, cursor: PollCursor, settings: SapSettings, nowMs: number): boolean {
  const before = cursor.reads[reader.name];
  return reader.stamped || cursor.at !== null || before === undefined || nowMs - before >= settings.fullReadMinutes * 60_000;
}

/** Which mapping of records this is: one that says more than the one before tells everything again. */
const MAPPING = 2;

/** The settings that records are mapped with, as a hash. */
export function mappingOf(settings: SapSettings): string {
  const { plant, site, timeZone, language, currency, workQuantities, workQuantitiesOf, activityTypes, costCentres, unitSuffix, issueMode, overPct, underPct, priority, stock } =
    settings;
  const all = [plant, site, timeZone, language, currency, workQuantities, workQuantitiesOf, activityTypes, costCentres, unitSuffix, issueMode, overPct, underPct, priority, stock];
  return createHash("sha256")
    .update(JSON.stringify([MAPPING, ...all]))
    .digest("hex")
    .slice(0, 16);
}

function reader<Row>(kind: PollKind<Row>, says: readonly InboundType[] = [kind.says]): Reader {
  const { stamp } = kind;
  return {
    name: kind.name,
    stamped: stamp !== null,
    says,
    wanted: kind.wanted,
    async read(calls, cursor, data, limit, nowMs) {
      const top = Math.min(limit, kind.most);
      const from = stamp === null ? null : askFrom(cursor.marks[kind.name], stamp.earlier, nowMs, data.settings.overlapSeconds);
      const query = queryOf(kind, data.settings, from, cursor.at);
      // Rows are read one by one below, so that one which does not fit does not hide the others.
      const { rows, more } = await firstRows(calls, kind.service, kind.path, query, top, Raw);
      const parsed = rows.map((row) => ({ row, result: kind.schema.safeParse(row) }));
      const good = parsed.flatMap(({ result }) => (result.success ? [result.data] : []));
      const bad = parsed.flatMap(({ row, result }) =>
        result.success ? [] : [{ id: `${kind.says}:${keyOf(kind, row).join("/")}`, type: kind.says, raw: jsonOf(row), reason: reasonOf(result.error) }],
      );
      const ids = new Map(parsed.flatMap(({ row, result }) => (result.success ? [[result.data, keyOf(kind, row).join("/")] as const] : [])));
      const read = rows.length === 0 ? { messages: [], unreadable: [] } : readRows(good, kind.says, (row) => ids.get(row) ?? "?", await kind.mapping(calls, good, data));
      const last = rows.at(-1);
      const place = last === undefined ? null : { stamp: stamp === null ? "" : stamp.read(textOf(last[stamp.field])), key: keyOf(kind, last) };
      return { messages: read.messages, unreadable: [...bad, ...read.unreadable], at: more ? place : null, newest: stamp === null ? null : (place?.stamp ?? null) };
    },
  };
}

const Raw = z.record(z.string(), z.json());
type Raw = z.infer<typeof Raw>;

function keyOf<Row>(kind: Pick<PollKind<Row>, "key">, row: Raw): string[] {
  return kind.key.map((field) => textOf(row[field]));
}

function textOf(value: Raw[string] | undefined): string {
  return typeof value === "string" ? value : "";
}
