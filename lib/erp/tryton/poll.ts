import { createHash } from "node:crypto";
import { z } from "zod";
import type { Json, PollPage, Unreadable } from "@/lib/erp/port";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { TrytonClient } from "./client";
import { loadPlantData } from "./load-plant-data";
import { Unmappable, type PlantData, versionOf } from "./plant-data";
import { advanced, askFrom, finished, passedOver, type PollCursor, readCursor, readWith } from "./poll-cursor";
import { BOMS, COMMITMENTS, ITEMS, LOT_MOVES, LOTS, ORDERS, type PollKind, ROUTINGS, WORK_CENTERS } from "./poll-kinds";
import { stockPlaces } from "./load-lots";
import { PAGE, rowsAfter } from "./records";
import type { TrytonSettings } from "./settings";
import { encode, instantOf, type Value } from "./values";

type Page = { readonly messages: InboundMessage[]; readonly unreadable: Unreadable[]; readonly rows: number; readonly lastId: number; readonly top: number };
type Reader = {
  readonly name: string;
  /** False where the server has none of it, or the settings don't want it: it is passed over. */
  isThere(client: TrytonClient, settings: TrytonSettings): Promise<boolean>;
  read(client: TrytonClient, from: number | null, lastId: number, size: number, data: () => Promise<PlantData>): Promise<Page>;
};

/** In the order in which they refer to each other. A cursor counts along it: what is new comes at the end. */
const READERS: readonly Reader[] = [reader(ITEMS), reader(WORK_CENTERS), reader(BOMS), reader(ROUTINGS), reader(LOTS), reader(LOT_MOVES), reader(ORDERS), reader(COMMITMENTS)];

/** Kinds of records that the times and rates of the settings have a say in. */
const MAPPED = [ITEMS, WORK_CENTERS, ROUTINGS, ORDERS].map((kind) => kind.name);

/** One poll: goes on where the cursor stands, until some `limit` messages are gathered or the round over all kinds is complete. */
export async function poll(client: TrytonClient, settings: TrytonSettings, cursorText: string | null, limit: number): Promise<PollPage> {
  const { routings, rates, rateElement } = settings;
  const of = createHash("sha256")
    .update(JSON.stringify([routings, rates, rateElement]))
    .digest("hex")
    .slice(0, 16);
  const begun = readWith(readCursor(cursorText), of, MAPPED, Date.now());
  let cursor: PollCursor = begun;
  const size = Math.min(PAGE, Math.max(1, limit));
  let loading: Promise<PlantData> | null = null;
  const data = () => (loading ??= loadPlantData(client, settings, begun.mapping));
  const [messages, unreadable]: [InboundMessage[], Unreadable[]] = [[], []];
  for (;;) {
    const current = READERS[cursor.phase % READERS.length];
    if (current === undefined) return { kind: "page", messages, unreadable, cursor: JSON.stringify(cursor), more: false };
    if (await current.isThere(client, settings)) {
      const page = await current.read(client, fromOf(current.name, cursor, settings), cursor.lastId, size, data);
      // A lot that is new and has moved comes twice.
      messages.push(...page.messages.filter((message) => !messages.some((known) => known.id === message.id)));
      unreadable.push(...page.unreadable);
      cursor = advanced(cursor, page.lastId, page.top);
      if (page.rows < size) cursor = finished(cursor, current.name, READERS.length, Date.now());
    } else cursor = passedOver(cursor, READERS.length);
    const complete = cursor.phase === 0 && cursor.lastId === 0;
    if (complete || messages.length + unreadable.length >= limit) return { kind: "page", messages, unreadable, cursor: JSON.stringify(cursor), more: !complete };
  }
}

function fromOf(name: string, cursor: PollCursor, settings: TrytonSettings): number | null {
  // Movements start where the lots were first read, with their stock.
  const mark = cursor.marks[name] ?? (name === LOT_MOVES.name ? cursor.marks[LOTS.name] : undefined);
  return askFrom(mark, Date.now(), settings.overlapSeconds);
}

function reader<Row extends { readonly id: number; readonly _timestamp: string }>(kind: PollKind<Row>): Reader {
  return {
    name: kind.name,
    isThere: kind.isThere ?? (async () => true),
    async read(client, from, lastId, size, data) {
      const rows = await rowsAfter(client, kind.type, domainOf(kind, from), lastId, await contextOf(client, kind), size);
      const parsed = rows.map((row) => ({ row, result: kind.type.schema.safeParse(row) }));
      const good = parsed.flatMap(({ result }) => (result.success ? [result.data] : []));
      const page: Page & { messages: InboundMessage[] } = {
        messages: [],
        unreadable: [],
        rows: rows.length,
        lastId: Math.max(lastId, ...rows.map(idOf)),
        top: Math.max(0, ...rows.map(stampOf)),
      };
      if (rows.length === 0) return page;
      const map = await kind.mapping(client, good, await data());
      for (const { row, result } of parsed) {
        try {
          if (!result.success) throw result.error;
          page.messages.push(...map(result.data));
        } catch (error) {
          page.unreadable.push({ id: `${kind.type.model},${idOf(row)}:${stampOf(row)}`, type: kind.says, raw: jsonOf(row), reason: reasonOf(error) });
        }
      }
      return page;
    },
  };
}

/** Records of a kind that were made or changed since (microseconds), their parts included; without an instant those of the first read. */
export function domainOf(kind: Pick<PollKind<unknown>, "always" | "first" | "parts">, from: number | null): readonly Value[] {
  if (from === null) return [...kind.always, ...kind.first];
  const since = instantOf(from);
  return [
    ...kind.always,
    [
      "OR",
      ...kind.parts.flatMap((part) => [
        [`${part}create_date`, ">=", since],
        [`${part}write_date`, ">=", since],
      ]),
    ],
  ];
}

/** Inactive records count, so that we hear of their end; lots have a quantity only where places are named. */
async function contextOf(client: TrytonClient, kind: { readonly name: string }): Promise<{ readonly [key: string]: Value }> {
  if (kind.name !== LOTS.name) return { active_test: false };
  return { locations: (await stockPlaces(client)).map((place) => place.id), skip_lot_sled: true };
}

function field(row: Value, name: string): Value {
  if (typeof row !== "object" || row === null || !(name in row)) return null;
  const found: Value | undefined = Object.entries<Value>(row as { readonly [key: string]: Value }).find(([key]) => key === name)?.[1];
  return found ?? null;
}
const idOf = (row: Value) => Number(field(row, "id") ?? 0);

/** The newest stamp in a row, its lines included: the window must pass them as well, or the row would be read for ever. */
function stampOf(row: Value): number {
  if (typeof row !== "object" || row === null) return 0;
  return Math.max(
    0,
    ...Object.entries<Value>(row as { readonly [key: string]: Value }).map(([key, value]) =>
      key === "_timestamp" && typeof value === "string" ? versionOf([value]) : stampOf(value),
    ),
  );
}

// Encoded values are JSON by construction; going through text says so to the checker.
function jsonOf(row: Value): Json {
  return JSON.parse(JSON.stringify(encode(row))) as Json;
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  if (error instanceof Unmappable) return error.message;
  throw error;
}
